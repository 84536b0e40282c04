/**
 * The mempool: verified transactions waiting for a block, in the order of their arrival, with bounds. What is sealed
 * beside a transaction (its sidecar) waits with it, so that whatever can be proposed can also be voted for.
 */
import type { RecordId, TransactionId } from '@annals/ledger/codec';
import { expectedSidecar } from '@annals/ledger/sidecar';
import type { Account } from '@annals/ledger/state';
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

/** What waits, in the account in which it was taken in. */
interface Waiting extends PooledTransaction {
  readonly account: Account;
}

export class Mempool {
  readonly #entries = new Map<TransactionId, Waiting>();
  readonly #byAccount = new Map<string, number>();
  /** What a proposal brought although there was no room for it. */
  readonly #beyondBounds = new Set<TransactionId>();
  readonly #limits: MempoolLimits;
  readonly #accountOf: (transaction: Transaction) => Account;
  #bytes = 0;
  /** What takes room of all; validators have room of their own. */
  #shared = { count: 0, bytes: 0 };

  /** @param accountOf whom a transaction is counted against, in the present state. */
  constructor(limits: MempoolLimits = MEMPOOL_LIMITS, accountOf: (transaction: Transaction) => Account = agencyOrNone) {
    this.#limits = limits;
    this.#accountOf = accountOf;
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
   * @param isKnown whether the state knows the signer: there is no room for what a stranger has signed.
   */
  add({ transaction, sidecar }: PooledTransaction, isProposed = false, isKnown = true): Admission {
    const { id } = transaction;
    if (this.#entries.has(id)) return { ok: true, isNew: false };
    const entry = { transaction, sidecar, account: this.#accountOf(transaction) };
    if (!isKnown || !this.#hasRoom(entry)) {
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

  #hasRoom(entry: Waiting): boolean {
    const { maxTransactions, maxBytes, maxShareOfOneAgency } = this.#limits;
    const { account } = entry;
    const count = this.#byAccount.get(account.name) ?? 0;
    if (hasOwnRoom(entry)) return count < this.#limits.maxTransactionsOfValidator;
    if (this.#shared.count >= maxTransactions || this.#shared.bytes + sizeOf(entry) > maxBytes) return false;
    const most = maxTransactions * maxShareOfOneAgency;
    if (!isAlone(account)) return count < most;
    return count < this.#limits.maxTransactionsOfPerson && (this.#byAccount.get(PERSONS) ?? 0) < most;
  }

  #remove(id: TransactionId): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#beyondBounds.delete(id);
    this.#count(entry, -1);
  }

  #count(entry: Waiting, sign: 1 | -1): void {
    const bytes = sign * sizeOf(entry);
    this.#bytes += bytes;
    if (!hasOwnRoom(entry)) this.#shared = { count: this.#shared.count + sign, bytes: this.#shared.bytes + bytes };
    const { account } = entry;
    for (const name of isAlone(account) ? [account.name, PERSONS] : [account.name]) {
      const count = (this.#byAccount.get(name) ?? 0) + sign;
      if (count === 0) this.#byAccount.delete(name);
      else this.#byAccount.set(name, count);
    }
  }
}

/** The account that all share who act for no agency. */
const PERSONS = 'persons';

const isAlone = ({ of }: Account): boolean => of === 'person' || of === 'stranger';

/** What a validator owes the ledger names no sealed content; what does is none of that. */
const hasOwnRoom = ({ account, sidecar }: Waiting): boolean => account.of === 'validator' && sidecar === null;

function sizeOf(entry: PooledTransaction): number {
  return entry.transaction.bytes.length + (entry.sidecar?.length ?? 0);
}

/** Whom the transaction itself names, where no state is at hand. */
function agencyOrNone({ payload: { agency } }: Transaction): Account {
  return agency === null ? { of: 'stranger', name: 'strangers' } : { of: 'agency', name: agency };
}
