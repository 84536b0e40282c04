/**
 * Primaries that were silent at their turn. A validator that is down would cost the whole time-out whenever its turn
 * comes, once in n heights; until it is heard again it is given little time. How long a replica waits is its own
 * affair: it touches no vote, and in views above 0 every primary has its full time.
 */
import { bytesToHex } from '@annals/ledger/codec';
import { type Membership, primaryAt } from './quorum/membership.ts';
import type { ReplicaState } from './state.ts';

function nameOf(membership: Membership, index: number): string | null {
  const key = membership.keys[index];
  return key ? bytesToHex(key) : null;
}

/** The first view ends, and its primary has proposed nothing. */
export function noteSilence(state: ReplicaState): void {
  const name = nameOf(state.membership, primaryAt(state.membership, state.head.height + 1, 0));
  if (name !== null) state.suspects.add(name);
}

/** A validator is heard: by a message for the current height, or late by one for the last. */
export function noteHeard(state: ReplicaState, membership: Membership, signer: number): void {
  if (state.suspects.size === 0) return;
  const name = nameOf(membership, signer);
  if (name !== null) state.suspects.delete(name);
}

/** Whether the primary of the first view is another one, and was last met silent. */
export function isPrimarySuspect(state: ReplicaState): boolean {
  if (state.suspects.size === 0) return false;
  const primary = primaryAt(state.membership, state.head.height + 1, 0);
  const name = nameOf(state.membership, primary);
  return primary !== state.membership.self && name !== null && state.suspects.has(name);
}

/** Forgets those who are no longer validators, so that there are never more suspects than seats. */
export function forgetFormerSuspects(state: ReplicaState): void {
  if (state.suspects.size === 0) return;
  const seats = new Set(state.membership.keys.map((key) => bytesToHex(key)));
  for (const name of state.suspects) if (!seats.has(name)) state.suspects.delete(name);
}
