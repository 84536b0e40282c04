/**
 * New view: the primary of a view above 0 proposes on the ground of a quorum of view changes. When one of them names
 * a prepared block, the one of the highest view is proposed again, with the same hash although the view differs
 * (FAILURES 7); only when none does may the block be a fresh one.
 */
import type { PeerName } from './input.ts';
import type { Justification, PrePrepareMessage, PreparedCertificate } from './messages.ts';
import { isQuorum } from './quorum/membership.ts';
import { highestPrepared } from './signed.ts';
import type { ReplicaState } from './state.ts';

/** What a new primary has to go on. */
export interface NewView {
  readonly justification: Justification;
  /** The block that must be proposed, or null for a fresh one. */
  readonly certificate: PreparedCertificate | null;
  /** Who is known to hold that block. */
  readonly from: PeerName | null;
}

/** The ground for proposing in the current view, or null while no quorum has asked for it. */
export function newViewFor(state: ReplicaState): NewView | null {
  const { view, viewChanges } = state.at;
  const asked = [...viewChanges.values()].filter(({ message }) => message.view === view);
  if (asked.length < state.membership.quorum) return null;
  const preparedView = (entry: (typeof asked)[number]) => entry.message.prepared?.view ?? -1;
  // The highest prepared first, so that it is among the quorum chosen; the order in the message is by signer.
  asked.sort((a, b) => preparedView(b) - preparedView(a) || a.message.signer - b.message.signer);
  const chosen = asked.slice(0, state.membership.quorum);
  const certificate = chosen[0]?.message.certificate ?? null;
  return {
    justification: {
      viewChanges: chosen
        .map(({ message: { signer, prepared, signature } }) => ({ signer, prepared, signature }))
        .sort((a, b) => a.signer - b.signer),
      prepares: certificate?.prepares ?? null,
    },
    certificate,
    from: certificate ? (chosen[0]?.from ?? null) : null,
  };
}

/** Whether a pre-prepare is entitled to its view, and proposes what that view may propose. */
export function checkJustification(state: ReplicaState, message: PrePrepareMessage): boolean {
  const { view, proposal, justification } = message;
  if (view === 0 || justification === null) return view === 0 && justification === null;
  const { viewChanges, prepares } = justification;
  const signatures = viewChanges.map(({ signer, signature }) => ({ index: signer, signature }));
  if (!isQuorum(state.membership, signatures)) return false;
  const highest = highestPrepared(viewChanges);
  if (highest === null) return prepares === null;
  return (
    highest.view < view && highest.block === proposal.hash && prepares !== null && isQuorum(state.membership, prepares)
  );
}
