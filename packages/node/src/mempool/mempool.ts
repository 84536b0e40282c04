/**
 * The mempool: verified transactions waiting for a block, with bounds. What is sealed beside a transaction (its sidecar)
 * waits with it, so that whatever can be proposed can also be voted for. Agencies, the persons that each has enrolled,
 * validators, and what protects persons have room that nobody else takes (ATTACK pool-filled, ATTACK puppets).
 */
import type { RecordId, TransactionId } from '@annals/ledger/codec';
import { expectedSidecar } from '@annals/ledger/sidecar';
import type { Account } from '@annals/ledger/state';
import { isProtective, type Transaction } from '@annals/ledger/transaction';
import { MAX_PINNED, MEMPOOL_LIMITS, type MempoolLimits } from './limits.ts';
import { Lines } from './lines.ts';
import { Room } from './room.ts';
import { type BlockBounds, Selection } from './selection.ts';
import { weightOf } from './weight.ts';

/** A transaction whose signature has been verified here, with its sealed content. */
export interface PooledTransaction {
  readonly transaction: Transaction;
  /** The sealed content that the transaction names by hash, already checked; null where it names none or it is erased. */
  readonly sidecar: Uint8Array | null;
  /** The deadline that has to be over by the agreed time before a block takes it; absent where it waits for none. */
  readonly awaitedMs?: number | null;
}

/** What became of a transaction that was offered. */
export type Admission =
  | { readonly ok: true; readonly isNew: boolean }
  | { readonly ok: false; readonly code: 'node.busy' };

/** Whose room a transaction takes, beside the bounds of its account alone. */
type Place = 'shared' | 'validator' | 'protective';

/** What waits, in the account in which it was taken in. */
interface Waiting extends PooledTransaction {
  readonly account: Account;
  /** With whom it takes turns, and shares room: an agency, or all persons that one agency has enrolled. */
  readonly group: string;
  readonly place: Place;
  /** In memory, without sealed content. */
  readonly weight: number;
  /** Ascending in the order of arrival. */
  readonly arrival: number;
}

export class Mempool {
  readonly #entries = new Map<TransactionId, Waiting>();
  readonly #lines = new Lines<Waiting>();
  readonly #protective = new Lines<Waiting>();
  /** Bytes of persons, by account. */
  readonly #personBytes = new Map<string, number>();
  readonly #shared: Room;
  readonly #protectiveRoom: Room;
  /** What a proposal brought although there was no room for it. */
  readonly #beyondBounds = new Set<TransactionId>();
  /** The deadlines that transactions wait for. */
  readonly #awaited = new Map<TransactionId, number>();
  /** What blocks name that are being decided. */
  readonly #pinned = new Set<TransactionId>();
  readonly #limits: MempoolLimits;
  readonly #accountOf: (transaction: Transaction) => Account;
  #bytes = 0;
  #arrivals = 0;

  /** @param accountOf whom a transaction is counted against, in the present state. */
  constructor(limits: MempoolLimits = MEMPOOL_LIMITS, accountOf: (transaction: Transaction) => Account = agencyOrNone) {
    this.#limits = limits;
    this.#accountOf = accountOf;
    const percentOfOne = limits.maxPercentOfOne;
    this.#shared = new Room({ count: limits.maxTransactions, bytes: limits.maxBytes, percentOfOne });
    this.#protectiveRoom = new Room({ count: limits.maxProtective, bytes: limits.maxProtectiveBytes, percentOfOne });
  }

  get size(): number {
    return this.#entries.size;
  }

