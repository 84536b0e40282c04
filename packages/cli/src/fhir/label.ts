/** Names of persons as labels of keys and wallets: `Bibi254 Schowalter414` as `bibi254-schowalter414`. */

export function labelOf(name: string): string {
  const label = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 50)
    .replace(/-$/, '');
  return label || 'unnamed';
}
