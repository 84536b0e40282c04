/**
 * One LevelDB database, through `level`: checked values, reads from a pinned snapshot, and errors in the ledger's
 * codes. Everything else in the store stands on these few operations.
 */
import { existsSync, readdirSync } from 'node:fs';
import { AnnalsError } from '@annals/ledger/errors';
import { Level } from 'level';
import { openValue, sealValue } from './checked-value.ts';
import { STORE_LIMITS } from './limits.ts';
import { standingStillWhileScarce, whileScarce } from './scarce-files.ts';

/** One change in a batch; a null value deletes. */
export interface Write {
  readonly key: Uint8Array;
  readonly value: Uint8Array | null;
}

/** Keys from `from` (included) up to `to` (excluded). */
export interface KeyRange {
  readonly from: Uint8Array;
  readonly to: Uint8Array | undefined;
  readonly limit: number;
  readonly reverse?: boolean;
}

export interface DatabaseOptions {
  readonly cacheBytes: number;
  readonly writeBufferBytes: number;
  /** Files that may be open at once; others are opened anew for each read. */
  readonly maxFiles?: number;
}

type Handle = Level<Uint8Array, Uint8Array>;
type Snapshot = ReturnType<Handle['snapshot']>;
type Entry = readonly [key: Uint8Array, value: Uint8Array];

interface IteratorOptions {
  readonly gte: Uint8Array;
  readonly lt?: Uint8Array;
  readonly limit: number;
  readonly reverse: boolean;
  readonly snapshot: Snapshot;
}

/** What iterators of entries and of keys have in common. */
interface Chunked<T> {
  nextv(size: number): Promise<T[]>;
  close(): Promise<void>;
}

/** A snapshot that is closed once it is no longer the pinned one and nobody iterates over it. */
class Pinned {
  readonly snapshot: Snapshot;
  #users = 1;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  use(): this {
    this.#users += 1;
    return this;
  }

  release(): void {
    this.#users -= 1;
    // Nothing can fail here: the database is open, or it has closed the snapshot already.
    if (this.#users === 0) void this.snapshot.close();
  }
}

/** What errors of Node and of LevelDB's binding have. The binding's may come from another realm: no `instanceof`. */
interface SystemError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

const isObject = (value: unknown): value is SystemError => typeof value === 'object' && value !== null;

/** The code of an error, of its cause first: LevelDB's own stands there. */
function codeOf(error: unknown): string {
  if (!isObject(error)) return '';
  return codeOf(error.cause) || (typeof error.code === 'string' ? error.code : '');
}

function causesOf(error: unknown): string {
  if (!isObject(error)) return String(error);
  return error.cause === undefined ? String(error.message) : `${error.message}: ${causesOf(error.cause)}`;
}

/** What a failure of LevelDB means to the operator. I/O errors (disk full, no permission) stay what they are. */
function explainFailure(error: unknown, path: string): unknown {
  const code = codeOf(error);
  const why = causesOf(error);
  if (code === 'LEVEL_LOCKED') return new AnnalsError('store.locked', `${path} is in use: ${why}`, { cause: error });
  // LevelDB reports a file of its own that is missing as an I/O error.
  if (code === 'LEVEL_CORRUPTION' || (code === 'LEVEL_IO_ERROR' && /no such file|missing files/i.test(why))) {
    return new AnnalsError('store.damaged', `${path}: ${why}`, { cause: error });
  }
  return error;
}

/** LevelDB would begin an empty database where CURRENT is missing, and delete the files of the old one. */
function refuseHeadless(path: string): void {
  if (!existsSync(path) || existsSync(`${path}/CURRENT`)) return;
  const files = readdirSync(path).filter((name) => /\.(ldb|sst|log)$|^MANIFEST-/.test(name));
  if (files.length > 0) {
    throw new AnnalsError(
      'store.damaged',
      `${path} has ${files.length} files of a database but no CURRENT that names its manifest`,
    );
  }
}

export class Database {
  readonly #level: Handle;
  #pinned: Pinned;
  #failed = false;

  private constructor(level: Handle) {
    this.#level = level;
    this.#pinned = new Pinned(level.snapshot());
  }

