/**
 * Whether this node knows how far the chain has come since it last ran. One whose data was restored from a backup
 * believes what was so then, and holds content that may have been erased meanwhile: until it has heard from others and
 * caught up with them it gives none away.
 */
import { quorum } from '@annals/ledger/block';
import type { Later } from '../later.ts';

export interface RecencyParts {
  /** How many validators decide the next height, and whether this node is one of them. */
  readonly validators: () => { readonly count: number; readonly isMember: boolean };
  /** The height of this node's head. */
  readonly height: () => number;
  /** The heights of the validators that answer. */
  readonly heightsOfOthers: () => Promise<readonly number[]>;
  /** Fetches what peers have and this node has not; resolves when nobody who was asked gave more. */
  readonly catchUp: () => Promise<void>;
  readonly later: Later;
}

const AGAIN_MS = 200;
/**
 * So often in a row peers are asked for the blocks that they claim to have, before a claim that none of them bears out
 * counts for nothing: a faulty one that claims more than there is must not hold this node up for ever.
 */
const VAIN_LOOKS = 5;

export class Recency {
  readonly #parts: RecencyParts;
  #isRecent = false;
  #vainLooks = 0;
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
    const { height, heightsOfOthers, validators, catchUp, later } = this.#parts;
    const heights = await heightsOfOthers();
    if (hasHeardEnough(heights.length, validators())) {
      const isAhead = (): boolean => heights.some((claimed) => claimed > height());
      const before = height();
      if (isAhead()) await catchUp();
      this.#vainLooks = isAhead() && height() === before ? this.#vainLooks + 1 : 0;
      this.#isRecent = !isAhead() || this.#vainLooks >= VAIN_LOOKS;
    }
    if (!this.#isRecent && !this.#isStopped) this.#cancel = later(AGAIN_MS, () => void this.#look());
  }
}

/**
 * Whether enough validators have said where they stand: with this one a quorum. It shares one that is honest, and has
 * not forgotten, with the quorum that decided any block; of fewer, all could be faulty or have been away
 * (ATTACK few-answers).
 */
export function hasHeardEnough(
  answered: number,
  { count, isMember }: { readonly count: number; readonly isMember: boolean },
): boolean {
  return answered >= quorum(count) - (isMember ? 1 : 0);
}
