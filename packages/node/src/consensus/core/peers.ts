/**
 * Peers that missed something. A replica says from time to time where it stands; who knows better answers: with the
 * certificate that a stale peer lacks, or with its own messages of the height that both are at. A claim alone, however
 * high, never makes a replica sync: it only makes it say where it stands (FAILURES 20).
 */
import type { PeerName } from './input.ts';
import { MAX_PEERS_REMEMBERED } from './limits.ts';
import type { ConsensusMessage, Standing } from './messages.ts';
import type { Output } from './output.ts';
import type { ReplicaState } from './state.ts';
import { awaitsSync, isChangingView, isStuck } from './timeouts.ts';

/** Says where this replica stands. */
function sayStanding(state: ReplicaState, to: PeerName | 'all', out: Output[]): void {
  const { at, head } = state;
  out.push({ type: 'status', to, standing: { height: head.height, view: at.view, hasProposal: at.accepted !== null } });
}

/** Sends what is due again by now: the status, the view change, the request for sync. */
export function sendWhatIsDue(state: ReplicaState, out: Output[]): void {
  const { at, timing } = state;
  const now = state.time.monotonicMs;
  if (awaitsSync(state) && at.decision && now >= state.syncDueMs) {
    state.syncDueMs = now + timing.repeatMs;
    out.push({ type: 'request-sync', height: at.decision.height, certificate: at.decision });
  }
  if (isChangingView(state) && at.signed.viewChange && now >= state.viewChangeDueMs) {
    state.viewChangeDueMs = now + timing.repeatMs;
    out.push({ type: 'send', to: 'all', message: at.signed.viewChange });
  }
  if (isStuck(state)) state.statusDueMs = Math.min(state.statusDueMs, now + timing.repeatMs);
  if (now >= state.statusDueMs) {
    state.statusDueMs = now + (isStuck(state) ? timing.repeatMs : timing.idleStatusMs);
    sayStanding(state, 'all', out);
  }
}

/** Whether a peer may be answered now; notes that it is. */
function mayAnswer(state: ReplicaState, peer: PeerName): boolean {
  const now = state.time.monotonicMs;
  const last = state.answered.get(peer);
  if (last !== undefined && now < last + state.timing.answerMs) return false;
  if (last === undefined && state.answered.size >= MAX_PEERS_REMEMBERED) state.answered.clear();
  state.answered.set(peer, now);
  return true;
}

/** A peer is at a height that is decided here. */
export function answerStalePeer(state: ReplicaState, peer: PeerName, height: number, out: Output[]): void {
  if (height >= 1 && mayAnswer(state, peer)) out.push({ type: 'send-certificate', to: peer, height });
}

/** A peer seems to be ahead: say where this replica stands, so that the peer can prove it. */
export function askPeerAhead(state: ReplicaState, peer: PeerName, out: Output[]): void {
  if (mayAnswer(state, peer)) sayStanding(state, peer, out);
}

/** Takes a peer's status. */
export function onStatus(state: ReplicaState, status: Standing, from: PeerName, out: Output[]): void {
  if (status.height < state.head.height) answerStalePeer(state, from, status.height + 1, out);
  else if (status.height > state.head.height) askPeerAhead(state, from, out);
  else sendOwnMessages(state, status, from, out);
}

/** Sends the own messages of the current height that a peer at the same height may lack. */
function sendOwnMessages(state: ReplicaState, status: Standing, from: PeerName, out: Output[]): void {
  const { signed, view, decision } = state.at;
  const lacksProposal = status.view < view || (status.view === view && !status.hasProposal);
  const messages: ConsensusMessage[] = [];
  if (decision) messages.push({ type: 'decision', certificate: decision });
  if (signed.viewChange && signed.viewChange.view > status.view) messages.push(signed.viewChange);
  if (signed.prePrepare && signed.prePrepare.view === view && lacksProposal) messages.push(signed.prePrepare);
  if (signed.prepare && signed.prepare.vote.view >= status.view) messages.push(signed.prepare);
  if (signed.commit) messages.push(signed.commit);
  if (messages.length === 0 || !mayAnswer(state, from)) return;
  for (const message of messages) out.push({ type: 'send', to: from, message });
}

/** A peer is connected (again): let it know where this replica stands. */
export function onConnected(state: ReplicaState, peer: PeerName, out: Output[]): void {
  sayStanding(state, peer, out);
}
