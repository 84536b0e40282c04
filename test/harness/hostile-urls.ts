/** Where a hostile process finds the others' APIs: told in its environment, as it has no business to know. */
const NAME = 'ANNALS_TEST_HOSTILE_URLS';

/** Tells it, before it is started. */
export function tellHostileUrls(urls: readonly string[]): void {
  process.env[NAME] = urls.join(' ');
}

export function hostileUrls(): readonly string[] {
  return (process.env[NAME] ?? '').split(' ').filter(Boolean);
}