  /** @throws AnnalsError `store.locked`, `store.damaged`; other I/O errors as they are. */
  static async open(path: string, options: DatabaseOptions): Promise<Database> {
    refuseHeadless(path);
    const level: Handle = new Level<Uint8Array, Uint8Array>(path, {
      keyEncoding: 'view',
      valueEncoding: 'view',
      cacheSize: options.cacheBytes,
      writeBufferSize: options.writeBufferBytes,
      maxOpenFiles: options.maxFiles ?? STORE_LIMITS.smallDatabaseFiles,
    });
    try {
      await whileScarce(() => level.open());
    } catch (error) {
      throw explainFailure(error, path);
    }
    return new Database(level);
  }

  /** Reads the value as of the pinned snapshot. @throws AnnalsError `store.damaged`. */
  get(key: Uint8Array): Uint8Array | undefined {
    const stored = this.#read(key);
    return stored === undefined ? undefined : openValue(key, stored);
  }

  /** Whether the key holds something, as of the pinned snapshot. */
  has(key: Uint8Array): boolean {
    return this.#read(key) !== undefined;
  }

  #read(key: Uint8Array): Uint8Array | undefined {
    try {
      return standingStillWhileScarce(() => this.#level.getSync(key, { snapshot: this.#pinned.snapshot }));
    } catch (error) {
      throw explainFailure(error, this.#level.location);
    }
  }

  /**
   * Writes all or nothing. Readers go on seeing the pinned snapshot until {@link pin}. LevelDB opens the file of its next
   * log before it writes, so that a batch that found no descriptor is tried again. After any other failure nothing can
   * be written any more: it is not known what the disk holds.
   */
  async write(writes: readonly Write[], sync: boolean): Promise<void> {
    if (this.#failed)
      throw new AnnalsError('store.damaged', 'an earlier write failed; restart the node once the disk is sound');
    try {
      const operations = writes.map(operationOf);
      await whileScarce(() => this.#level.batch(operations, { sync }));
    } catch (error) {
      this.#failed = true;
      throw explainFailure(error, this.#level.location);
    }
  }

  /** From now on reads see all that has been written; iterations that are under way go on as they began. */
  pin(): void {
    const old = this.#pinned;
    this.#pinned = new Pinned(this.#level.snapshot());
    old.release();
  }

  /** Entries of a range as of the snapshot that is pinned now, fetched in chunks. */
  async *entries(range: KeyRange, chunk: number): AsyncGenerator<readonly Entry[]> {
    const rows = this.#chunks((options) => this.#level.iterator(options), range, chunk);
    for await (const found of rows) yield found.map(([key, stored]) => [key, openValue(key, stored)] as const);
  }

  /** Keys of a range, as of the snapshot that is pinned now, fetched in chunks. */
  keys(range: KeyRange, chunk: number): AsyncGenerator<readonly Uint8Array[]> {
    return this.#chunks((options) => this.#level.keys(options), range, chunk);
  }

  async *#chunks<T>(
    begin: (options: IteratorOptions) => Chunked<T>,
    range: KeyRange,
    chunk: number,
  ): AsyncGenerator<T[]> {
    const { from, to, limit, reverse = false } = range;
    const pinned = this.#pinned.use();
    const iterator = begin({ gte: from, ...(to && { lt: to }), limit, reverse, snapshot: pinned.snapshot });
    try {
      for (;;) {
        const rows = await iterator.nextv(chunk);
        if (rows.length === 0) return;
        yield rows;
      }
    } catch (error) {
      throw explainFailure(error, this.#level.location);
    } finally {
      await iterator.close();
      pinned.release();
    }
  }

  /** Whether nothing at all has been written. */
  async isEmpty(): Promise<boolean> {
    for await (const keys of this.keys({ from: new Uint8Array(0), to: undefined, limit: 1 }, 1))
      return keys.length === 0;
    return true;
  }

  /** Waits for writes and iterators that are under way, then releases the lock. */
  async close(): Promise<void> {
    await this.#level.close();
  }
}

function operationOf({ key, value }: Write) {
  return value === null ? { type: 'del' as const, key } : { type: 'put' as const, key, value: sealValue(key, value) };
}
