/** The durations of the protocol that an operator may set, each the same on all validators by good sense, not by need. */

export interface Timing {
  /** How long a primary has in view 0. */
  readonly baseTimeoutMs: number;
  /** How long it has in view 0 when it did badly at its last turn, and has not shown since that it does better. */
  readonly suspectTimeoutMs: number;
  /** The cap of the doubling. */
  readonly maxTimeoutMs: number;
  /** An idle chain makes a block after this time; null for never. */
  readonly heartbeatMs: number | null;
  /** How far the clock that a proposer states may lie from this replica's in view 0; it doubles with each view, up to a bound. */
  readonly clockToleranceMs: number;
  /**
   * How often a replica that is stuck says where it stands, repeats its view change, and asks for sync again. Below the
   * base time-out, so that a message that was lost is sent again before it costs a view.
   */
  readonly repeatMs: number;
  /** How often one that is content says where it stands. */
  readonly idleStatusMs: number;
  /** The least time between two answers to the same peer. */
  readonly answerMs: number;
}

export const DEFAULT_TIMING: Timing = {
  baseTimeoutMs: 1_000,
  suspectTimeoutMs: 200,
  maxTimeoutMs: 10_000,
  heartbeatMs: 30_000,
  clockToleranceMs: 5_000,
  repeatMs: 500,
  idleStatusMs: 5_000,
  answerMs: 200,
};
