/**
 * The vote log in a file of its own. An append of 200 bytes with fdatasync takes half of a synced LevelDB write, and a
 * file can be reasoned about: a torn tail is cut, anything else that does not read refuses to start (FAILURES 1, 2).
 */
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AnnalsError, invariant } from '@annals/ledger/errors';
import { openFile, syncFolder, writeFully } from './durable-file.ts';
import { HighWaterMark, type Mark } from './high-water-mark.ts';
import { VOTE_LOG_LIMITS } from './limits.ts';
import type { VoteLogStorage } from './store.ts';
import { decodeFileHead, encodeFileHead, encodeFrame, FILE_HEAD_BYTES, readFrames } from './vote-log-frames.ts';

/** Whoever waits for the next sync. */
interface Waiting {
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

export interface VoteLogOptions {
  /**
   * Whether a log may be begun where there is none: only on a chain without history, or with a key that has never
   * voted. Else a missing log refuses to start.
   */
  readonly mayBegin: boolean;
  /** Size above which a mostly void file is written anew; for tests. */
  readonly rewriteAboveBytes?: number;
}

function damaged(path: string, why: string): AnnalsError {
  return new AnnalsError('vote-log.damaged', `${path}: ${why}`);
}

/** Writes a whole file beside its place, and moves it there once it is on the disk. */
async function writeWhole(
  path: string,
  generation: number,
  entries: readonly Uint8Array[],
): Promise<{ file: FileHandle; end: number }> {
  const bytes = Buffer.concat([encodeFileHead(generation), encodeFrame(FILE_HEAD_BYTES, entries, true)]);
  const file = await openFile(`${path}.new`, 'w+');
  await writeFully(file, bytes, 0);
  await file.sync();
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
  return { file, end: bytes.length };
}

/** A log that has been read and checked. */
interface OpenedLog {
  readonly file: FileHandle;
  readonly generation: number;
  readonly end: number;
  readonly entries: readonly Uint8Array[];
  readonly cutBytes: number;
}

const markOf = (path: string): string => `${path}.mark`;

async function readLog(path: string, marked: Mark | undefined): Promise<OpenedLog> {
  const bytes = await readFile(path);
  const generation = decodeFileHead(bytes);
  if (generation === undefined) throw damaged(path, 'its head does not read');
  const { entries, end, strayFrame } = readFrames(bytes);
  if (strayFrame !== undefined) {
    throw damaged(path, `bytes ${end} to ${strayFrame} do not read, but what follows them does`);
  }
  if (marked && marked.generation > generation) {
    throw damaged(path, 'it is an older copy than the one that was last written');
  }
  if (marked && marked.generation === generation && marked.position > end) {
    throw damaged(path, `${marked.position} bytes were acknowledged, but only ${end} of them read`);
  }
  const file = await openFile(path, 'r+');
  if (end < bytes.length) {
    await file.truncate(end);
    await file.sync();
  }
  return { file, generation, end, entries, cutBytes: bytes.length - end };
}

export class VoteLogFile implements VoteLogStorage {
  /** Bytes of a torn frame that were cut when the log was opened: of a write that nobody was told of. */
  readonly cutBytes: number;
  readonly #path: string;
  readonly #mark: HighWaterMark;
  #file: FileHandle;
  #generation: number;
  /** Where the next frame is written; all before it is synced. */
  #end: number;
  #entries: Uint8Array[];
  /** Bytes of the file that the entries need. */
  #neededBytes: number;
  /** What the next frame holds, and who waits for it. */
  #pending: Uint8Array[] = [];
  #pendingReplaces = false;
  #waiting: Waiting[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  #failure: unknown;

  readonly #rewriteAboveBytes: number;

