/**
 * A duty: something that a validator has to put on the ledger without being asked, such as what its agency must
 * confirm, or a deadline that nobody has kept. It only says what is due; `Duties` signs and submits it.
 */
import type { BodyOf, TransactionKind } from '@annals/ledger/transaction';

/** What a duty is judged by. */
export interface DutyTime {
  /** This machine's clock, which can be set forward and back. */
  readonly wallMs: number;
  /** A clock that never jumps, for waits; it says nothing about the date. */
  readonly nowMs: number;
  /** Of the latest block. */
  readonly height: number;
  readonly timeMs: number;
}

/** A transaction that is due, of any kind that a validator's key signs. */
export type DutyTransaction = {
  [K in TransactionKind]: {
    readonly kind: K;
    readonly body: BodyOf<K>;
    /** Names what is due: as long as the duty gives it, it is submitted and watched, and once only at a time. */
    readonly key: string;
  };
}[TransactionKind];

export interface Duty {
  /** For the log, and so that keys of different duties do not meet. */
  readonly name: string;
  /**
   * `each`: every validator has one of its own to submit, and does so at once. `any`: one of them is enough, so they
   * go in turn, and whoever comes later looks first whether it is still due.
   */
  readonly by: 'each' | 'any';
  /**
   * What is due now by the state after the latest block; empty once it is done. Asked after each block and every
   * second, so it must be quick, and it must never throw.
   */
  due(now: DutyTime): readonly DutyTransaction[];
}
