/** The sectors in which somebody may be enrolled: those of all record types and programmes. */
import { type RestClient, routes } from '../rest/index.ts';

/** More pages than a network has of either. */
const MAX_PAGES = 50;

/** @throws AnnalsError when no node answers. */
export async function knownSectors(client: Pick<RestClient, 'call'>): Promise<readonly string[]> {
  const sectors = new Set<string>();
  for (const pageOf of [
    (after: string | null) => client.call(routes.recordTypes, { query: { after } }),
    async (after: string | null) => {
      const { items, next } = await client.call(routes.programmes, { query: { after } });
      return { items: items.map(({ value }) => value), next };
    },
  ]) {
    let after: string | null = null;
    for (let page = 0; page < MAX_PAGES; page++) {
      const { items, next }: { readonly items: readonly { readonly sector: string }[]; readonly next: string | null } =
        await pageOf(after);
      for (const { sector } of items) sectors.add(sector);
      if (next === null) break;
      after = next;
    }
  }
  return [...sectors].sort();
}
