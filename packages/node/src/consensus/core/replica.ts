/**
 * The replica: PBFT over blocks in the QBFT form, as a pure step from an input to outputs (PROTOCOL replica; Castro
 * and Liskov 1999; Moniz 2020). It reads no clock, draws no number, touches no disk or network, and no message from a
 * peer makes it throw.
 */
import { invariant } from '@annals/ledger/errors';
import { onCommit, onDecision } from './commit.ts';
import { type HeightMessage, keepForNextHeight, signerOf, takeEarly } from './early.ts';
import { onExecuted } from './execute.ts';
import type { Input, PeerName, Time } from './input.ts';
import { type ConsensusMessage, heightOf } from './messages.ts';
import type { Output, RefusalReason } from './output.ts';
import { answerStalePeer, askPeerAhead, onConnected, onStatus, sendWhatIsDue } from './peers.ts';
import { onPrePrepare } from './pre-prepare.ts';
import { onPrepare } from './prepare.ts';
import { maybePropose, onCandidate } from './propose.ts';
import { type Restore, restoreState, sendAgain } from './restore.ts';
import { halt, heightOfState, newHeight, primaryOf, type ReplicaState } from './state.ts';
import { forgetFormerSuspects, noteHeard } from './suspects.ts';
import { hasTimedOut, isHeartbeatDue, nextDeadlineMs, noteDuration } from './timeouts.ts';
import { onViewChange, startViewChange } from './view-change.ts';
import type { VoteRecord } from './vote-record.ts';

/** Where a replica stands, for operators who ask why no block is made and who is missing. */
export interface ReplicaStatus {
  readonly height: number;
  readonly view: number;
  readonly phase:
    | 'observing'
    | 'idle'
    | 'waiting-for-proposal'
    | 'preparing'
    | 'committing'
    | 'changing-view'
    | 'applying'
    | 'syncing'
    | 'halted';
  /** Index of the primary of this view. */
  readonly primary: number;
  readonly quorum: number;
  /** Who has prepared, committed, and asked for this view, by index. */
  readonly prepared: readonly number[];
  readonly committed: readonly number[];
  readonly askedForView: readonly number[];
  readonly halted: string | null;
}

export class Replica {
  readonly #state: ReplicaState;
  #records: readonly VoteRecord[];

  constructor(restore: Restore) {
    this.#state = restoreState(restore);
    this.#records = restore.records;
  }

