/**
 * Pre-prepare: the primary of a view proposes a block, and a backup that finds it in order has it executed. Whatever
 * is wrong with the message only gets the message refused; only execution can find the block itself invalid.
 */
import { equalBytes } from '@annals/ledger/codec';
import { extendsHead, knowBlock } from './blocks.ts';
import type { PeerName } from './input.ts';
import { MAX_PRE_PREPARES_REMEMBERED } from './limits.ts';
import type { PrePrepareMessage } from './messages.ts';
import { checkJustification } from './new-view.ts';
import type { Output, RefusalReason } from './output.ts';
import { maybePrepare } from './prepare.ts';
import { isMember } from './quorum/membership.ts';
import { enterView, primaryOf, type ReplicaState, reportMisbehaviour } from './state.ts';
import { isTimely } from './timeouts.ts';

/** Takes a pre-prepare of the current height. `from` is null for this replica's own. */
export function onPrePrepare(
  state: ReplicaState,
  message: PrePrepareMessage,
  from: PeerName | null,
  out: Output[],
): RefusalReason | null {
  const { at } = state;
  const { view, proposal, signer } = message;
  if (at.decision !== null) return null;
  if (!isMember(state.membership, signer)) return 'not-a-member';
  if (signer !== primaryOf(state, view)) return 'not-the-primary';
  if (view < at.view) return 'old-view';
  if (!extendsHead(state, proposal)) return 'wrong-parent';
  if (!checkJustification(state, message)) return 'bad-justification';

  if (view > at.view) enterView(state, view);
  if (view > at.justifiedView) at.justifiedView = view;
  at.proposalSeen = true;
  if (noteConflict(state, message, out)) return 'equivocation';
  if (at.accepted !== null) return null;
  const refusal = refuseProposal(state, message);
  if (refusal) return refusal;

  at.accepted = message;
  const known = knowBlock(state, proposal);
  if (known.verdict === 'pending') out.push({ type: 'execute', proposal, from });
  else maybePrepare(state, out);
  return null;
}

/** Whether the primary proposed another block in this view before. Both are told as evidence. */
function noteConflict(state: ReplicaState, message: PrePrepareMessage, out: Output[]): boolean {
  const { prePrepares } = state.at;
  const { view, signer, signature } = message;
  const block = message.proposal.hash;
  const first = prePrepares.get(view);
  if (!first) {
    if (prePrepares.size >= MAX_PRE_PREPARES_REMEMBERED) prePrepares.delete(Math.min(...prePrepares.keys()));
    prePrepares.set(view, { block, signature });
    return false;
  }
  if (first.block === block) return false;
  const second = { block, signature };
  reportMisbehaviour(state, { signer, height: message.height, view, step: 'pre-prepare', first, second }, out);
  return true;
}

/** What keeps a well-founded proposal from being accepted by this replica in this view. */
function refuseProposal(state: ReplicaState, message: PrePrepareMessage): RefusalReason | null {
  const { view, proposal, justification } = message;
  const { voted } = state.at;
  if (voted.prepare?.view === view) return voted.prepare.block === proposal.hash ? null : 'second-proposal';
  // A prepared block that is proposed again keeps its proposer and its time, which a quorum found good.
  if (justification?.prepares) return null;
  const primaryKey = state.membership.keys[message.signer] as Uint8Array;
  if (!equalBytes(proposal.header.proposer, primaryKey)) return 'wrong-proposer';
  return isTimely(state, proposal.header, view) ? null : 'wrong-time';
}
