/**
 * When a replica complains. One progress timer runs while there is something to wait for. It is the same for as many
 * primaries as may be faulty in a row and for the next, doubles from then on with each view up to a cap, and is widened
 * by blocks that take long to execute (PROTOCOL time-outs). Status and repeated view changes have
 * due times of their own, which lead to messages but never to a vote.
 */
import { blockTimeMs, type Header } from '@annals/ledger/block';
import { EXECUTION_TIME_DECAY, MAX_CLOCK_TOLERANCE_MS } from './limits.ts';
import { mayVote, type ReplicaState } from './state.ts';
import { isPrimarySuspect } from './suspects.ts';

/** No power of two above this is needed: anything doubled so often has reached its cap. */
const MAX_DOUBLINGS = 30;

/** A duration doubled so many times. */
function doubled(durationMs: number, times: number): number {
  return durationMs * 2 ** Math.min(times, MAX_DOUBLINGS);
}

/**
 * How long the primary of a view has, given how long blocks took lately. One of the first f + 1 is correct: as long as
 * only the others cost time, they cost no more than a view each (ATTACK late-bodies). That it takes longer than that
 * shows that messages do.
 */
function timeoutMs(state: ReplicaState, view: number): number {
  const { baseTimeoutMs, suspectTimeoutMs, maxTimeoutMs } = state.timing;
  const baseMs = view === 0 && isPrimarySuspect(state) ? Math.min(suspectTimeoutMs, baseTimeoutMs) : baseTimeoutMs;
  const doublings = Math.max(0, view - state.membership.faultTolerance);
  return Math.min(maxTimeoutMs, doubled(baseMs + 2 * state.slowestMs, doublings));
}

/** Notes how long a block took to execute or to apply. */
export function noteDuration(state: ReplicaState, durationMs: number): void {
  state.slowestMs = Math.max(durationMs, Math.floor(state.slowestMs * EXECUTION_TIME_DECAY));
}

/**
 * Whether a new block's time may be accepted in a view: the clock that its proposer states is near this one, the nearer
 * the lower the view, so that clocks that differ delay the chain and do not halt it (FAILURES 29), and the block's time
 * follows from it and from the parent's. A chain whose time is ahead of all clocks goes on in steps of a millisecond
 * (ATTACK clock-back-dated, ATTACK clock-forward-dated).
 */
export function isTimely(
  state: ReplicaState,
  { timeMs, clockMs }: Pick<Header, 'timeMs' | 'clockMs'>,
  view: number,
): boolean {
  if (timeMs !== blockTimeMs(clockMs, state.head.timeMs)) return false;
  const toleranceMs = Math.min(doubled(state.timing.clockToleranceMs, view), MAX_CLOCK_TOLERANCE_MS);
  return Math.abs(clockMs - state.time.wallMs) <= toleranceMs;
}

/** When the next block is due although there is no work; infinity for never. */
function heartbeatDueMs(state: ReplicaState): number {
  return state.timing.heartbeatMs === null ? Infinity : state.headSinceMs + state.timing.heartbeatMs;
}

export function isHeartbeatDue(state: ReplicaState): boolean {
  return state.time.monotonicMs >= heartbeatDueMs(state);
}

/**
 * Whether this replica waits for something that a primary owes it. In view 0: a block for known work, a heartbeat that
 * is due, or the end of what was proposed. Above: only once a quorum has asked for the view, so that a replica that
 * complains alone waits for the others and does not run ahead of them (FAILURES 5, 6).
 */
function isWaiting(state: ReplicaState): boolean {
  const { at } = state;
  if (!mayVote(state)) return false;
  if (at.proposalSeen) return true;
  if (at.view > 0) return at.justifiedView >= at.view;
  return state.workPending || isHeartbeatDue(state);
}

/** Starts or stops the progress timer as the state demands, and says whether it has run out. */
export function hasTimedOut(state: ReplicaState): boolean {
  if (!isWaiting(state)) {
    state.timerSinceMs = null;
    return false;
  }
  state.timerSinceMs ??= state.time.monotonicMs;
  return state.time.monotonicMs >= state.timerSinceMs + timeoutMs(state, state.at.view);
}

/** Whether this replica has asked for a view that has not begun. */
export function isChangingView(state: ReplicaState): boolean {
  return mayVote(state) && state.at.view > 0 && state.at.accepted === null && state.at.signed.viewChange !== null;
}

/** Whether the replica is short of something that peers may have. */
export function isStuck(state: ReplicaState): boolean {
  return state.timerSinceMs !== null || state.at.view > 0 || state.at.decision !== null;
}

/** Whether the decided block must be had from peers. */
export function awaitsSync(state: ReplicaState): boolean {
  return state.at.decision !== null && !state.at.committing;
}

/** When the host should tick at the latest. */
export function nextDeadlineMs(state: ReplicaState): number {
  if (state.halted !== null) return Infinity;
  let due = state.statusDueMs;
  if (state.timerSinceMs !== null) due = Math.min(due, state.timerSinceMs + timeoutMs(state, state.at.view));
  else if (mayVote(state) && !isHeartbeatDue(state)) due = Math.min(due, heartbeatDueMs(state));
  if (isChangingView(state)) due = Math.min(due, state.viewChangeDueMs);
  if (awaitsSync(state)) due = Math.min(due, state.syncDueMs);
  if (state.candidateDueMs > state.time.monotonicMs) due = Math.min(due, state.candidateDueMs);
  return due;
}
