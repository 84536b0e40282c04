/** Reads a list of the REST API to its end. */

/** More items than a person reads; a program that wants more pages through the API itself. */
const MAX_ITEMS = 10_000;

export async function allPages<T>(
  page: (after: string | null) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> {
  const all: T[] = [];
  let after: string | null = null;
  do {
    const { items, next } = await page(after);
    all.push(...items);
    after = next;
  } while (after !== null && all.length < MAX_ITEMS);
  return all;
}
