/**
 * What one block changed in records, found in their histories by the height of the entries. A history has no bound, and
 * an agency makes thousands of changes in a block: so a history is halved to the place of the block, and looked at once
 * for all of its transactions (ATTACK endless-history).
 */
import { decodeHistoryEntry, type HistoryEntry, stateKey } from '@annals/ledger/block';
import type { RecordId, SubjectId, TransactionId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import type { Store } from '../store/store.ts';
import { firstWhere } from './first-where.ts';

/** Entries of a history that are read at once. */
const HISTORY_CHUNK = 100;

/** A change of a record. */
export interface RecordChange {
  readonly entry: HistoryEntry;
  /** What had been before it; undefined for the first of a record. */
  readonly before: HistoryEntry | undefined;
}

/** The changes of one record in one block. */
interface Changes {
  readonly byTransaction: ReadonlyMap<TransactionId, RecordChange>;
  /** Who held the record at any time in the block, the latest first. */
  readonly holders: readonly SubjectId[];
}

export class RecordChanges {
  readonly #store: Pick<Store, 'state' | 'logEntries'>;
  readonly #height: number;
  readonly #ofRecord = new Map<RecordId, Promise<Changes>>();

  /** @param height of the block, which has been applied. */
  constructor(store: Pick<Store, 'state' | 'logEntries'>, height: number) {
    this.#store = store;
    this.#height = height;
  }

  /** What a transaction of the block changed in a record; undefined where it changed nothing. */
  async changeBy(transaction: TransactionId, record: RecordId): Promise<RecordChange | undefined> {
    return (await this.#changesOf(record)).byTransaction.get(transaction);
  }

  /** Who held a record at any time in the block, the latest first. */
  async holdersOf(record: RecordId): Promise<readonly SubjectId[]> {
    return (await this.#changesOf(record)).holders;
  }

  #changesOf(record: RecordId): Promise<Changes> {
    let changes = this.#ofRecord.get(record);
    if (!changes) {
      changes = this.#read(record);
      this.#ofRecord.set(record, changes);
    }
    return changes;
  }

  async #read(record: RecordId): Promise<Changes> {
    const size = readValue(this.#store.state, stateKey.record(record))?.history.size ?? 0;
    const entries = await this.#entriesOfBlock(record, size);
    const byTransaction = new Map<TransactionId, RecordChange>();
    for (const [i, entry] of entries.entries()) {
      if (entry.height === this.#height) byTransaction.set(entry.transaction, { entry, before: entries[i - 1] });
    }
    return { byTransaction, holders: [...new Set(entries.map(({ subject }) => subject).reverse())] };
  }

  /** The entries of the block, after the one before them, where there is one. */
  async #entriesOfBlock(record: RecordId, size: number): Promise<readonly HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    for (let from = Math.max(0, (await this.#firstOfBlock(record, size)) - 1); from < size; from += HISTORY_CHUNK) {
      for (const entry of await this.#entries(record, from, Math.min(size, from + HISTORY_CHUNK))) {
        if (entry.height > this.#height) return entries;
        entries.push(entry);
      }
    }
    return entries;
  }

  /** The index of the first entry of the block, or of a later one. */
  #firstOfBlock(record: RecordId, size: number): Promise<number> {
    return firstWhere(size, async (at) => {
      const [entry] = await this.#entries(record, at, at + 1);
      return entry === undefined || entry.height >= this.#height;
    });
  }

  async #entries(record: RecordId, from: number, to: number): Promise<readonly HistoryEntry[]> {
    return (await this.#store.logEntries(`history/${record}`, from, to)).map(decodeHistoryEntry);
  }
}
