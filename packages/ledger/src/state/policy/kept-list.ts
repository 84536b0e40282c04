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

/**
 * As much of the list as fits, the oldest that are over having given way; undefined when those that are not over take
 * more. For things of different sizes: however many names each has, the value is read and written as one.
 */
export function fitting<T>(
  list: readonly T[],
  maxBytes: number,
  sizeOf: (one: T) => number,
  isOver: (one: T) => boolean,
): readonly T[] | undefined {
  let excess = list.reduce((sum, one) => sum + sizeOf(one), 0) - maxBytes;
  const kept = list.filter((one) => {
    if (excess <= 0 || !isOver(one)) return true;
    excess -= sizeOf(one);
    return false;
  });
  return excess <= 0 ? kept : undefined;
}