  /** When the host should give a `tick` at the latest, by the monotonic clock; infinity for never. */
  get nextDeadlineMs(): number {
    return nextDeadlineMs(this.#state);
  }

  /** Takes one input, and returns what the host must do, in this order. */
  step(input: Input, time: Time): Output[] {
    const state = this.#state;
    const out: Output[] = [];
    if (state.halted !== null) return out;
    state.time = time;
    this.#take(input, out);
    settle(state, out);
    return out;
  }

  #take(input: Input, out: Output[]): void {
    const state = this.#state;
    switch (input.type) {
      case 'start':
        sendAgain(state, this.#records, out);
        this.#records = [];
        break;
      case 'tick':
        break;
      case 'message':
        receive(state, input.message, input.from, out);
        break;
      case 'signed':
        takeOwn(state, input.message, out);
        break;
      case 'candidate':
        onCandidate(state, input, out);
        break;
      case 'executed':
        onExecuted(state, input, out);
        break;
      case 'applied':
        onApplied(state, input, out);
        break;
      case 'work':
        state.workPending = input.pending;
        break;
      case 'connected':
        onConnected(state, input.peer, out);
        break;
    }
  }

  status(): ReplicaStatus {
    const state = this.#state;
    const { at, membership } = state;
    return {
      height: heightOfState(state),
      view: at.view,
      phase: phaseOf(state),
      primary: primaryOf(state, at.view),
      quorum: membership.quorum,
      prepared: at.prepares.signers(at.view),
      committed: at.commits.signers(at.view),
      askedForView: [...at.viewChanges.values()]
        .filter(({ message }) => message.view >= at.view)
        .map(({ message }) => message.signer)
        .sort((a, b) => a - b),
      halted: state.halted,
    };
  }
}

function phaseOf(state: ReplicaState): ReplicaStatus['phase'] {
  const { at } = state;
  if (state.halted !== null) return 'halted';
  if (at.decision) return at.committing ? 'applying' : 'syncing';
  if (state.membership.self === null) return 'observing';
  if (at.voted.commit?.view === at.view) return 'committing';
  if (at.accepted) return 'preparing';
  if (at.view > 0) return 'changing-view';
  return state.workPending || isHeartbeatDue(state) ? 'waiting-for-proposal' : 'idle';
}

/** After every input: propose when it is time to, complain when it is, repeat what is due. */
function settle(state: ReplicaState, out: Output[]): void {
  if (state.halted !== null) return;
  if (hasTimedOut(state)) {
    startViewChange(state, state.at.view + 1, out);
    hasTimedOut(state);
  }
  maybePropose(state, out);
  sendWhatIsDue(state, out);
}

/** A message from a peer, sorted by the height that it is about. */
function receive(state: ReplicaState, message: ConsensusMessage, from: PeerName, out: Output[]): void {
  if (message.type === 'status') {
    onStatus(state, message, from, out);
    return;
  }
  const refusal =
    message.type === 'decision'
      ? onDecision(state, message.certificate, out)
      : takeForHeight(state, message, from, out);
  if (refusal !== null) out.push({ type: 'refused', reason: refusal, message: message.type });
}

function takeForHeight(
  state: ReplicaState,
  message: HeightMessage,
  from: PeerName,
  out: Output[],
): RefusalReason | null {
  const height = heightOf(message);
  const current = heightOfState(state);
  if (height === current) {
    noteHeard(state, state.membership, signerOf(message));
    return handle(state, message, from, out);
  }
  if (height < current) {
    if (height === state.head.height) noteHeard(state, state.parentMembership, signerOf(message));
    // Late votes of the last height are common; only a view change shows that its sender is stuck there.
    if (message.type === 'view-change') answerStalePeer(state, from, height, out);
    return null;
  }
  if (height > current + 1) {
    askPeerAhead(state, from, out);
    return 'too-far-ahead';
  }
  keepForNextHeight(state, message, from);
  // A proposal for the next height proves that this one is decided.
  const certificate = message.type === 'pre-prepare' ? message.proposal.parentCertificate : null;
  return certificate ? onDecision(state, certificate, out) : null;
}

function handle(
  state: ReplicaState,
  message: HeightMessage,
  from: PeerName | null,
  out: Output[],
): RefusalReason | null {
  switch (message.type) {
    case 'pre-prepare':
      return onPrePrepare(state, message, from, out);
    case 'view-change':
      return onViewChange(state, message, from, out);
    case 'vote':
      return message.vote.step === 'prepare' ? onPrepare(state, message.vote, out) : onCommit(state, message.vote, out);
  }
}

/** An own message, signed by now: kept to be sent again, and counted like everybody's. */
function takeOwn(state: ReplicaState, message: ConsensusMessage, out: Output[]): void {
  if (message.type === 'status' || message.type === 'decision' || heightOf(message) !== heightOfState(state)) return;
  const { signed } = state.at;
  if (message.type === 'pre-prepare') signed.prePrepare = message;
  else if (message.type === 'vote') signed[message.vote.step] = message;
  else {
    signed.viewChange = message;
    state.viewChangeDueMs = state.time.monotonicMs + state.timing.repeatMs;
  }
  handle(state, message, null, out);
}

/** The next height begins. Whatever led here, nothing of the last one is left (FAILURES 9, 11). */
function onApplied(state: ReplicaState, input: Input & { type: 'applied' }, out: Output[]): void {
  const { height, block, timeMs, membership, durationMs } = input;
  if (height <= state.head.height) return;
  invariant(height === state.head.height + 1, 'every applied height must be told, in order');
  if (state.at.decision && state.at.decision.block !== block) {
    halt(state, `height ${height}: block ${block} was applied, but ${state.at.decision.block} was decided.`, out);
    return;
  }
  const now = state.time.monotonicMs;
  const bySync = !state.at.committing;
  const early = takeEarly(state);
  state.parentMembership = state.membership;
  state.head = { height, block, timeMs };
  state.membership = membership;
  state.at = newHeight();
  forgetFormerSuspects(state);
  state.timerSinceMs = null;
  state.headSinceMs = now;
  state.candidateDueMs = now;
  noteDuration(state, durationMs);
  // After a sync the messages of this height may have gone by: ask for them soon.
  const { answerMs, repeatMs } = state.timing;
  state.statusDueMs = bySync ? Math.min(state.statusDueMs, now + answerMs) : now + repeatMs;
  for (const { message, from } of early) receive(state, message, from, out);
}
