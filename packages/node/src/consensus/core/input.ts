/**
 * What can happen to a replica. The host gives one input at a time with the time at which it happened, and runs the
 * outputs of each before it gives the next.
 */
import type { BlockHash } from '@annals/ledger/codec';
import type { ConsensusMessage } from './messages.ts';
import type { Proposal } from './proposal.ts';
import type { Membership } from './quorum/membership.ts';

/** A peer as the host names it: the core only answers to the name. */
export type PeerName = string;

/** Two clocks, since the one that the world agrees on can jump. */
export interface Time {
  /** Never goes back; time-outs are measured by it. Where it starts has no meaning. */
  readonly monotonicMs: number;
  /** Milliseconds since the epoch, for the time of blocks. */
  readonly wallMs: number;
}

export type Input =
  /** Once, before anything else: what was left unfinished before a restart is sent again. */
  | { readonly type: 'start' }
  /** Time has passed: due at `nextDeadlineMs`, harmless at any moment. */
  | { readonly type: 'tick' }
  /** From a peer, every signature in it verified. */
  | { readonly type: 'message'; readonly from: PeerName; readonly message: ConsensusMessage }
  /** An own message that the core asked to broadcast: by now on disk and signed. */
  | { readonly type: 'signed'; readonly message: ConsensusMessage }
  /**
   * Answers `request-candidate`. Null when there is nothing to propose, which only `allowEmpty: false` permits, and
   * which also means that no work is pending.
   */
  | { readonly type: 'candidate'; readonly height: number; readonly view: number; readonly proposal: Proposal | null }
  /**
   * Answers `execute`: whether the block is valid on the state before it. The verdict must be a function of the block
   * and that state alone (LAW 7); a host that lacks a body fetches it first and answers then, or never.
   */
  | {
      readonly type: 'executed';
      readonly block: BlockHash;
      readonly verdict: { readonly ok: true } | { readonly ok: false; readonly reason: string };
      /** What this node itself took, from when the bodies were here. */
      readonly durationMs: number;
      /** How long the bodies were waited for, which is up to others. */
      readonly bodiesMs: number;
    }
  /**
   * A block is applied and on disk, by consensus or by sync, which look the same from here (FAILURES 12). Every height
   * is told, in order; one that is not above the last is ignored (FAILURES 14).
   */
  | {
      readonly type: 'applied';
      readonly height: number;
      readonly block: BlockHash;
      readonly timeMs: number;
      /** Of the set that decides the height after this one. */
      readonly membership: Membership;
      readonly durationMs: number;
    }
  /** Whether transactions wait to be ordered. Given when it changes, and before `applied` when that changed it. */
  | { readonly type: 'work'; readonly pending: boolean }
  /** A peer is connected (again) and may have missed something. */
  | { readonly type: 'connected'; readonly peer: PeerName };
