/** The sectors in which somebody may be enrolled, as one node names them: those of all record types and programmes. */
import { AnnalsError } from '../errors/index.ts';
import { type RestClient, routes } from '../rest/index.ts';
import { MAX_SECTORS } from './note.ts';

/** More pages than a network has of either. */
const MAX_PAGES = 50;

/** A page of a list, as far as it matters here. */
interface Page {
  readonly items: readonly { readonly sector: string }[];
  readonly next: string | null;
}

/**
 * Each sector is asked about with several requests, so that the number of them is bounded.
 * @throws AnnalsError `node.bad-answer` when the node names more than a wallet holds, or its lists do not end;
 * `node.unreachable` when it does not answer.
 */
export async function knownSectors(node: Pick<RestClient, 'call'>, signal?: AbortSignal): Promise<readonly string[]> {
  const sectors = new Set<string>();
  const heard = signal ? { signal } : {};
  for (const pageOf of [
    (after: string | null): Promise<Page> => node.call(routes.recordTypes, { query: { after }, ...heard }),
    async (after: string | null): Promise<Page> => {
      const { items, next } = await node.call(routes.programmes, { query: { after }, ...heard });
      return { items: items.map(({ value }) => value), next };
    },
  ]) {
    let after: string | null = null;
    for (let page = 0; page === 0 || after !== null; page++) {
      if (page === MAX_PAGES) throw tooMany(`lists of more than ${MAX_PAGES} pages`);
      const { items, next }: Page = await pageOf(after);
      for (const { sector } of items) sectors.add(sector);
      if (sectors.size > MAX_SECTORS) throw tooMany(`more than ${MAX_SECTORS} sectors`);
      after = next;
    }
  }
  return [...sectors].sort();
}

const tooMany = (what: string): AnnalsError =>
  new AnnalsError('node.bad-answer', `the node names ${what}: say in which sectors to look`);
