/** Fetches a list that is longer than one page. */
import { AnnalsError } from '../errors/index.ts';

/** What the routes of lists answer, as far as it is needed here. */
interface ListPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Fetches the page that a cursor leads to, the first without one. */
export type FetchPage<T> = (after: string | null) => Promise<ListPage<T>>;

/** More items than a person reads; a program that wants more goes through the pages itself. */
const MAX_ITEMS = 10_000;
/** Items on a page when it is not said how many. */
export const LIST_PAGE_ITEMS = 50;
/**
 * A page can have fewer and not be the last: of what a node looked through, the rest was not for whoever asks. It looks
 * through ten times as much as a page has, so these are as many as there can be for the items that are fetched.
 */
const MAX_SHORT_PAGES = 20;

/**
 * The items of all pages, up to a bound:
 * `fetchWholeList((after) => client.call(routes.recordTypes, { query: { after } }))`.
 * @param tookPart is called for each full page.
 * @throws AnnalsError what the call throws, and `node.bad-answer` for a list that is drawn out.
 */
export async function fetchWholeList<T>(fetchPage: FetchPage<T>, tookPart?: () => void): Promise<readonly T[]> {
  const items: T[] = [];
  let after: string | null = null;
  for (let short = 0; items.length < MAX_ITEMS; ) {
    const page: ListPage<T> = await fetchPage(after);
    items.push(...page.items);
    after = page.next;
    if (after === null) break;
    if (page.items.length >= LIST_PAGE_ITEMS) tookPart?.();
    else short += 1;
    if (short > MAX_SHORT_PAGES) {
      throw new AnnalsError('node.bad-answer', `the list has ${short} pages with less than a page has, and goes on`);
    }
  }
  return items;
}
