/**
 * Primaries that did badly at their last turn. A validator that is down, or gives the bodies of what it proposes late or
 * never, would cost the whole time-out whenever its turn comes, once in n heights; until it does better it is given
 * little time (ATTACK late-bodies). How long a replica waits is its own affair: it touches no vote, and in views above 0
 * every primary has its full time.
 */
import { bytesToHex } from '@annals/ledger/codec';
import type { Input } from './input.ts';
import { LATE_BODIES_PART } from './limits.ts';
import { type Membership, primaryAt } from './quorum/membership.ts';
import type { ReplicaState } from './state.ts';

function nameOf(membership: Membership, index: number): string | null {
  const key = membership.keys[index];
  return key ? bytesToHex(key) : null;
}

/** The primary of the first view at this height. */
function firstPrimary(state: ReplicaState): string | null {
  return nameOf(state.membership, primaryAt(state.membership, state.head.height + 1, 0));
}

/** The first view ends, and its primary has proposed nothing, or nothing that could be found valid. */
export function noteFailure(state: ReplicaState): void {
  const { accepted, proposalSeen, blocks } = state.at;
  const isValid = accepted !== null && blocks.get(accepted.proposal.hash)?.verdict === 'valid';
  const name = firstPrimary(state);
  // Also of one that gave no bodies before: it may be far away, and then needs its full time to show better.
  if (name !== null && !isValid) state.suspects.set(name, proposalSeen ? 'failing' : 'silent');
}

/** What was proposed has been executed. Of what is proposed again in a later view, its primary has no part. */
export function noteExecution(state: ReplicaState, { block, verdict, bodiesMs }: Input & { type: 'executed' }): void {
  if (state.at.view > 0 || state.at.accepted?.proposal.hash !== block) return;
  const name = firstPrimary(state);
  if (name === null) return;
  const isInTime = bodiesMs <= LATE_BODIES_PART * state.timing.baseTimeoutMs;
  if (verdict.ok && isInTime) state.suspects.delete(name);
  else state.suspects.set(name, 'failing');
}

/**
 * A validator is heard: by a message for the current height, or late by one for the last. So it is not down; whether
 * what it proposes can be had, only its next proposal shows.
 */
export function noteHeard(state: ReplicaState, membership: Membership, signer: number): void {
  if (state.suspects.size === 0) return;
  const name = nameOf(membership, signer);
  if (name !== null && state.suspects.get(name) === 'silent') state.suspects.delete(name);
}

/** Whether the primary of the first view is another one, and a suspect. */
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
  for (const name of state.suspects.keys()) if (!seats.has(name)) state.suspects.delete(name);
}
