/** Goes through a list that a store gives in pages, to its end. The next page is read when the one before is used up. */
import type { Page, PageRequest } from './store/store.ts';

const PAGE_ITEMS = 500;

type ReadPage<T> = (page: PageRequest) => Page<T> | Promise<Page<T>>;

export async function* eachPage<T>(read: ReadPage<T>): AsyncGenerator<readonly T[]> {
  let after: string | null = null;
  do {
    const page: Page<T> = await read({ after, limit: PAGE_ITEMS });
    yield page.items;
    after = page.next;
  } while (after !== null);
}

export async function* eachItem<T>(read: ReadPage<T>): AsyncGenerator<T> {
  for await (const items of eachPage(read)) yield* items;
}
