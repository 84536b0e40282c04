/**
 * Proposing: the primary asks the host for a block as soon as there is work or a heartbeat is due, at most one at a
 * time, and sends it as a pre-prepare. A primary of a view above 0 first needs a quorum of view changes.
 */

import { blockTimeMs } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { invariant } from '@annals/ledger/errors';
import { knowBlock } from './blocks.ts';
import type { Input } from './input.ts';
import type { Justification } from './messages.ts';
import { newViewFor } from './new-view.ts';
import type { Output } from './output.ts';
import type { Proposal } from './proposal.ts';
import { heightOfState, mayVote, primaryOf, type ReplicaState } from './state.ts';
import { isHeartbeatDue } from './timeouts.ts';

/** Proposes, or asks for a candidate, when it is this replica's turn and there is reason to. */
export function maybePropose(state: ReplicaState, out: Output[]): void {
  const { at } = state;
  if (!isOwnTurn(state) || at.candidateView === at.view || state.time.monotonicMs < state.candidateDueMs) return;
  if (at.view === 0) {
    if (state.workPending || isHeartbeatDue(state)) requestCandidate(state, isHeartbeatDue(state), out);
    return;
  }
  const newView = newViewFor(state);
  if (!newView) return;
  if (newView.certificate === null) requestCandidate(state, true, out);
  else proposeAgain(state, out);
}

function isOwnTurn(state: ReplicaState): boolean {
  const { at, membership } = state;
  if (!mayVote(state) || primaryOf(state, at.view) !== membership.self) return false;
  return at.voted.prePrepare === null || at.voted.prePrepare.view < at.view;
}

function requestCandidate(state: ReplicaState, allowEmpty: boolean, out: Output[]): void {
  const { head, at } = state;
  at.candidateView = at.view;
  out.push({
    type: 'request-candidate',
    height: heightOfState(state),
    view: at.view,
    parent: head.block,
    allowEmpty,
  });
}

/** Takes the host's block, unless the moment has passed. */
export function onCandidate(state: ReplicaState, input: Input & { type: 'candidate' }, out: Output[]): void {
  const { at } = state;
  const { height, view, proposal } = input;
  if (height !== heightOfState(state) || view !== at.view || at.candidateView !== view || !isOwnTurn(state)) return;
  at.candidateView = null;
  if (proposal === null) {
    if (view === 0) state.workPending = false;
    // A host that has nothing although it must is asked again, but not in a tight loop.
    state.candidateDueMs = state.time.monotonicMs + state.timing.answerMs;
    return;
  }
  checkCandidate(state, proposal);
  if (view === 0) {
    propose(state, proposal, null, out);
    return;
  }
  // A view change that came meanwhile may name a prepared block, which then goes first.
  const newView = newViewFor(state);
  if (newView?.certificate) proposeAgain(state, out);
  else if (newView) propose(state, proposal, newView.justification, out);
}

/** The host is trusted; a wrong candidate is a bug in it, to be found before it is signed. */
function checkCandidate(state: ReplicaState, { header }: Proposal): void {
  const ownKey = state.membership.keys[state.membership.self as number] as Uint8Array;
  invariant(header.height === heightOfState(state), 'the candidate has another height than was asked for');
  invariant(header.parent === state.head.block, 'the candidate has another parent than was asked for');
  invariant(header.timeMs === blockTimeMs(header.clockMs, state.head.timeMs), 'the candidate has another time');
  invariant(equalBytes(header.proposer, ownKey), 'the candidate names another proposer');
}

function proposeAgain(state: ReplicaState, out: Output[]): void {
  const newView = newViewFor(state);
  if (!newView?.certificate) return;
  const { proposal } = newView.certificate;
  const known = knowBlock(state, proposal);
  // Bodies that are missing are with whoever prepared the block, not with this primary: fetch them at once.
  if (known.verdict === 'pending' && newView.from !== null) out.push({ type: 'execute', proposal, from: newView.from });
  propose(state, proposal, newView.justification, out);
}

function propose(state: ReplicaState, proposal: Proposal, justification: Justification | null, out: Output[]): void {
  const { view } = state.at;
  const intent = { type: 'pre-prepare', height: heightOfState(state), view, proposal, justification } as const;
  state.at.voted.prePrepare = { view, block: proposal.hash };
  state.at.signed.prePrepare = null;
  out.push({ type: 'persist', record: intent }, { type: 'broadcast', intent });
}
