/**
 * What a replica must know of a validator set to take part: the keys in turn order, its own seat, and how many votes
 * decide (PROTOCOL quorum). Made by the host for the height that the set decides.
 */

import { faultTolerance, MAX_VALIDATORS, primaryIndex, quorum } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import type { PublicKey } from '@annals/ledger/crypto';
import { invariant } from '@annals/ledger/errors';

export interface Membership {
  /** The keys of the validators, in the order in which they take their turn as primary. */
  readonly keys: readonly PublicKey[];
  /** The index of this replica, or null when it is not a member and only observes. */
  readonly self: number | null;
  /** Votes of this many distinct validators decide. */
  readonly quorum: number;
  /** So many validators may be faulty: one more than these includes a correct one. */
  readonly faultTolerance: number;
}

/** Signatures of distinct validators under one content that the context gives, ascending by index. */
export type IndexedSignatures = readonly { readonly index: number; readonly signature: Uint8Array }[];

/** The membership of the holder of `ownKey` (null for a mere observer) in a set of validators. */
export function membershipOf(keys: readonly PublicKey[], ownKey: PublicKey | null): Membership {
  invariant(keys.length >= 1 && keys.length <= MAX_VALIDATORS, `a validator set has 1 to ${MAX_VALIDATORS} members`);
  const index = ownKey === null ? -1 : keys.findIndex((key) => equalBytes(key, ownKey));
  return {
    keys,
    self: index < 0 ? null : index,
    quorum: quorum(keys.length),
    faultTolerance: faultTolerance(keys.length),
  };
}

/** Whether the index belongs to a validator of the set. */
export function isMember(membership: Membership, index: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < membership.keys.length;
}

/**
 * Whether these are a quorum of distinct members: each index is greater than the one before, so that one signer
 * cannot be counted twice (FAILURES 18). The signatures themselves are the host's to verify.
 */
export function isQuorum(membership: Membership, signatures: IndexedSignatures): boolean {
  if (signatures.length < membership.quorum) return false;
  let previous = -1;
  for (const { index } of signatures) {
    if (index <= previous || !isMember(membership, index)) return false;
    previous = index;
  }
  return true;
}

/** The validator whose turn it is to propose at a height and view. */
export function primaryAt(membership: Membership, height: number, view: number): number {
  return primaryIndex(height, view, membership.keys.length);
}
