/**
 * The state at head as the state machine reads it: synchronous, through bounded caches that a commit brings up to date
 * in the same turn in which the database's snapshot moves, so that a hit is never stale.
 */
import type { StateKey } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import type { TreeSource } from '@annals/ledger/merkle';
import type { BlockEffects, DecodedValues, StateSource } from '@annals/ledger/state';
import { BoundedCache } from '../bounded-cache.ts';
import { BoundedSet } from '../bounded-set.ts';
import type { Database } from './database.ts';
import { hashKey, KEYSPACE, type KeyspaceByte, textKey } from './keyspace.ts';
import { STORE_LIMITS } from './limits.ts';

export class StateAtHead implements StateSource {
  readonly tree: TreeSource;
  readonly decoded: DecodedValues;
  readonly #database: Database;
  readonly #values = new BoundedCache<Uint8Array>(STORE_LIMITS.stateCacheEntries, STORE_LIMITS.stateCacheBytes);
  readonly #pages = new BoundedCache<Uint8Array>(STORE_LIMITS.treeCacheEntries, STORE_LIMITS.treeCacheBytes);
  /**
   * Keys and transactions that are known not to be there. Every new record and every new transaction is looked for
   * several times before it is written, and LevelDB takes 6 us to find nothing.
   */
  readonly #absentKeys = new BoundedSet<string>(STORE_LIMITS.absentKeys);
  readonly #absentTransactions = new BoundedSet<TransactionId>(STORE_LIMITS.absentKeys);
  readonly #decoded = new BoundedCache<unknown>(STORE_LIMITS.decodedCacheEntries, STORE_LIMITS.decodedCacheBytes);

  constructor(database: Database) {
    this.#database = database;
    this.tree = { get: (path) => this.#read(this.#pages, KEYSPACE.tree, path) };
    this.decoded = {
      get: (key) => this.#decoded.get(key),
      set: (key, value, encodedBytes) => this.#decoded.set(key, value, heapBytesOf(encodedBytes)),
    };
  }

  get(key: StateKey): Uint8Array | undefined {
    if (this.#absentKeys.has(key)) return undefined;
    const value = this.#read(this.#values, KEYSPACE.state, key);
    if (value === undefined) this.#absentKeys.add(key);
    return value;
  }

  hasTransaction(id: TransactionId): boolean {
    if (this.#absentTransactions.has(id)) return false;
    const isThere = this.#database.has(hashKey(KEYSPACE.transactionPlace, id));
    if (!isThere) this.#absentTransactions.add(id);
    return isThere;
  }

  /** Follows a commit; to be called in the turn in which the database is pinned anew. */
  follow(
    { state, values, tree }: Pick<BlockEffects, 'state' | 'values' | 'tree'>,
    transactions: readonly { readonly id: TransactionId }[],
  ): void {
    for (const { id } of transactions) this.#absentTransactions.delete(id);
    for (const [key, bytes] of state) {
      this.#absentKeys.delete(key);
      replace(this.#values, key, bytes ?? undefined, bytes?.length ?? 0);
    }
    for (const [key, value] of values) replace(this.#decoded, key, value, heapBytesOf(state.get(key)?.length ?? 0));
    for (const [path, page] of tree) replace(this.#pages, path, page ?? undefined, page?.length ?? 0);
  }

  #read(cache: BoundedCache<Uint8Array>, space: KeyspaceByte, name: string): Uint8Array | undefined {
    const kept = cache.get(name);
    if (kept !== undefined) return kept;
    const read = this.#database.get(textKey(space, name));
    if (read !== undefined) cache.set(name, read, read.length);
    return read;
  }
}

/** What a decoded value is taken to weigh, by its encoded bytes. */
function heapBytesOf(encodedBytes: number): number {
  return encodedBytes * STORE_LIMITS.heapBytesOfEncodedByte;
}

/** Only what is cached is replaced: most of what a block writes is new records, which nobody reads soon. */
function replace<V>(cache: BoundedCache<V>, key: string, value: V | undefined, sizeBytes: number): void {
  if (value === undefined) cache.delete(key);
  else if (cache.has(key)) cache.set(key, value, sizeBytes);
}
