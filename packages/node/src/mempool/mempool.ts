/**
 * The mempool: verified transactions waiting for a block, in the order of their arrival, with bounds. What is sealed
 * beside a transaction (its sidecar) waits with it, so that whatever can be proposed can also be voted for.
 */
import type { RecordId, TransactionId } from '@annals/ledger/codec';
import { expectedSidecar } from '@annals/ledger/sidecar';
import type { Transaction } from '@annals/ledger/transaction';
import { MEMPOOL_LIMITS, type MempoolLimits } from './limits.ts';

/** A transaction whose signature has been verified here, with its sealed content. */
export interface PooledTransaction {
  readonly transaction: Transaction;
  /** The sealed content that the transaction names by hash, already checked; null where it names none or it is erased. */
  readonly sidecar: Uint8Array | null;
}

/** What became of a transaction that was offered. */
export type Admission =
  | { readonly ok: true; readonly isNew: boolean }
  | { readonly ok: false; readonly code: 'node.busy' };

/** Decides whether one more transaction fits a block: the ledger's quota counter. */
export interface BlockAllowance {
  admit(transaction: Transaction): boolean;
}

/** What one block may hold. */
export interface BlockBounds {
  readonly maxCount: number;
  /** Of transactions; sealed content beside them has a bound of its own. */
  readonly maxBytes: number;
  readonly height: number;
  readonly allowance: BlockAllowance;
  /** Room for sealed content on this validator's disk: what needs more waits, and the rest goes on. */
  readonly sidecarRoomBytes?: number;
}

export class Mempool {
  readonly #entries = new Map<TransactionId, PooledTransaction>();
  readonly #byAgency = new Map<string, number>();
  /** What a proposal brought although there was no room for it. */
  readonly #beyondBounds = new Set<TransactionId>();
  readonly #limits: MempoolLimits;
  #bytes = 0;

  constructor(limits: MempoolLimits = MEMPOOL_LIMITS) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  get sizeBytes(): number {
    return this.#bytes;
  }

  has(id: TransactionId): boolean {
    return this.#entries.has(id);
  }

  get(id: TransactionId): PooledTransaction | undefined {
    return this.#entries.get(id);
  }

  /**
   * Takes a transaction in, or says that there is no room. Offering the same one again changes nothing.
   * @param isProposed a block that is being decided names it: it is taken although the pool is full, since a validator
   * that could not would be kept from voting by its own clients. It stays no longer than the height is undecided.
   */
  add(entry: PooledTransaction, isProposed = false): Admission {
    const { id } = entry.transaction;
    if (this.#entries.has(id)) return { ok: true, isNew: false };
    if (!this.#hasRoom(entry)) {
      if (!isProposed) return { ok: false, code: 'node.busy' };
      this.#beyondBounds.add(id);
    }
    this.#entries.set(id, entry);
    this.#count(entry, 1);
    return { ok: true, isNew: true };
  }

  /**
   * The oldest transactions that fit a block, without taking them out: they leave when they are committed or have
   * expired. Those beyond an agency's quota stay for a later block.
   */
  select(bounds: BlockBounds): PooledTransaction[] {
    const selected: PooledTransaction[] = [];
    let bytes = 0;
    let sidecarBytes = 0;
    for (const entry of this.#entries.values()) {
      if (selected.length >= bounds.maxCount) break;
      const { transaction, sidecar } = entry;
      if (transaction.payload.lastValid < bounds.height) continue;
      if (bytes + transaction.bytes.length > bounds.maxBytes) break;
      if (sidecarBytes + (sidecar?.length ?? 0) > this.#limits.maxSidecarBytesOfBlock) break;
      if (sidecarBytes + (sidecar?.length ?? 0) > (bounds.sidecarRoomBytes ?? Infinity)) continue;
      if (!bounds.allowance.admit(transaction)) continue;
      bytes += transaction.bytes.length;
      sidecarBytes += sidecar?.length ?? 0;
      selected.push(entry);
    }
    return selected;
  }

  /** Whether a block of this height could hold anything of what waits. */
  hasWork(height: number, allowance: BlockAllowance, sidecarRoomBytes = Infinity): boolean {
    for (const { transaction, sidecar } of this.#entries.values()) {
      if ((sidecar?.length ?? 0) > sidecarRoomBytes) continue;
      if (transaction.payload.lastValid >= height && allowance.admit(transaction)) return true;
    }
    return false;
  }

  /**
   * Removes what a block has committed, and what other proposals of its height have brought beyond the bounds: else a
   * faulty primary could fill the memory of the others with blocks that nobody accepts.
   */
  removeCommitted(ids: Iterable<TransactionId>): void {
    for (const id of ids) this.#remove(id);
    for (const id of [...this.#beyondBounds]) this.#remove(id);
  }

  /**
   * Lets go the sealed content of records that have been erased; their transactions stay, to be refused by the ledger.
   */
  dropContent(isErased: (record: RecordId) => boolean): void {
    for (const [id, entry] of this.#entries) {
      const expected = entry.sidecar && expectedSidecar(entry.transaction);
      if (!expected || !isErased(expected.record)) continue;
      this.#count(entry, -1);
      const without = { ...entry, sidecar: null };
      this.#entries.set(id, without);
      this.#count(without, 1);
    }
  }

  /** Removes what can not be committed at `height` or later any more. */
  removeExpired(height: number): void {
    for (const [id, { transaction }] of this.#entries) {
      if (transaction.payload.lastValid < height) this.#remove(id);
    }
  }

  #hasRoom(entry: PooledTransaction): boolean {
    if (this.#entries.size >= this.#limits.maxTransactions) return false;
    if (this.#bytes + sizeOf(entry) > this.#limits.maxBytes) return false;
    const ofAgency = this.#byAgency.get(agencyOf(entry)) ?? 0;
    return ofAgency < this.#limits.maxTransactions * this.#limits.maxShareOfOneAgency;
  }

  #remove(id: TransactionId): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#beyondBounds.delete(id);
    this.#count(entry, -1);
  }

  #count(entry: PooledTransaction, sign: 1 | -1): void {
    this.#bytes += sign * sizeOf(entry);
    const agency = agencyOf(entry);
    const count = (this.#byAgency.get(agency) ?? 0) + sign;
    if (count === 0) this.#byAgency.delete(agency);
    else this.#byAgency.set(agency, count);
  }
}

function sizeOf(entry: PooledTransaction): number {
  return entry.transaction.bytes.length + (entry.sidecar?.length ?? 0);
}

function agencyOf(entry: PooledTransaction): string {
  return entry.transaction.payload.agency ?? '';
}
