/**
 * Decides when one peer is dialled: at once or after the other had time to dial us, again after a failure with waits
 * that double and are scattered, and not in a hot loop when a peer accepts and hangs up.
 */
import type { NetworkLimits } from './limits.ts';

/** The wait before attempt number `attempt` (from 0), halved to one and a half times by `random` in [0, 1). */
export function dialWaitMs(attempt: number, random: number, limits: NetworkLimits): number {
  // 2^20 is beyond any bound; a peer that is away for weeks must not turn the wait into Infinity or NaN.
  const doubled = limits.dialAgainMs * 2 ** Math.min(attempt, 20);
  return Math.min(limits.dialAgainMostMs, doubled * (0.5 + random));
}

export class PeerDialer {
  readonly #limits: NetworkLimits;
  readonly #patienceMs: number;
  readonly #dial: () => Promise<void>;
  #attempts = 0;
  #timer: NodeJS.Timeout | undefined;
  #dialling = false;
  #connectedAtMs: number | undefined;
  #wanted = false;
  failures = 0;

  /**
   * @param patient - whether the other side dials first
   * @param dial - one attempt; rejects if it fails, of which it writes the cause into the log
   */
  constructor(limits: NetworkLimits, patient: boolean, dial: () => Promise<void>) {
    this.#limits = limits;
    this.#patienceMs = patient ? limits.dialPatienceMs : 0;
    this.#dial = dial;
  }

  /** Dials until connected. */
  want(): void {
    this.#wanted = true;
    if (this.#timer !== undefined || this.#dialling || this.#connectedAtMs !== undefined) return;
    const backOffMs = this.#attempts === 0 ? 0 : dialWaitMs(this.#attempts - 1, Math.random(), this.#limits);
    this.#timer = setTimeout(() => void this.#attempt(), this.#patienceMs + backOffMs);
  }

  /** There is a connection, whoever dialled. */
  connected(): void {
    this.#connectedAtMs = performance.now();
    this.#clear();
  }

  /** The last connection is gone. */
  disconnected(): void {
    if (this.#connectedAtMs !== undefined && performance.now() - this.#connectedAtMs > this.#limits.stableMs) {
      this.#attempts = 0;
    }
    this.#connectedAtMs = undefined;
    if (this.#wanted) this.want();
  }

  stop(): void {
    this.#wanted = false;
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #attempt(): Promise<void> {
    this.#timer = undefined;
    this.#dialling = true;
    this.#attempts += 1;
    try {
      await this.#dial();
    } catch {
      // Whoever dials says why it failed.
      this.failures += 1;
    } finally {
      this.#dialling = false;
    }
    if (this.#wanted) this.want();
  }
}
