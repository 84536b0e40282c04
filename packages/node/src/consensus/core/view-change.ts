/**
 * View change: a replica that waited too long gives up on the primary and asks for the next view, carrying what it has
 * prepared. When f+1 others are in higher views, one of them is correct, and it joins them (FAILURES 5, 6).
 */
import { extendsHead } from './blocks.ts';
import type { PeerName } from './input.ts';
import type { ViewChangeMessage } from './messages.ts';
import type { Output, RefusalReason } from './output.ts';
import { isMember, isQuorum } from './quorum/membership.ts';
import { enterView, heightOfState, mayVote, type ReplicaState } from './state.ts';
import { noteFailure } from './suspects.ts';

/** Moves to a view and says so. */
export function startViewChange(state: ReplicaState, view: number, out: Output[]): void {
  const { at } = state;
  if (at.view === 0) noteFailure(state);
  enterView(state, view);
  if (!mayVote(state)) return;
  const height = heightOfState(state);
  const certificate = at.prepared;
  const prepared = certificate && { view: certificate.view, block: certificate.proposal.hash };
  at.voted.viewChange = view;
  at.signed.viewChange = null;
  out.push(
    { type: 'persist', record: { type: 'view-change', height, view, prepared } },
    { type: 'broadcast', intent: { type: 'view-change', height, view, prepared, certificate } },
  );
}

/** Takes a view change of the current height. `from` is null for this replica's own. */
export function onViewChange(
  state: ReplicaState,
  message: ViewChangeMessage,
  from: PeerName | null,
  out: Output[],
): RefusalReason | null {
  const { at } = state;
  if (at.decision !== null) return null;
  if (!isMember(state.membership, message.signer)) return 'not-a-member';
  if (message.view === 0) return 'old-view';
  if (!carriesProof(state, message)) return 'bad-certificate';
  const latest = at.viewChanges.get(message.signer);
  if (latest && latest.message.view >= message.view) return null;
  at.viewChanges.set(message.signer, { message, from });

  at.justifiedView = Math.max(at.justifiedView, viewAskedForBy(state, state.membership.quorum));
  const joined = viewAskedForBy(state, state.membership.faultTolerance + 1);
  if (joined > at.view && mayVote(state)) startViewChange(state, joined, out);
  return null;
}

/**
 * Whether what the view change calls prepared is proven, was prepared in an earlier view, and can be proposed again.
 * The hash does not cover the parent's certificate: with a void one beside a block that is really prepared, one faulty
 * validator would make every new primary propose what all must refuse.
 */
function carriesProof(state: ReplicaState, { view, prepared, certificate }: ViewChangeMessage): boolean {
  if (prepared === null || certificate === null) return prepared === certificate;
  return (
    prepared.view < view &&
    prepared.view === certificate.view &&
    prepared.block === certificate.proposal.hash &&
    isQuorum(state.membership, certificate.prepares) &&
    extendsHead(state, certificate.proposal)
  );
}

/** The highest view that at least so many validators have asked for or gone beyond; 0 when so many have not moved. */
function viewAskedForBy(state: ReplicaState, validators: number): number {
  const views: number[] = [];
  for (const { message } of state.at.viewChanges.values()) views.push(message.view);
  views.sort((a, b) => b - a);
  return views[validators - 1] ?? 0;
}
