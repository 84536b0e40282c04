/**
 * By what the rules judge whether a deadline is over. Within a block that is the agreed time alone; a node that tries
 * a transaction presumes that the agreed time comes up to its own clock, and learns what the transaction waits for
 * (ATTACK deadline-of-one-clock).
 */

import type { StateView } from '../state-view.ts';
import { clockOf } from './tell-time.ts';

export class AgreedTime {
  /** What is agreed: for what may be done only before a deadline, and for what is late after it. */
  readonly agreedMs: number;
  readonly #presumedMs: number;
  #awaitedMs: number | null = null;

  /** @param presumedMs up to when deadlines count as over although the validators have not agreed on it yet. */
  constructor(agreedMs: number, presumedMs = 0) {
    this.agreedMs = agreedMs;
    this.#presumedMs = presumedMs;
  }

  /** Whether a deadline is over: for what may be done only after it. */
  hasPassed(deadlineMs: number): boolean {
    if (this.agreedMs >= deadlineMs) return true;
    if (this.#presumedMs < deadlineMs) return false;
    this.#awaitedMs = Math.max(this.#awaitedMs ?? 0, deadlineMs);
    return true;
  }

  /** The latest deadline that was only presumed to be over; null where none was. */
  get awaitedMs(): number | null {
    return this.#awaitedMs;
  }
}

/** The time that the validators agree on in this state. */
export function agreedTimeOf(state: Pick<StateView, 'get'>, presumedMs?: number): AgreedTime {
  return new AgreedTime(clockOf(state).agreedMs, presumedMs);
}
