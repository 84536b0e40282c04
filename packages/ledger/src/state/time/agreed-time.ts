/**
 * By what the rules judge whether a deadline is over. Within a block that is the agreed time alone; a node that tries
 * a transaction presumes that the agreed time comes up to its own clock (ATTACK deadline-of-one-clock).
 */

import type { StateView } from '../state-view.ts';
import { clockOf } from './tell-time.ts';

export class AgreedTime {
  /** What is agreed: for what may be done only before a deadline, and for what is late after it. */
  readonly agreedMs: number;
  readonly #presumedMs: number;

  /** @param presumedMs up to when deadlines count as over although the validators have not agreed on it yet. */
  constructor(agreedMs: number, presumedMs = 0) {
    this.agreedMs = agreedMs;
    this.#presumedMs = presumedMs;
  }

  /** Whether a deadline is over: for what may be done only after it. */
  hasPassed(deadlineMs: number): boolean {
    return Math.max(this.agreedMs, this.#presumedMs) >= deadlineMs;
  }
}

/** The time that the validators agree on in this state. */
export function agreedTimeOf(state: Pick<StateView, 'get'>, presumedMs?: number): AgreedTime {
  return new AgreedTime(clockOf(state).agreedMs, presumedMs);
}
