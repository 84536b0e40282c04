/**
 * Whether this node knows how far the chain has come since it last ran. One whose data was restored from a backup
 * believes what was so then, and holds content that may have been erased meanwhile: until it has heard from others and
 * caught up with them it gives none away.
 */
import { faultTolerance } from '@annals/ledger/block';
import type { Later } from '../later.ts';

export interface RecencyParts {
  /** How many validators decide the next height, and whether this node is one of them. */
  readonly validators: () => { readonly count: number; readonly isMember: boolean };
  /** The height of this node's head. */
  readonly height: () => number;
  /** The heights of the validators that answer. */
  readonly heightsOfOthers: () => Promise<readonly number[]>;
  readonly later: Later;
}

const AGAIN_MS = 200;

export class Recency {
  readonly #parts: RecencyParts;
  #isRecent = false;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: RecencyParts) {
    this.#parts = parts;
  }

  get isRecent(): boolean {
    return this.#isRecent;
  }

  /** Begins to ask; once it is recent it stays so, as blocks come in from then on. */
  start(): void {
    void this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #look(): Promise<void> {
    const { height, heightsOfOthers, validators, later } = this.#parts;
    const heights = await heightsOfOthers();
    const { count, isMember } = validators();
    this.#isRecent = hasReached(height(), heights, { count, isMember });
    if (!this.#isRecent && !this.#isStopped) this.#cancel = later(AGAIN_MS, () => void this.#look());
  }
}

/**
 * The rule by itself: one more than may be faulty have said where they stand, so that one of them is honest, and this
 * node is there. A faulty one that claims more than there is cannot hold it up.
 */
export function hasReached(
  height: number,
  others: readonly number[],
  { count, isMember }: { readonly count: number; readonly isMember: boolean },
): boolean {
  const needed = Math.min(faultTolerance(count) + 1, isMember ? count - 1 : count);
  if (others.length < needed) return false;
  const known = others.toSorted((a, b) => b - a)[needed - 1] ?? 0;
  return height >= known;
}
