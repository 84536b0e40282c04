/** Files with logs, which can be longer than what fits in memory: read and written piece by piece. */
import { randomBytes } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { AnnalsError } from '@annals/ledger/errors';
import { readLogFile } from '@annals/ledger/light';
import { fileError } from './files.ts';

/** Read at once. */
const PIECE_BYTES = 1 << 20;

/**
 * What the JSON of a file says, without the entries of its logs, which are handed on in their order.
 * @throws AnnalsError `command.file` for one that cannot be read.
 */
export async function readLogs(
  path: string,
  take: (log: number, entries: readonly Uint8Array[]) => void,
): Promise<{ readonly value: unknown; readonly logs: number }> {
  const pieces = createReadStream(path, { encoding: 'utf8', highWaterMark: PIECE_BYTES });
  try {
    return await readLogFile(pieces as AsyncIterable<string>, take);
  } catch (cause) {
    if (cause instanceof AnnalsError) throw new AnnalsError('command.file', `${path}: ${cause.message}`, { cause });
    throw fileError(path, 'read', cause);
  } finally {
    pieces.destroy();
  }
}

/** A file that is written in pieces, and stands under its name when it is whole. */
export class FileDraft {
  readonly #path: string;
  readonly #draft: string;
  readonly #file: number;
  #isOver = false;

  private constructor(path: string, draft: string, file: number) {
    this.#path = path;
    this.#draft = draft;
    this.#file = file;
  }

  /** Begins a file that only its owner reads. @throws AnnalsError `command.file`. */
  static begin(path: string): FileDraft {
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    return written(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      return new FileDraft(path, draft, openSync(draft, 'wx+', 0o600));
    });
  }

  /** @throws AnnalsError `command.file`, also when it has been kept or discarded. */
  write(text: string): void {
    this.#write(Buffer.from(text));
  }

  /** Writes what another holds, which is still to be discarded. @throws AnnalsError `command.file`. */
  append(other: FileDraft): void {
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let at = 0; ; ) {
      const read = written(this.#path, () => readSync(other.#file, piece, 0, piece.length, at));
      if (read === 0) return;
      this.#write(piece.subarray(0, read));
      at += read;
    }
  }

  /** It is whole. @throws AnnalsError `command.file`. */
  keep(): void {
    this.#isOver = true;
    written(this.#path, () => {
      closeSync(this.#file);
      renameSync(this.#draft, this.#path);
    });
  }

  /** It is not to be. */
  discard(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    closeSync(this.#file);
    rmSync(this.#draft, { force: true });
  }

  #write(bytes: Uint8Array): void {
    // Its number may be another file's by now.
    if (this.#isOver) throw new AnnalsError('command.file', `${this.#path}: what was to be written is over`);
    written(this.#path, () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    });
  }
}

function written<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw fileError(path, 'written', cause);
  }
}
