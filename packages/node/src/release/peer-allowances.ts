/** What each peer may still ask for: a bucket of shares that fills with time, so that nobody uses up a holder's hours. */
import { RELEASE_LIMITS } from './limits.ts';

interface Allowance {
  shares: number;
  atMs: number;
}

export class PeerAllowances {
  /** In the order of last use. */
  readonly #allowances = new Map<string, Allowance>();

  get size(): number {
    return this.#allowances.size;
  }

  /** Takes so many shares from a peer's allowance, if it has as many. */
  take(peer: string, shares: number, nowMs: number): boolean {
    const { sharesAtOnce, sharesPerSecond, peers } = RELEASE_LIMITS;
    const allowance = this.#allowances.get(peer) ?? { shares: sharesAtOnce, atMs: nowMs };
    this.#allowances.delete(peer);
    this.#allowances.set(peer, allowance);
    const gained = (Math.max(0, nowMs - allowance.atMs) / 1_000) * sharesPerSecond;
    allowance.shares = Math.min(sharesAtOnce, allowance.shares + gained);
    allowance.atMs = nowMs;
    const [oldest] = this.#allowances.keys();
    if (this.#allowances.size > peers && oldest !== undefined) this.#allowances.delete(oldest);
    if (allowance.shares < shares) return false;
    allowance.shares -= shares;
    return true;
  }
}
