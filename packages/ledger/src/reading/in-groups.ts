/** Does the same for many, some at a time. */

/** Proofs that are asked for at once: asking for more brings nothing sooner. */
const GROUP = 8;

/**
 * What is made of each, in their order.
 * @param ended is called after each group.
 */
export async function inGroups<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  ended: () => void = () => undefined,
): Promise<readonly R[]> {
  const all: R[] = [];
  for (let at = 0; at < items.length; at += GROUP) {
    all.push(...(await Promise.all(items.slice(at, at + GROUP).map(work))));
    ended();
  }
  return all;
}
