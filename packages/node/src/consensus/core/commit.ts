/**
 * Commit: a quorum of commits of one view decides the height, whatever view this replica is in by then. The block is
 * applied when it was found valid here; when it is not here it is had by sync; when it was found invalid here, this
 * replica is the one that is wrong, and it stops (FAILURES 27).
 */
import type { CommitCertificate } from '@annals/ledger/block';
import { knowBlock } from './blocks.ts';
import type { SignedVote } from './messages.ts';
import type { Output, RefusalReason } from './output.ts';
import { countVote } from './prepare.ts';
import { isQuorum } from './quorum/membership.ts';
import { halt, heightOfState, type KnownBlock, type ReplicaState } from './state.ts';

/** Counts a commit of the current height. */
export function onCommit(state: ReplicaState, vote: SignedVote, out: Output[]): RefusalReason | null {
  const { at } = state;
  if (at.decision !== null) return null;
  const refusal = countVote(state, at.commits, vote, out);
  if (refusal !== null) return refusal;
  const { height, view, block } = vote;
  if (at.commits.count(view, block) < state.membership.quorum) return null;
  const signatures = at.commits.signatures(view, block).slice(0, state.membership.quorum);
  decide(state, { height, view, block, signatures }, out);
  return null;
}

/** Takes a commit certificate from a peer, or from the proposal for the next height, whose signatures are verified. */
export function onDecision(state: ReplicaState, certificate: CommitCertificate, out: Output[]): RefusalReason | null {
  const { head } = state;
  if (certificate.height === head.height && head.height > 0 && certificate.block !== head.block) {
    if (!isQuorum(state.parentMembership, certificate.signatures)) return 'bad-certificate';
    haltForTwo(state, head.height, out);
    return null;
  }
  if (certificate.height !== heightOfState(state)) return null;
  if (!isQuorum(state.membership, certificate.signatures)) return 'bad-certificate';
  decide(state, certificate, out);
  return null;
}

function decide(state: ReplicaState, certificate: CommitCertificate, out: Output[]): void {
  const { at } = state;
  if (at.decision !== null) {
    if (at.decision.block !== certificate.block) haltForTwo(state, certificate.height, out);
    return;
  }
  at.decision = certificate;
  at.candidateView = null;
  state.timerSinceMs = null;
  let known = at.blocks.get(certificate.block);
  if (!known && at.prepared?.proposal.hash === certificate.block) {
    // Prepared before a restart. When all restarted, nobody has applied it, and sync would find it nowhere.
    known = knowBlock(state, at.prepared.proposal);
    out.push({ type: 'execute', proposal: known.proposal, from: null });
  }
  // A block that is being executed is given a moment; meanwhile the votes have outrun it.
  state.syncDueMs = state.time.monotonicMs + (known?.verdict === 'pending' ? state.timing.answerMs : 0);
  if (known) executedAfterDecision(state, known, out);
}

/** Applies the decided block now that it is known to be valid. */
export function executedAfterDecision(state: ReplicaState, known: KnownBlock, out: Output[]): void {
  const { at } = state;
  const certificate = at.decision;
  if (certificate === null || known.proposal.hash !== certificate.block || at.committing) return;
  if (known.verdict === 'pending') return;
  if (known.verdict !== 'valid') {
    const { invalid } = known.verdict;
    const at = `height ${certificate.height}: a quorum committed block ${certificate.block}`;
    halt(state, `${at}, which this replica found invalid (${invalid}). Its state or its release differs.`, out);
    return;
  }
  at.committing = true;
  out.push({ type: 'commit', proposal: known.proposal, certificate });
}

function haltForTwo(state: ReplicaState, height: number, out: Output[]): void {
  halt(state, `height ${height}: two blocks have commit certificates. More than f validators are faulty.`, out);
}
