/** Finds a place in a log that has no bound: by halving, so that a million entries take a few dozen reads. */

/**
 * The first index of which something holds that holds of all after it; `size` where it holds of none. From the end in
 * longer and longer steps, then by halving: what is looked for was mostly written lately.
 */
export async function firstWhere(size: number, holds: (index: number) => Promise<boolean>): Promise<number> {
  let low = 0;
  let high = size;
  for (let step = 1; low < high && low === 0; step *= 2) {
    const at = Math.max(low, high - step);
    if (await holds(at)) high = at;
    else low = at + 1;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
