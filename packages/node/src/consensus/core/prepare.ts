/**
 * Prepare: a backup says that it holds the primary's block for valid. A quorum of prepares for the block accepted in
 * this view makes it prepared, which is put on disk before the commit is sent: from then on this replica's view
 * changes carry it, so that no other block can be decided.
 */
import type { BlockHash } from '@annals/ledger/codec';
import type { SignedVote } from './messages.ts';
import type { Output, RefusalReason } from './output.ts';
import { isMember } from './quorum/membership.ts';
import type { VoteSet } from './quorum/vote-set.ts';
import { heightOfState, mayVote, type ReplicaState, reportMisbehaviour } from './state.ts';

/** Sends the prepare for the accepted block, once it is known to be valid. */
export function maybePrepare(state: ReplicaState, out: Output[]): void {
  const { at } = state;
  const block = at.accepted?.proposal.hash;
  if (!block || !mayVote(state) || at.blocks.get(block)?.verdict !== 'valid') return;
  if (at.voted.prepare === null || at.voted.prepare.view < at.view) {
    at.voted.prepare = { view: at.view, block };
    castVote(state, 'prepare', block, out);
  }
  maybeCommit(state, out);
}

/** Counts a prepare of the current height. */
export function onPrepare(state: ReplicaState, vote: SignedVote, out: Output[]): RefusalReason | null {
  const refusal = countVote(state, state.at.prepares, vote, out);
  if (refusal === null && vote.view === state.at.view) maybeCommit(state, out);
  return refusal;
}

/**
 * Sends the commit for the accepted block, once it is prepared. After a restart the prepare may have been sent before:
 * the block is executed again first, since a block that is committed must be one whose bodies somebody has.
 */
function maybeCommit(state: ReplicaState, out: Output[]): void {
  const { at } = state;
  if (!at.accepted || !mayVote(state)) return;
  const { view } = at;
  const { proposal } = at.accepted;
  if (at.blocks.get(proposal.hash)?.verdict !== 'valid') return;
  if (at.voted.prepare?.view !== view || (at.voted.commit?.view ?? -1) >= view) return;
  if (at.prepares.count(view, proposal.hash) < state.membership.quorum) return;
  at.prepared = { view, proposal, prepares: at.prepares.signatures(view, proposal.hash) };
  at.voted.commit = { view, block: proposal.hash };
  out.push({ type: 'persist', record: { type: 'prepared', height: heightOfState(state), certificate: at.prepared } });
  castVote(state, 'commit', proposal.hash, out);
}

function castVote(state: ReplicaState, step: 'prepare' | 'commit', block: BlockHash, out: Output[]): void {
  const vote = { step, height: heightOfState(state), view: state.at.view, block };
  out.push({ type: 'persist', record: { type: 'vote', vote } }, { type: 'broadcast', intent: { type: 'vote', vote } });
}

/** Adds a vote to those of its step, and tells of an equivocation. */
export function countVote(state: ReplicaState, votes: VoteSet, vote: SignedVote, out: Output[]): RefusalReason | null {
  if (!isMember(state.membership, vote.signer)) return 'not-a-member';
  const outcome = votes.add(vote);
  if (outcome.type === 'outdated') return 'old-view';
  if (outcome.type !== 'conflict') return null;
  const { signer, height, view, step } = vote;
  reportMisbehaviour(state, { signer, height, view, step, first: outcome.first, second: vote }, out);
  return 'equivocation';
}
