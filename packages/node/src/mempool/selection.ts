/**
 * Selection: what goes into one block. Groups take turns, each for a small part of a block by number, bytes and sealed
 * content, and the accounts of a group take turns within it, so that how much somebody has waiting delays nobody else
 * (deficit round robin, Shreedhar and Varghese 1996; ATTACK block-filled).
 */
import { MAX_BLOCK_SIDECAR_BYTES } from '@annals/ledger/block';
import type { Transaction } from '@annals/ledger/transaction';

/** Decides whether one more transaction fits a block: the ledger's quota counters. */
export interface BlockAllowance {
  admit(transaction: Transaction, sidecarBytes: number): boolean;
}

/** What one block may hold. */
export interface BlockBounds {
  readonly maxCount: number;
  /** Of transactions; sealed content beside them has a bound of its own. */
  readonly maxBytes: number;
  readonly height: number;
  /** The latest `lastValid` that may stand in it. */
  readonly latestValid?: number;
  readonly allowance: BlockAllowance;
  /** The agreed time in it: what waits for a later deadline stays. */
  readonly agreedMs?: number;
  /** Room for sealed content on this validator's disk: what needs more waits, and the rest goes on. */
  readonly sidecarRoomBytes?: number;
}

/** As much of it as selection looks at. */
export interface Selectable {
  readonly transaction: Transaction;
  readonly sidecar: Uint8Array | null;
  readonly awaitedMs?: number | null;
}

/** Taken; passed over, and the next of its account may follow; or its account has no more room in this block. */
type Outcome = 'taken' | 'passed' | 'closed';

/** A turn ends once it has cost this much of a block. */
const TURN = 1 / 64;

export class Selection<T extends Selectable> {
  readonly #bounds: BlockBounds;
  readonly #selected: T[] = [];
  #bytes = 0;
  #sidecarBytes = 0;

  constructor(bounds: BlockBounds) {
    this.#bounds = bounds;
  }

  get selected(): T[] {
    return this.#selected;
  }

  /** Lets groups of lines take turns until so many are selected, or none has anything more that fits. */
  takeTurns(groups: readonly (readonly ReadonlyMap<string, T>[])[], maxCount: number): void {
    let waiting = groups.map((lines) => new Turn(lines));
    while (waiting.length > 0) {
      const still: Turn<T>[] = [];
      for (const turn of waiting) {
        if (this.#selected.length >= Math.min(maxCount, this.#bounds.maxCount)) return;
        if (this.#takeTurn(turn, maxCount)) still.push(turn);
      }
      waiting = still;
    }
  }

  /** False once the group has nothing more for this block. */
  #takeTurn(turn: Turn<T>, maxCount: number): boolean {
    let spent = 0;
    while (spent < TURN && this.#selected.length < Math.min(maxCount, this.#bounds.maxCount)) {
      const entry = turn.next();
      if (!entry) return false;
      const outcome = this.#offer(entry);
      if (outcome === 'taken') spent += this.#costOf(entry);
      turn.settle(outcome);
    }
    return true;
  }

  #offer(entry: T): Outcome {
    const { height, latestValid = Infinity, maxBytes, sidecarRoomBytes = Infinity, allowance } = this.#bounds;
    const { transaction, sidecar } = entry;
    if ((entry.awaitedMs ?? 0) > (this.#bounds.agreedMs ?? Infinity)) return 'passed';
    const { lastValid } = transaction.payload;
    const sidecarBytes = sidecar?.length ?? 0;
    if (lastValid < height || lastValid > latestValid) return 'passed';
    if (this.#sidecarBytes + sidecarBytes > sidecarRoomBytes) return 'passed';
    // What comes later from the same account may build on it.
    if (this.#bytes + transaction.bytes.length > maxBytes) return 'closed';
    if (!allowance.admit(transaction, sidecarBytes)) return 'closed';
    this.#bytes += transaction.bytes.length;
    this.#sidecarBytes += sidecarBytes;
    this.#selected.push(entry);
    return 'taken';
  }

  /** The part of a block that it takes, by whatever it takes most of. */
  #costOf({ transaction, sidecar }: T): number {
    const { maxCount, maxBytes } = this.#bounds;
    return Math.max(
      1 / maxCount,
      transaction.bytes.length / maxBytes,
      (sidecar?.length ?? 0) / MAX_BLOCK_SIDECAR_BYTES,
    );
  }
}

/** The lines of one group: each gives one, then the next. */
class Turn<T> {
  #round: Iterator<T>[];
  #next: Iterator<T>[] = [];
  #at = 0;

  constructor(lines: readonly ReadonlyMap<string, T>[]) {
    this.#round = lines.map((line) => line.values());
  }

  /** The first of the line whose turn it is, or undefined when all lines are at their end. */
  next(): T | undefined {
    for (;;) {
      if (this.#at === this.#round.length) {
        if (this.#next.length === 0) return undefined;
        this.#round = this.#next;
        this.#next = [];
        this.#at = 0;
      }
      const { value, done } = this.#round[this.#at]?.next() ?? { done: true };
      if (!done) return value;
      this.#at += 1;
    }
  }

  /** What became of it. */
  settle(outcome: Outcome): void {
    const line = this.#round[this.#at];
    if (outcome === 'passed' || !line) return;
    if (outcome === 'taken') this.#next.push(line);
    this.#at += 1;
  }
}
