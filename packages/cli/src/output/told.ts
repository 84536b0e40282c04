/** How it is said of what is shown that it is a node's word, and no proof stands behind it. */

/** Of a list in which each item is proven. */
export function toldToBeAll(node: string): string {
  return `Each is proven. That none is left out is told by ${node}.`;
}

/** @param what such as `Who is heard from, and the heights`. */
export function toldBy(node: string, what: string): string {
  return `${what}: told by ${node}, not proven.`;
}

/** Of a list in which each item is proven, from whichever node had it. */
export const NOT_PROVEN_TO_BE_ALL = 'Each is proven. That none is left out is told by a node, not proven.';
