/**
 * A replica after a restart: the vote log of the current height brings back what it has signed and what it has
 * prepared, so that it neither contradicts itself nor forgets (FAILURES 1, 3). What it had sent it sends again, since
 * it cannot know what arrived.
 */
import type { Time } from './input.ts';
import type { Output } from './output.ts';
import type { Membership } from './quorum/membership.ts';
import type { Intent } from './signed.ts';
import { type Head, heightOfState, newHeight, type ReplicaState } from './state.ts';
import { DEFAULT_TIMING, type Timing } from './timing.ts';
import { heightOfRecord, type VoteRecord } from './vote-record.ts';

/** What a replica starts from. */
export interface Restore {
  /** The last block in the store. */
  readonly head: Head;
  /** Of the set that decides the next height. */
  readonly membership: Membership;
  /** Of the set that decided the head; at the genesis the same as `membership`. */
  readonly parentMembership: Membership;
  /** The vote log in the order in which it was written. Records of other heights are passed over. */
  readonly records: readonly VoteRecord[];
  readonly time: Time;
  readonly timing?: Partial<Timing>;
  /**
   * A validator that lost its vote log may have voted above its head: it votes from this height on, which its operator
   * chooses above all that was ever proposed. 0 for one that has its log.
   */
  readonly voteFromHeight?: number;
}

/** The state that the head and the vote log amount to. */
export function restoreState(restore: Restore): ReplicaState {
  const timing = { ...DEFAULT_TIMING, ...restore.timing };
  const { head, time } = restore;
  // Others measure the heartbeat from when they applied the head; its own time is the best guess at that.
  const sinceHeadMs = Math.min(Math.max(0, time.wallMs - head.timeMs), timing.heartbeatMs ?? 0);
  const state: ReplicaState = {
    timing,
    voteFromHeight: restore.voteFromHeight ?? 0,
    time,
    head,
    membership: restore.membership,
    parentMembership: restore.parentMembership,
    at: newHeight(),
    early: new Map(),
    workPending: false,
    halted: null,
    timerSinceMs: null,
    headSinceMs: time.monotonicMs - sinceHeadMs,
    slowestMs: 0,
    suspects: new Map(),
    statusDueMs: time.monotonicMs,
    syncDueMs: time.monotonicMs,
    viewChangeDueMs: time.monotonicMs,
    candidateDueMs: time.monotonicMs,
    answered: new Map(),
  };
  for (const record of restore.records)
    if (heightOfRecord(record) === heightOfState(state)) restoreRecord(state, record);
  // Where something was signed, something is in flight, and somebody may wait for it.
  const { at } = state;
  const { prePrepare, prepare } = at.voted;
  at.proposalSeen = prePrepare?.view === at.view || prepare?.view === at.view;
  return state;
}

function restoreRecord({ at }: ReplicaState, record: VoteRecord): void {
  switch (record.type) {
    case 'vote': {
      const { step, view, block } = record.vote;
      at.voted[step] = { view, block };
      at.view = Math.max(at.view, view);
      break;
    }
    case 'pre-prepare':
      at.voted.prePrepare = { view: record.view, block: record.proposal.hash };
      at.view = Math.max(at.view, record.view);
      break;
    case 'view-change':
      at.voted.viewChange = record.view;
      at.view = Math.max(at.view, record.view);
      break;
    case 'prepared':
      at.prepared = record.certificate;
      break;
  }
}

/** What the vote log says was sent and may have been lost, as far as it still matters; signed again, not anew. */
export function sendAgain(state: ReplicaState, records: readonly VoteRecord[], out: Output[]): void {
  const { at } = state;
  const height = heightOfState(state);
  const intents: Intent[] = [];
  for (const record of records) {
    if (heightOfRecord(record) !== height) continue;
    if (record.type === 'vote') {
      if (at.voted[record.vote.step]?.view === record.vote.view) intents.push(record);
    } else if (record.type === 'pre-prepare') {
      if (record.view === at.view) intents.push(record);
    } else if (record.type === 'view-change') {
      // Once something is prepared in the view that it asked for, the view change has done its work.
      const { prepared } = at;
      if (record.view !== at.view || (prepared && prepared.view >= record.view)) continue;
      const certificate = record.prepared && prepared;
      intents.push({ type: 'view-change', height, view: record.view, prepared: record.prepared, certificate });
    }
  }
  for (const intent of intents) out.push({ type: 'broadcast', intent });
}
