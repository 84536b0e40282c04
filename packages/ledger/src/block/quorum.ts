/** The arithmetic of Byzantine quorums (PROTOCOL quorum, FAILURES 24). */
import { invariant } from '../errors/index.ts';

/** f: how many of n validators may be faulty without harm to safety. */
export function faultTolerance(n: number): number {
  invariant(Number.isSafeInteger(n) && n >= 1, `a validator set of ${n}`);
  return Math.floor((n - 1) / 3);
}

/**
 * How many of n validators must agree: the least q such that two groups of q share a correct validator, 2q - n > f.
 * For n = 3f+1 it is 2f+1. The n - f correct ones can always form one.
 */
export function quorum(n: number): number {
  return Math.ceil((n + faultTolerance(n) + 1) / 2);
}

/** The place of the primary of a view in a validator set of n. */
export function primaryIndex(height: number, view: number, n: number): number {
  invariant(n >= 1, 'an empty validator set has no primary');
  // Each term is reduced first: the sum of two safe integers need not be one.
  return ((height % n) + (view % n)) % n;
}