  private constructor(path: string, opened: OpenedLog, { rewriteAboveBytes }: VoteLogOptions) {
    this.#path = path;
    this.#file = opened.file;
    this.#mark = HighWaterMark.open(markOf(path));
    this.#generation = opened.generation;
    this.#end = opened.end;
    this.#entries = [...opened.entries];
    this.#neededBytes = sizeOf(opened.entries);
    this.#rewriteAboveBytes = rewriteAboveBytes ?? VOTE_LOG_LIMITS.rewriteAboveBytes;
    this.cutBytes = opened.cutBytes;
    this.#mark.write({ generation: this.#generation, position: this.#end });
  }

  /**
   * Opens the log, or begins one where that is allowed.
   * @throws AnnalsError `vote-log.missing`, or `vote-log.damaged` when bytes in its middle do not read, or when it ends
   * before what its mark says was acknowledged.
   */
  static async open(path: string, options: VoteLogOptions): Promise<VoteLogFile> {
    const marked = HighWaterMark.read(markOf(path));
    if (existsSync(path)) return new VoteLogFile(path, await readLog(path, marked), options);
    if (!options.mayBegin || marked) throw new AnnalsError('vote-log.missing', `there is no vote log at ${path}`);
    await mkdir(dirname(path), { recursive: true });
    const { file, end } = await writeWhole(path, 1, []);
    return new VoteLogFile(path, { file, generation: 1, end, entries: [], cutBytes: 0 }, options);
  }

  entries(): readonly Uint8Array[] {
    return this.#entries;
  }

  append(entry: Uint8Array): Promise<void> {
    invariant(
      entry.length <= VOTE_LOG_LIMITS.maxEntryBytes,
      `an entry of the vote log has at most ${VOTE_LOG_LIMITS.maxEntryBytes} bytes`,
    );
    const kept = Uint8Array.from(entry);
    this.#entries.push(kept);
    this.#neededBytes += 4 + kept.length;
    this.#pending.push(kept);
    return this.#written();
  }

  async reset(entries: readonly Uint8Array[]): Promise<void> {
    this.#entries = entries.map((entry) => Uint8Array.from(entry));
    this.#neededBytes = sizeOf(this.#entries);
    // What waits is void as well: those who wait for it are told with the next sync, which covers the replacement.
    this.#pending = [...this.#entries];
    this.#pendingReplaces = true;
  }

  async close(): Promise<void> {
    while (this.#isWriting) await this.#writing;
    await this.#file.close();
    this.#mark.close();
  }

  /** Resolves with the sync that covers all that is pending now. */
  #written(): Promise<void> {
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    if (!this.#isWriting) this.#writing = this.#writePending();
    return done;
  }

  async #writePending(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      try {
        // After a failed write or sync it is not known what the disk holds: nothing may be signed any more.
        if (this.#failure !== undefined) throw this.#failure;
        await this.#writeFrame();
        for (const { resolve } of waiting) resolve();
      } catch (cause) {
        this.#failure = cause;
        for (const { reject } of waiting) reject(cause);
      }
    }
    // In the turn in which the queue was found empty: whoever appends next must start anew.
    this.#isWriting = false;
  }

  async #writeFrame(): Promise<void> {
    const entries = this.#pending;
    const replaces = this.#pendingReplaces;
    this.#pending = [];
    this.#pendingReplaces = false;
    if (this.#end > this.#rewriteAboveBytes && this.#end > 2 * this.#neededBytes) {
      await this.#rewrite();
    } else {
      const frame = encodeFrame(this.#end, entries, replaces);
      await writeFully(this.#file, frame, this.#end);
      await this.#file.datasync();
      this.#end += frame.length;
    }
    this.#mark.write({ generation: this.#generation, position: this.#end });
  }

  /** Writes all present entries to a new file: the old one is mostly void. */
  async #rewrite(): Promise<void> {
    const { file, end } = await writeWhole(this.#path, this.#generation + 1, [...this.#entries]);
    await this.#file.close();
    this.#file = file;
    this.#generation += 1;
    this.#end = end;
  }
}

function sizeOf(entries: readonly Uint8Array[]): number {
  return entries.reduce((sum, entry) => sum + 4 + entry.length, 0);
}
