/**
 * Blocks that are owed because time must be agreed on: a quiet chain makes none, and without blocks by f + 1 validators
 * no deadline is over. While something waits for that, primaries propose empty blocks: at once at first, and the less
 * often the longer it takes, so that clocks that are far behind cost few blocks and no flood (PROTOCOL deadlines).
 */
import { agreedMs, type Chain } from '../../chain/index.ts';
import type { Later } from '../../later.ts';
import type { Mempool } from '../../mempool/index.ts';

export interface TimeBlocksParts {
  readonly chain: Chain;
  readonly mempool: Pick<Mempool, 'earliestAwaited'>;
  /** Whether the state itself waits for blocks by several validators, as a round does whose time has not begun. */
  readonly awaitsTurns: () => boolean;
  readonly wallMs: () => number;
  /** A clock that never jumps. */
  readonly nowMs: () => number;
  readonly later: Later;
  /** Called when a block has become due. */
  readonly onDue: () => void;
}

/** The longest time between two empty blocks while something waits: no longer than people notice. */
const MAX_GAP_MS = 1_000;
/** The part of the time waited so far that passes before the next one: some 32 blocks each time that it triples. */
const GAP_PART = 1 / 32;
/** How long a deadline that has not come by this clock is slept over at most; clocks can be set. */
const MAX_SLEEP_MS = 5_000;

export class TimeBlocks {
  readonly #parts: TimeBlocksParts;
  #sinceMs: number | undefined;
  #lastBlockMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: TimeBlocksParts) {
    this.#parts = parts;
  }

  /** Whether a block is owed now although it may be empty. */
  isDue(): boolean {
    const { wallMs, nowMs } = this.#parts;
    if (this.#waitMs(wallMs()) !== 0) {
      this.#sinceMs = undefined;
      return false;
    }
    this.#sinceMs ??= nowMs();
    return nowMs() >= this.#dueMs(this.#sinceMs);
  }

  /** Looks again: after each block, and when something has begun to wait. */
  note(isBlock: boolean): void {
    const { nowMs, wallMs, later, onDue } = this.#parts;
    if (isBlock) this.#lastBlockMs = nowMs();
    this.#cancel?.();
    this.#cancel = undefined;
    const waitMs = this.#waitMs(wallMs());
    if (waitMs === undefined || this.#isStopped) return;
    if (this.isDue()) {
      onDue();
      return;
    }
    const sleepMs = this.#sinceMs === undefined ? waitMs : this.#dueMs(this.#sinceMs) - nowMs();
    this.#cancel = later(Math.max(1, Math.min(sleepMs, MAX_SLEEP_MS)), () => this.note(false));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /** How long until something waits for agreement: 0 when it does; undefined when nothing will. */
  #waitMs(wallMs: number): number | undefined {
    const { chain, mempool, awaitsTurns } = this.#parts;
    if (awaitsTurns()) return 0;
    const deadlineMs = mempool.earliestAwaited(agreedMs(chain.state));
    return deadlineMs === undefined ? undefined : Math.max(0, deadlineMs - wallMs);
  }

  #dueMs(sinceMs: number): number {
    const { nowMs } = this.#parts;
    return this.#lastBlockMs + Math.min(MAX_GAP_MS, (nowMs() - sinceMs) * GAP_PART);
  }
}
