/**
 * How long a peer is shut out after misbehaviour: longer each time, so that one that goes on costs less and less, and
 * forgotten with time, so that one that had a fault comes back. Time is an argument.
 */

export interface ShutOutLimits {
  /** The first time. */
  readonly shutOutMs: number;
  readonly shutOutMostMs: number;
  /** Good conduct of this length halves the next time. */
  readonly forgiveMs: number;
}

export class ShutOut {
  readonly #limits: ShutOutLimits;
  #untilMs = 0;
  #nextMs: number;

  constructor(limits: ShutOutLimits) {
    this.#limits = limits;
    this.#nextMs = limits.shutOutMs;
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.#untilMs;
  }

  /** It misbehaved. Returns for how long it is shut out. What it does in the same breath does not count again. */
  begin(nowMs: number): number {
    if (!this.isOver(nowMs)) return this.#untilMs - nowMs;
    const { shutOutMs, shutOutMostMs, forgiveMs } = this.#limits;
    const goodMs = nowMs - this.#untilMs;
    const lengthMs = Math.max(shutOutMs, this.#nextMs * 0.5 ** Math.floor(goodMs / forgiveMs));
    this.#untilMs = nowMs + lengthMs;
    this.#nextMs = Math.min(shutOutMostMs, 2 * lengthMs);
    return lengthMs;
  }
}
