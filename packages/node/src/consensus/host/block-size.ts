/**
 * How many transactions this validator proposes at a time. A block that takes too long to execute is not found valid
 * before the others give up on its primary, and the same transactions would be proposed again for ever. So what was slow
 * here, or was not decided, is followed by half as much or less, and a full block that went well by a quarter more, as TCP
 * does with what a path bears (PROTOCOL time-outs; Chiu and Jain 1989; ATTACK block-too-slow). It is this validator's
 * own measure of its own blocks: no rule, and nothing that others could move.
 */

/**
 * A block that took longer here than this part of the base time-out is slow: it is executed here, then by the others at
 * once, and both together have to leave half of the time to the messages.
 */
const SLOW_PART = 1 / 4;
/** The part by which it grows after a full block that went well: from the least to a thousand in some 25 blocks. */
const GROWTH_PART = 1 / 4;
/** As little as there is: one of what protects persons, and one of the rest. */
const LEAST = 2;

export class BlockSize {
  readonly #least: number;
  readonly #most: number;
  readonly #baseTimeoutMs: number;
  #size: number;

  constructor(mostTransactions: number, baseTimeoutMs: number) {
    this.#least = Math.min(LEAST, mostTransactions);
    this.#most = mostTransactions;
    this.#baseTimeoutMs = baseTimeoutMs;
    this.#size = mostTransactions;
  }

  /** The most transactions of the next block. */
  get maxTransactions(): number {
    return this.#size;
  }

  /** An own block of so many transactions has been executed. */
  noteBuilt(transactions: number, durationMs: number): 'quick' | 'slow' | 'hopeless' {
    const slowMs = SLOW_PART * this.#baseTimeoutMs;
    if (transactions === 0 || durationMs <= slowMs) return 'quick';
    if (durationMs <= this.#baseTimeoutMs) {
      this.#shrink(this.#size / 2);
      return 'slow';
    }
    // Where it took ten times too long, nine of ten are too many.
    this.#shrink((transactions * slowMs) / durationMs);
    return 'hopeless';
  }

  /** An own block was not decided in its view. */
  noteLost(transactions: number, wasQuick: boolean): void {
    // That an empty one was lost was not for what it held; of one that was quick here it is less likely.
    if (transactions > 0) this.#shrink((wasQuick ? this.#size : transactions) / 2);
  }

  /** An own block, which was quick, is decided. */
  noteDecided(transactions: number): void {
    // What was not full shows nothing of a larger one.
    if (transactions < this.#size) return;
    this.#size = Math.min(this.#most, this.#size + Math.max(1, Math.floor(this.#size * GROWTH_PART)));
  }

  #shrink(transactions: number): void {
    this.#size = Math.max(this.#least, Math.min(this.#size, Math.floor(transactions)));
  }
}
