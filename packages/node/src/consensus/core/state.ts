/**
 * What a replica knows. All of it is about one height, the one after the last applied block, but for the timers and
 * the messages that came a height early. Only the functions of this folder change it, one input at a time.
 */
import type { CommitCertificate } from '@annals/ledger/block';
import type { BlockHash } from '@annals/ledger/codec';
import type { PeerName, Time } from './input.ts';
import type { PrePrepareMessage, Prepared, PreparedCertificate, ViewChangeMessage, VoteMessage } from './messages.ts';
import type { Misbehaviour, Output } from './output.ts';
import type { Proposal } from './proposal.ts';
import { type Membership, primaryAt } from './quorum/membership.ts';
import { VoteSet } from './quorum/vote-set.ts';
import type { Timing } from './timing.ts';

/** The last applied block. For the genesis the height is 0 and the block is the chain id. */
export interface Head {
  readonly height: number;
  readonly block: BlockHash;
  readonly timeMs: number;
}

/** A block that was seen at this height, and what its execution said. */
export interface KnownBlock {
  readonly proposal: Proposal;
  verdict: 'pending' | 'valid' | { readonly invalid: string };
}

/** The messages of one signer that came one height early: one of each kind, of its highest view. */
export interface EarlyMessages {
  readonly from: PeerName;
  viewChange?: ViewChangeMessage;
  prePrepare?: PrePrepareMessage;
  prepare?: VoteMessage;
  commit?: VoteMessage;
}

/** Why a primary is given little time: it proposed nothing, or what nobody could find valid in time. */
export type Suspicion = 'silent' | 'failing';

/** What belongs to one height and is forgotten with it. */
export interface HeightState {
  view: number;
  /** The pre-prepare accepted in this view. */
  accepted: PrePrepareMessage | null;
  /** Whether the primary of this view has proposed anything, acceptable or not. */
  proposalSeen: boolean;
  /** The highest view that a quorum is known to have asked for. */
  justifiedView: number;
  /** The prepared certificate of the highest view. */
  prepared: PreparedCertificate | null;
  readonly prepares: VoteSet;
  readonly commits: VoteSet;
  /** The latest view change of each validator, with who it came from. */
  readonly viewChanges: Map<number, { readonly message: ViewChangeMessage; readonly from: PeerName | null }>;
  readonly blocks: Map<BlockHash, KnownBlock>;
  /** The first pre-prepare seen in a view, to notice a second one. */
  readonly prePrepares: Map<number, { readonly block: BlockHash; readonly signature: Uint8Array }>;
  /** What this replica last asked to have signed, by kind. Never lowered, never contradicted. */
  readonly voted: {
    prePrepare: Prepared | null;
    prepare: Prepared | null;
    commit: Prepared | null;
    viewChange: number | null;
  };
  /** Those messages once they are signed, to be sent again to whoever missed them. */
  readonly signed: {
    prePrepare: PrePrepareMessage | null;
    prepare: VoteMessage | null;
    commit: VoteMessage | null;
    viewChange: ViewChangeMessage | null;
  };
  /** By what this height is decided, when it is. */
  decision: CommitCertificate | null;
  /** Whether the host has been asked to apply the decided block. */
  committing: boolean;
  /** The view for which a candidate is being made. */
  candidateView: number | null;
  /** Equivocations told, so that each is told once: `signer/step`. */
  readonly reported: Set<string>;
}

export interface ReplicaState {
  readonly timing: Timing;
  /** Below this height the replica does not vote, since it may have voted there and forgotten. */
  readonly voteFromHeight: number;
  time: Time;
  head: Head;
  /** Of the set that decides the current height. */
  membership: Membership;
  /** Of the set that decided the head. */
  parentMembership: Membership;
  at: HeightState;
  /** By signer, in the set of the next height. */
  early: Map<number, EarlyMessages>;
  workPending: boolean;
  halted: string | null;

  /** When the one progress timer began to run, or null while there is nothing to wait for (FAILURES 25). */
  timerSinceMs: number | null;
  headSinceMs: number;
  /** The longest recent execution or application of a block, decaying. */
  slowestMs: number;
  /** Primaries that did badly at their last turn, by their keys in hex. */
  readonly suspects: Map<string, Suspicion>;
  statusDueMs: number;
  syncDueMs: number;
  viewChangeDueMs: number;
  candidateDueMs: number;
  /** When a peer was last answered. */
  readonly answered: Map<PeerName, number>;
}

/** A fresh height. */
export function newHeight(): HeightState {
  return {
    view: 0,
    accepted: null,
    proposalSeen: false,
    justifiedView: 0,
    prepared: null,
    prepares: new VoteSet(),
    commits: new VoteSet(),
    viewChanges: new Map(),
    blocks: new Map(),
    prePrepares: new Map(),
    voted: { prePrepare: null, prepare: null, commit: null, viewChange: null },
    signed: { prePrepare: null, prepare: null, commit: null, viewChange: null },
    decision: null,
    committing: false,
    candidateView: null,
    reported: new Set(),
  };
}

/** The height being decided. */
export function heightOfState(state: ReplicaState): number {
  return state.head.height + 1;
}

/** Whether this replica may vote now: a member, not forgetful, and not behind a decision that it knows of. */
export function mayVote(state: ReplicaState): boolean {
  return state.membership.self !== null && heightOfState(state) >= state.voteFromHeight && state.at.decision === null;
}

/** The primary of a view at the current height. */
export function primaryOf(state: ReplicaState, view: number): number {
  return primaryAt(state.membership, heightOfState(state), view);
}

/** Enters a view: what was accepted in the one before no longer counts, what is prepared does. */
export function enterView(state: ReplicaState, view: number): void {
  state.at.view = view;
  state.at.accepted = null;
  state.at.proposalSeen = false;
  state.at.candidateView = null;
  state.timerSinceMs = null;
}

/** Tells of an equivocation, once for a signer, height and step. */
export function reportMisbehaviour(state: ReplicaState, evidence: Misbehaviour, out: Output[]): void {
  const key = `${evidence.signer}/${evidence.step}`;
  if (state.at.reported.has(key)) return;
  state.at.reported.add(key);
  out.push({ type: 'misbehaviour', evidence });
}

/** Stops the replica for good. */
export function halt(state: ReplicaState, reason: string, out: Output[]): void {
  state.halted = reason;
  out.push({ type: 'halt', reason });
}