  /** How many of them wait for a deadline. */
  get awaiting(): number {
    return this.#awaited.size;
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
  add({ transaction, sidecar, awaitedMs = null }: PooledTransaction, isProposed = false, isKnown = true): Admission {
    const { id } = transaction;
    if (this.#entries.has(id)) return { ok: true, isNew: false };
    const entry = this.#waiting(transaction, sidecar, awaitedMs);
    if (!isKnown || !this.#hasRoom(entry)) {
      if (!isProposed) return { ok: false, code: 'node.busy' };
      this.#beyondBounds.add(id);
    }
    this.#put(entry);
    return { ok: true, isNew: true };
  }

  /** What a block names that is being decided stays until the height is, also what is yet to come. */
  pin(ids: Iterable<TransactionId>): void {
    for (const id of ids) if (this.#pinned.size < MAX_PINNED) this.#pinned.add(id);
  }

  /**
   * What goes into a block, in the order of arrival, without taking it out: it leaves when it is committed or has
   * expired. What protects persons comes first, the latest before all, up to half of the block: when puppets of her own
   * agency send more of it than fits, whoever sends hers now is not behind what they sent before. Then all take turns.
   */
  select(bounds: BlockBounds): PooledTransaction[] {
    const selection = new Selection<Waiting>(bounds);
    const latestFirst = this.#protective.groups().map((lines) => lines.toReversed());
    selection.takeTurns(latestFirst, Math.ceil(bounds.maxCount / 2));
    selection.takeTurns(this.#lines.groups(), bounds.maxCount);
    return selection.selected.sort((a, b) => a.arrival - b.arrival);
  }

  /** Whether a block could hold anything of what waits. */
  hasWork(bounds: Omit<BlockBounds, 'maxCount'>): boolean {
    return this.#entries.size > 0 && this.select({ ...bounds, maxCount: 1 }).length > 0;
  }

  /** The earliest deadline that something waits for and that is not over by the agreed time. */
  earliestAwaited(agreedMs: number): number | undefined {
    let earliest: number | undefined;
    for (const awaitedMs of this.#awaited.values()) {
      if (awaitedMs > agreedMs && (earliest === undefined || awaitedMs < earliest)) earliest = awaitedMs;
    }
    return earliest;
  }

  /** Gives whoever sent these the next turn after all others: what a block was too slow with delays its senders first. */
  putBehind(ids: Iterable<TransactionId>): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry) this.#linesOf(entry).toTheEnd(entry.group);
    }
  }

  /**
   * Removes what a block has committed, and what other proposals of its height have brought beyond the bounds: else a
   * faulty primary could fill the memory of the others with blocks that nobody accepts.
   */
  removeCommitted(ids: Iterable<TransactionId>): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry) this.#linesOf(entry).toTheEnd(entry.group);
      this.#remove(id);
    }
    for (const id of [...this.#beyondBounds]) this.#remove(id);
    this.#pinned.clear();
  }

  /**
   * Lets go the sealed content of records that have been erased; their transactions stay, to be refused by the ledger.
   */
  dropContent(isErased: (record: RecordId) => boolean): void {
    for (const entry of this.#entries.values()) {
      const expected = entry.sidecar && expectedSidecar(entry.transaction);
      if (!expected || !isErased(expected.record)) continue;
      this.#count(entry, -1);
      const without = { ...entry, sidecar: null };
      this.#count(without, 1);
      // In its place in the line, and not behind the others.
      this.#entries.set(entry.transaction.id, without);
      this.#linesOf(entry).add(entry.group, entry.account.name, entry.transaction.id, without);
    }
  }

  /** Removes what cannot be committed at `height` or later any more. */
  removeExpired(height: number): void {
    for (const [id, { transaction }] of this.#entries) {
      if (transaction.payload.lastValid < height) this.#remove(id);
    }
  }

  #waiting(transaction: Transaction, sidecar: Uint8Array | null, awaitedMs: number | null): Waiting {
    const account = this.#accountOf(transaction);
    const group = account.of === 'person' ? `persons of ${account.enrolledBy}` : account.name;
    this.#arrivals += 1;
    return {
      transaction,
      sidecar,
      awaitedMs,
      account,
      group,
      place: placeOf(account, transaction, sidecar),
      weight: weightOf(transaction),
      arrival: this.#arrivals,
    };
  }

  #hasRoom(entry: Waiting): boolean {
    const { maxTransactionsOfPerson, maxBytesOfPerson, maxTransactionsOfValidator } = this.#limits;
    const { account, group, place } = entry;
    const size = sizeOf(entry);
    const waiting = this.#linesOf(entry).sizeOf(group, account.name);
    if (place === 'validator') return waiting < maxTransactionsOfValidator;
    if (place === 'protective') return waiting < this.#limits.maxProtectiveOfPerson && this.#makeRoom(group, size);
    if (account.of === 'person') {
      const bytes = (this.#personBytes.get(account.name) ?? 0) + size;
      if (waiting >= maxTransactionsOfPerson || bytes > maxBytesOfPerson) return false;
    }
    return this.#shared.hasRoomFor(group, heldBytesOf(entry));
  }

  /**
   * What protects persons is never turned away for others of the same agency: the oldest of these goes. It stays where a
   * block names it that is being decided.
   */
  #makeRoom(group: string, size: number): boolean {
    if (this.#protectiveRoom.hasRoomFor(group, size)) return true;
    for (const { transaction } of this.#protective.oldestOf(group)) {
      if (this.#pinned.has(transaction.id)) continue;
      this.#remove(transaction.id);
      if (this.#protectiveRoom.hasRoomFor(group, size)) return true;
    }
    return false;
  }

  #put(entry: Waiting): void {
    const { id } = entry.transaction;
    this.#entries.set(id, entry);
    if (typeof entry.awaitedMs === 'number') this.#awaited.set(id, entry.awaitedMs);
    this.#linesOf(entry).add(entry.group, entry.account.name, id, entry);
    this.#count(entry, 1);
  }

  #remove(id: TransactionId): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#awaited.delete(id);
    this.#beyondBounds.delete(id);
    this.#linesOf(entry).remove(entry.group, entry.account.name, id);
    this.#count(entry, -1);
  }

  #linesOf({ place }: Waiting): Lines<Waiting> {
    return place === 'protective' ? this.#protective : this.#lines;
  }

  #count(entry: Waiting, sign: 1 | -1): void {
    const { account, group, place } = entry;
    const size = sizeOf(entry);
    this.#bytes += sign * size;
    if (place === 'protective') this.#protectiveRoom.note(group, sign, size);
    if (place === 'shared') this.#shared.note(group, sign, heldBytesOf(entry));
    if (place !== 'shared' || account.of !== 'person') return;
    const bytes = (this.#personBytes.get(account.name) ?? 0) + sign * size;
    if (bytes === 0) this.#personBytes.delete(account.name);
    else this.#personBytes.set(account.name, bytes);
  }
}

function placeOf(account: Account, transaction: Transaction, sidecar: Uint8Array | null): Place {
  // What a validator owes the ledger names no sealed content; what does is none of that.
  if (sidecar !== null) return 'shared';
  if (account.of === 'validator') return 'validator';
  return account.of === 'person' && isProtective(transaction) ? 'protective' : 'shared';
}

function sizeOf(entry: PooledTransaction): number {
  return entry.transaction.bytes.length + (entry.sidecar?.length ?? 0);
}

/** What it takes of the room that all share: memory. */
function heldBytesOf({ weight, sidecar }: Waiting): number {
  return weight + (sidecar?.length ?? 0);
}

/** Whom the transaction itself names, where no state is at hand. */
function agencyOrNone({ payload: { agency } }: Transaction): Account {
  return agency === null ? { of: 'stranger', name: 'strangers' } : { of: 'agency', name: agency };
}
