/** Fetches a list that is longer than one page. */

/** What the routes of lists answer, as far as it is needed here. */
interface ListPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** More items than a person reads; a program that wants more goes through the pages itself. */
const MAX_ITEMS = 10_000;
/** A page can be empty and not the last. A node that goes on beyond this is not followed. */
const MAX_PAGES = 1_000;

/**
 * The items of all pages, up to a bound:
 * `fetchWholeList((after) => client.call(routes.recordTypes, { query: { after } }))`.
 */
export async function fetchWholeList<T>(
  fetchPage: (after: string | null) => Promise<ListPage<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MAX_PAGES && items.length < MAX_ITEMS; pages++) {
    const page: ListPage<T> = await fetchPage(after);
    items.push(...page.items);
    after = page.next;
    if (after === null) break;
  }
  return items;
}
