/**
 * How much of this process's time the messages of one peer may take. A proposal of the largest size costs 10 ms to
 * read before anything can be said about it, and a faulty validator can sign as many as it likes: beyond its allowance
 * its messages are dropped, as if they had been lost, and consensus sends again what matters (LAW 5).
 */
import { type AllowanceLimits, Allowances } from '../../allowances.ts';

/** In milliseconds: far above what a correct peer needs, which is one proposal and two votes a height. */
const LIMITS: AllowanceLimits = {
  perSecond: 400,
  atOnce: 2_000,
  /** More than the members of two sets that overlap. */
  names: 256,
};

export class PeerTime {
  readonly #allowances = new Allowances(LIMITS);

  /** Whether the peer has some of its allowance left. */
  has(peer: string, nowMs: number): boolean {
    return this.#allowances.left(peer, nowMs) > 0;
  }

  /** Takes the time that a message took. */
  charge(peer: string, spentMs: number, nowMs: number): void {
    this.#allowances.spend(peer, spentMs, nowMs);
  }
}
