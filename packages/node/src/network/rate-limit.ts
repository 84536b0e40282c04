/** A token bucket: so many events a second on average, ten times as many at once. Time is an argument. */

const BURST_SECONDS = 10;

export class RateLimit {
  readonly #perMs: number;
  readonly #capacity: number;
  #tokens: number;
  #lastMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#capacity = perSecond * BURST_SECONDS;
    this.#tokens = this.#capacity;
    this.#lastMs = nowMs;
  }

  /** Counts `events` that happened now; false if they are too many. */
  allows(events: number, nowMs: number): boolean {
    this.#tokens = Math.min(this.#capacity, this.#tokens + Math.max(0, nowMs - this.#lastMs) * this.#perMs);
    this.#lastMs = nowMs;
    if (this.#tokens < events) return false;
    this.#tokens -= events;
    return true;
  }
}
