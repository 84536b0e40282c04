/**
 * A bounded list in one state value, of things that end: all that have not ended are kept, and as many of those that
 * have as there is room for. The state cannot be enumerated, so such a list stands under one key.
 */

/**
 * The list with room for one more, the oldest that is over having given way; undefined when too many are not over.
 */
export function roomFor<T>(
  list: readonly T[],
  maxLive: number,
  max: number,
  isOver: (one: T) => boolean,
): readonly T[] | undefined {
  const live = list.filter((one) => !isOver(one)).length;
  if (live >= maxLive) return undefined;
  if (list.length < max) return list;
  const oldest = list.findIndex(isOver);
  return list.filter((_, index) => index !== oldest);
}
