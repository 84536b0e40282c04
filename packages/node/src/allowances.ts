/**
 * How much of something each peer or client may take: an allowance for each name that fills with time, bounded in
 * number, so that nobody uses up what is there for all. Time is an argument.
 */

export interface AllowanceLimits {
  readonly perSecond: number;
  /** What may be taken at once after a quiet time. */
  readonly atOnce: number;
  /** Names whose allowance is kept; beyond it the one that was quiet longest begins anew. */
  readonly names: number;
}

interface Allowance {
  left: number;
  atMs: number;
}

export class Allowances {
  readonly #limits: AllowanceLimits;
  /** In the order of last use. */
  readonly #allowances = new Map<string, Allowance>();

  constructor(limits: AllowanceLimits) {
    this.#limits = limits;
  }

  /** Takes an amount, if so much is left. */
  take(name: string, amount: number, nowMs: number): boolean {
    if (this.left(name, nowMs) < amount) return false;
    this.spend(name, amount, nowMs);
    return true;
  }

  /** What is left now; less than nothing after more was spent than that. */
  left(name: string, nowMs: number): number {
    return this.#filled(name, nowMs).left;
  }

  /** Takes an amount, also when it leaves a debt. */
  spend(name: string, amount: number, nowMs: number): void {
    this.#filled(name, nowMs).left -= amount;
  }

  #filled(name: string, nowMs: number): Allowance {
    const { perSecond, atOnce, names } = this.#limits;
    const allowance = this.#allowances.get(name) ?? { left: atOnce, atMs: nowMs };
    this.#allowances.delete(name);
    this.#allowances.set(name, allowance);
    const [oldest] = this.#allowances.keys();
    if (this.#allowances.size > names && oldest !== undefined) this.#allowances.delete(oldest);
    // A clock that goes back gives nothing.
    const elapsedMs = Math.max(0, nowMs - allowance.atMs);
    allowance.left = Math.min(atOnce, allowance.left + (elapsedMs * perSecond) / 1_000);
    allowance.atMs = nowMs;
    return allowance;
  }
}
