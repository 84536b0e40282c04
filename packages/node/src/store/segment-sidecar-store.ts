/**
 * Sidecars in segment files with an index in LevelDB. Everything that changes runs one after another; puts that wait
 * meanwhile are written and synced as one group.
 */
import { bytesToHex, idToBytes, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { BoundedCache } from '../bounded-cache.ts';
import { Database, type Write } from './database.ts';
import { endOfPrefix } from './keyspace.ts';
import { SIDECAR_LIMITS, STORE_LIMITS } from './limits.ts';
import { readPage } from './lists.ts';
import { LiveBytes } from './live-bytes.ts';
import {
  decodeIndexed,
  encodeIndexed,
  erasedWrite,
  type IndexedSidecar,
  NOTHING,
  ownerOf,
  readErased,
  readSettled,
  readTail,
  type SidecarSpace,
  SIDECAR_KEYSPACE as SPACE,
  settledWrite,
  sidecarKey,
  tailWrite,
} from './sidecar-index.ts';
import { type Place, SidecarSegments } from './sidecar-segments.ts';
import type { NamedSidecar, Page, PageRequest, SettledContent, Sidecar, SidecarStatus, SidecarStore } from './store.ts';

export interface SidecarOptions {
  /** Content that may be held in all; a put beyond it is refused. */
  readonly maxBytes: number;
  /** Size at which a segment is full; for tests. */
  readonly segmentBytes?: number;
}

/** Blocks that decide nothing about content are noted together: a start looks through at most so many again. */
const SETTLED_BLOCKS = 256;

interface WaitingPut {
  readonly sidecars: readonly Sidecar[];
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

export class SegmentSidecarStore implements SidecarStore {
  readonly #database: Database;
  readonly #segments: SidecarSegments;
  readonly #maxBytes: number;
  readonly #heldCache = new BoundedCache<true>(SIDECAR_LIMITS.heldCacheEntries, Number.POSITIVE_INFINITY);
  readonly #live = new LiveBytes();
  #settledHeight: number;
  /** As it stands in the index. */
  #writtenHeight: number;
  #waitingBytes = 0;
  #waiting: WaitingPut[] = [];
  /** The last of the changes, which run one after another. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, segments: SidecarSegments, maxBytes: number) {
    this.#database = database;
    this.#segments = segments;
    this.#maxBytes = maxBytes;
    this.#settledHeight = readSettled((key) => database.get(key));
    this.#writtenHeight = this.#settledHeight;
  }

  /** Opens the folder, finishes erasures that a crash interrupted, and indexes what it does not know of the segments. */
  static async open(
    folder: string,
    { maxBytes, segmentBytes = SIDECAR_LIMITS.segmentBytes }: SidecarOptions,
  ): Promise<SegmentSidecarStore> {
    const database = await Database.open(`${folder}/index`, {
      cacheBytes: STORE_LIMITS.sidecarLevelCacheBytes,
      writeBufferBytes: STORE_LIMITS.sidecarLevelWriteBufferBytes,
    });
    let segments: SidecarSegments | undefined;
    try {
      segments = await SidecarSegments.open(`${folder}/segments`, segmentBytes);
      const store = new SegmentSidecarStore(database, segments, maxBytes);
      for await (const [key, value] of store.#all(SPACE.segment)) store.#live.read(key, value);
      await store.#finishErasures();
      await store.#indexTail();
      return store;
    } catch (error) {
      await segments?.close();
      await database.close();
      throw error;
    }
  }

  get sizeBytes(): number {
    return this.#live.total;
  }

  get settledHeight(): number {
    return this.#settledHeight;
  }

  get roomBytes(): number {
    return Math.max(0, this.#maxBytes - this.#live.total - this.#waitingBytes);
  }

  put(sidecars: readonly Sidecar[]): Promise<void> {
    const bytes = sizeOf(sidecars);
    if (bytes > this.roomBytes) {
      return Promise.reject(
        new AnnalsError('store.full', `sealed content takes ${this.#live.total} of ${this.#maxBytes} bytes`),
      );
    }
    this.#waitingBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sidecars, resolve, reject });
      // Whoever finds the queue empty starts it; a run that is under way takes the rest along.
      if (this.#waiting.length === 1) void this.#next(() => this.#putWaiting());
    });
  }

  has(hash: Uint8Array): boolean {
    const name = bytesToHex(hash);
    if (this.#heldCache.get(name)) return true;
    const isHeld = this.#database.has(sidecarKey(SPACE.held, hash));
    if (isHeld) this.#heldCache.set(name, true, 0);
    return isHeld;
  }

  status(hash: Uint8Array): SidecarStatus {
    if (this.has(hash)) return 'held';
    const { erased, erasing, missing } = SPACE;
    if (this.#database.has(sidecarKey(erased, hash)) || this.#database.has(sidecarKey(erasing, hash))) return 'erased';
    return this.#database.has(sidecarKey(missing, hash)) ? 'missing' : 'unknown';
  }

  async get(hash: Uint8Array): Promise<Uint8Array | undefined> {
    const held = this.#indexed(SPACE.held, hash);
    if (!held) return undefined;
    const content = await this.#segments.read(held.place);
    // It may have been erased while it was read.
    if (!content && this.has(hash))
      throw new AnnalsError('store.damaged', `the bytes of sidecar ${bytesToHex(hash)} have changed on the disk`);
    return content;
  }

  owner(hash: Uint8Array): TransactionId | undefined {
    const held = this.#indexed(SPACE.held, hash);
    if (held) return held.owner;
    const value = this.#database.get(sidecarKey(SPACE.missing, hash));
    return value && ownerOf(value);
  }

  settle(content: SettledContent): Promise<void> {
    return this.#next(() => this.#settleNow(content));
  }

  async missing(page: PageRequest): Promise<Page<NamedSidecar>> {
    const { items, next } = await this.#page(SPACE.missing, page);
    return { items: items.map(([hash, value]) => ({ hash, owner: ownerOf(value) })), next };
  }

  async unsettled(page: PageRequest): Promise<Page<NamedSidecar>> {
    const { items, next } = await this.#page(SPACE.unsettled, page);
    const held = items.flatMap(([hash]) => {
      const owner = this.#indexed(SPACE.held, hash)?.owner;
      return owner ? [{ hash, owner }] : [];
    });
    return { items: held, next };
  }

  erase(hash: Uint8Array): Promise<boolean> {
    return this.#next(() => this.#beginErasure(hash, false));
  }

  discard(sidecar: NamedSidecar): Promise<boolean> {
    return this.#next(() => this.#discardNow(sidecar));
  }

  async close(): Promise<void> {
    await this.#next(async () => undefined);
    await this.#segments.close();
    await this.#database.close();
  }

  /** Runs a change when those before it are done. */
  #next<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#last.then(change);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #write(writes: readonly Write[], sync: boolean): Promise<void> {
    await this.#database.write(writes, sync);
    this.#database.pin();
  }

  #indexed(space: typeof SPACE.held | typeof SPACE.erasing, hash: Uint8Array): IndexedSidecar | undefined {
    const value = this.#database.get(sidecarKey(space, hash));
    return value && decodeIndexed(value);
  }

  async #page(space: typeof SPACE.unsettled | typeof SPACE.missing, page: PageRequest) {
    const { items, next } = await readPage(this.#database, Uint8Array.of(space), page, {
      reverse: false,
      cursorBytes: 32,
    });
    return { items: items.map(([key, value]) => [Uint8Array.from(key.subarray(1)), value] as const), next };
  }

  /** Writes what waits, in groups, each with one sync. */
  async #putWaiting(): Promise<void> {
    for (let first = this.#waiting.shift(); first; first = this.#waiting.shift()) {
      const group = [first];
      let bytes = sizeOf(first.sidecars);
      while (this.#waiting[0] && bytes < SIDECAR_LIMITS.groupBytes) {
        const put = this.#waiting.shift() as WaitingPut;
        group.push(put);
        bytes += sizeOf(put.sidecars);
      }
      try {
        await this.#putGroup(group.flatMap(({ sidecars }) => sidecars));
        for (const { resolve } of group) resolve();
      } catch (cause) {
        for (const { reject } of group) reject(cause);
      } finally {
        this.#waitingBytes -= bytes;
      }
    }
  }

  async #putGroup(sidecars: readonly Sidecar[]): Promise<void> {
    const news = new Map<string, Sidecar>();
    const writes: Write[] = [];
    for (const sidecar of sidecars) {
      const { hash } = sidecar;
      const status = this.status(hash);
      if (status === 'held') writes.push(...this.#takeOver(sidecar));
      if (status === 'held' || status === 'erased') continue;
      news.set(bytesToHex(hash), sidecar);
      writes.push(
        status === 'missing'
          ? { key: sidecarKey(SPACE.missing, hash), value: null }
          : { key: sidecarKey(SPACE.unsettled, hash), value: NOTHING },
      );
    }
    if (news.size === 0) {
      if (writes.length > 0) await this.#write(writes, false);
      return;
    }
    const fresh = [...news.values()];
    const places = await this.#segments.append(
      fresh.map(({ hash, owner, bytes }) => ({ hash, owner: idToBytes(owner), content: bytes })),
    );
    for (const [i, { hash, owner }] of fresh.entries()) {
      writes.push(heldWrite(hash, { place: places[i] as Place, owner, forget: false }));
    }
    writes.push(tailWrite(this.#segments.tail), ...this.#live.count(places));
    // Not synced: should a power failure take it, the next start finds the pieces in the segment again.
    await this.#write(writes, false);
    for (const name of news.keys()) this.#heldCache.set(name, true, 0);
  }

  /** Content that waits for a block belongs to whoever brought it last: the refusal of another does not destroy it. */
  #takeOver({ hash, owner }: NamedSidecar): Write[] {
    const held = this.#indexed(SPACE.held, hash);
    if (!held || held.owner === owner || !this.#isUnsettled(hash)) return [];
    return [heldWrite(hash, { ...held, owner })];
  }

  #isUnsettled(hash: Uint8Array): boolean {
    return this.#database.has(sidecarKey(SPACE.unsettled, hash));
  }

  async #settleNow({ height, kept, refused }: SettledContent): Promise<void> {
    const stays = new Set(kept.map(({ hash }) => bytesToHex(hash)));
    for (const sidecar of refused) {
      if (!stays.has(bytesToHex(sidecar.hash))) await this.#discardNow(sidecar);
    }
    const writes: Write[] = kept.flatMap(({ hash, owner }): Write[] => {
      switch (this.status(hash)) {
        case 'held':
          // Deleting what is not there costs less than looking for it, and it mostly is.
          return [{ key: sidecarKey(SPACE.unsettled, hash), value: null }];
        case 'unknown':
          return [{ key: sidecarKey(SPACE.missing, hash), value: idToBytes(owner) }];
        default:
          return [];
      }
    });
    // In one batch, so that after a power failure a block is either noted with all that it decided or looked at again.
    if (writes.length > 0 || height >= this.#writtenHeight + SETTLED_BLOCKS) {
      await this.#write([...writes, settledWrite(height)], false);
      this.#writtenHeight = height;
    }
    this.#settledHeight = Math.max(this.#settledHeight, height);
  }

  async #discardNow({ hash, owner }: NamedSidecar): Promise<boolean> {
    const held = this.#indexed(SPACE.held, hash);
    if (held?.owner !== owner || !this.#isUnsettled(hash)) return false;
    return this.#beginErasure(hash, true);
  }

  /** First notes what is to be destroyed, then destroys it: a crash in between only delays it. */
  async #beginErasure(hash: Uint8Array, forget: boolean): Promise<boolean> {
    const held = this.#indexed(SPACE.held, hash);
    if (!held) return forget ? false : this.#eraseAbsent(hash);
    const erasing = { ...held, forget };
    await this.#write(
      [
        { key: sidecarKey(SPACE.held, hash), value: null },
        { key: sidecarKey(SPACE.erasing, hash), value: encodeIndexed(erasing) },
      ],
      true,
    );
    this.#heldCache.delete(bytesToHex(hash));
    await this.#finishErasure(hash, erasing);
    return true;
  }

  /** What is not held must not come either, and what was erased must still be gone. */
  async #eraseAbsent(hash: Uint8Array): Promise<boolean> {
    // Begun before and cut off by the disk: only when it is finished may anybody say that it is.
    const begun = this.#indexed(SPACE.erasing, hash);
    if (begun) {
      await this.#finishErasure(hash, { ...begun, forget: false });
      return true;
    }
    const erased = this.#database.get(sidecarKey(SPACE.erased, hash));
    const place = erased && readErased(erased);
    if (place && !(await this.#segments.isVoid(place))) {
      await this.#segments.destroy(place);
      return true;
    }
    if (!erased) await this.#write(goneWrites(hash, { forget: false }), true);
    return false;
  }

  async #finishErasure(hash: Uint8Array, { place, forget }: IndexedSidecar): Promise<void> {
    await this.#segments.destroy(place);
    await this.#write([...goneWrites(hash, { forget, place }), ...this.#live.count([place], -1)], true);
    if (this.#live.of(place.segment) === 0 && place.segment !== this.#segments.tail.segment) {
      this.#live.forget(place.segment);
      await this.#segments.remove(place.segment);
    }
  }

  async #finishErasures(): Promise<void> {
    for await (const [key, value] of this.#all(SPACE.erasing)) {
      await this.#finishErasure(Uint8Array.from(key.subarray(1)), decodeIndexed(value));
    }
  }

  async #indexTail(): Promise<void> {
    const writes: Write[] = [];
    const found = new Set<string>();
    for await (const { hash, owner, place } of this.#segments.scan(readTail((key) => this.#database.get(key)))) {
      const status = this.status(hash);
      if (status === 'held' || status === 'erased' || found.has(bytesToHex(hash))) continue;
      found.add(bytesToHex(hash));
      writes.push(heldWrite(hash, { place, owner: ownerOf(owner), forget: false }), ...this.#live.count([place]));
      if (status === 'missing') writes.push({ key: sidecarKey(SPACE.missing, hash), value: null });
      else writes.push({ key: sidecarKey(SPACE.unsettled, hash), value: NOTHING });
    }
    await this.#write([...writes, tailWrite(this.#segments.tail)], true);
  }

  async *#all(space: SidecarSpace): AsyncGenerator<readonly [Uint8Array, Uint8Array]> {
    const prefix = Uint8Array.of(space);
    const range = { from: prefix, to: endOfPrefix(prefix), limit: -1 };
    for await (const rows of this.#database.entries(range, STORE_LIMITS.iteratorChunk)) yield* rows;
  }
}

function sizeOf(sidecars: readonly Sidecar[]): number {
  return sidecars.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function heldWrite(hash: Uint8Array, indexed: IndexedSidecar): Write {
  return { key: sidecarKey(SPACE.held, hash), value: encodeIndexed(indexed) };
}

/** What is left of content that was destroyed: that it was erased, and where it had been, or nothing. */
function goneWrites(
  hash: Uint8Array,
  { forget, place }: { readonly forget: boolean; readonly place?: Place },
): Write[] {
  const spaces = [SPACE.erasing, SPACE.missing, SPACE.unsettled];
  return [
    ...spaces.map((space) => ({ key: sidecarKey(space, hash), value: null })),
    ...(forget ? [] : [erasedWrite(hash, place)]),
  ];
}
