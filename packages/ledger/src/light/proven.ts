/**
 * Proven facts, told apart from told ones by the compiler: what seals takes proven facts only, and an answer of a node
 * is no such value until it has been verified.
 */

declare const proven: unique symbol;

/** Verified from the genesis document, or known to whoever holds it without asking anybody. */
export type Proven<T> = T & { readonly [proven]: true };

/** A part of something proven is proven. */
export function partOf<T, P>(whole: Proven<T>, part: (whole: T) => P): Proven<P> {
  return part(whole) as Proven<P>;
}
