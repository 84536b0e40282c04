/**
 * Segments: the files that hold sealed content, one piece after another. Content is written once, with one sync for a
 * group, and is destroyed in place by overwriting it, so that nothing of it remains in any file (LAW 10). Why not in
 * LevelDB or a file each: docs/adr/0017-sidecars-in-segment-files.md.
 *
 *     piece = "ANSC" || size (4) || CRC-32 of hash, owner and content (4) || hash (32) || owner (32) || content
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { type FileHandle, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { invariant } from '@annals/ledger/errors';
import { openFile, syncFolder, writeFully } from './durable-file.ts';

const MAGIC = Buffer.from('ANSC');
const HEAD_BYTES = 76;
const NAME = /^([0-9]{8})\.segment$/;

/** Where the content of a piece stands. */
export interface Place {
  readonly segment: number;
  /** Offset and size of the content itself, without the head. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** One piece to write. Hash and owner have 32 bytes. */
export interface Piece {
  readonly hash: Uint8Array;
  readonly owner: Uint8Array;
  readonly content: Uint8Array;
}

/** A piece that was found in a segment. */
export interface FoundPiece extends Omit<Piece, 'content'> {
  readonly place: Place;
}

function encodePiece({ hash, owner, content }: Piece): Buffer {
  invariant(hash.length === 32 && owner.length === 32, 'hash and owner of a sidecar have 32 bytes');
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + content.length);
  MAGIC.copy(bytes);
  bytes.writeUInt32BE(content.length, 4);
  bytes.set(hash, 12);
  bytes.set(owner, 44);
  bytes.set(content, HEAD_BYTES);
  bytes.writeUInt32BE(crc32(bytes.subarray(12)), 8);
  return bytes;
}

/** Whether the bytes of a whole piece are what was written. */
function isWhole(piece: Buffer): boolean {
  return piece.subarray(0, 4).equals(MAGIC) && piece.readUInt32BE(8) === crc32(piece.subarray(12));
}

export class SidecarSegments {
  readonly #folder: string;
  readonly #maxBytes: number;
  /** Open files by segment; promises, so that two reads at once do not open one file twice. */
  readonly #files = new Map<number, Promise<FileHandle>>();
  #last: number;
  #end = 0;

  private constructor(folder: string, maxBytes: number, last: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#last = last;
  }

  static async open(folder: string, maxBytes: number): Promise<SidecarSegments> {
    mkdirSync(folder, { recursive: true });
    const numbers = readdirSync(folder)
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number);
    const segments = new SidecarSegments(folder, maxBytes, Math.max(1, ...numbers));
    const file = await segments.#file(segments.#last);
    segments.#end = (await file.stat()).size;
    return segments;
  }

  /** The segment that is written to, and where the next piece goes. */
  get tail(): { readonly segment: number; readonly offset: number } {
    return { segment: this.#last, offset: this.#end };
  }

  /** Writes pieces one after another and resolves once they are on the disk. One call at a time. */
  async append(pieces: readonly Piece[]): Promise<readonly Place[]> {
    if (this.#end >= this.#maxBytes) {
      this.#last += 1;
      this.#end = 0;
    }
    const file = await this.#file(this.#last);
    const begin = this.#end;
    const chunks = pieces.map(encodePiece);
    const bytes = Buffer.concat(chunks);
    try {
      await writeFully(file, bytes, begin);
      await file.datasync();
    } catch (error) {
      // What came halfway onto a full disk is in no index, so that no erasure would find it.
      await file.truncate(begin);
      throw error;
    }
    this.#end += bytes.length;
    let offset = begin;
    return chunks.map((chunk) => {
      const place = { segment: this.#last, offset: offset + HEAD_BYTES, sizeBytes: chunk.length - HEAD_BYTES };
      offset += chunk.length;
      return place;
    });
  }

  /** The content at a place, or undefined when its bytes are not what was written. */
  async read({ segment, offset, sizeBytes }: Place): Promise<Uint8Array | undefined> {
    if (!existsSync(this.#pathOf(segment))) return undefined;
    const piece = Buffer.alloc(HEAD_BYTES + sizeBytes);
    const file = await this.#file(segment);
    await file.read(piece, 0, piece.length, offset - HEAD_BYTES);
    return isWhole(piece) ? new Uint8Array(piece.buffer, piece.byteOffset + HEAD_BYTES, sizeBytes) : undefined;
  }

  /** Overwrites the content at a place with zeros, on the disk, and reads back that nothing of it is left. */
  async destroy({ segment, offset, sizeBytes }: Place): Promise<void> {
    if (!existsSync(this.#pathOf(segment))) return;
    const file = await this.#file(segment);
    await writeFully(file, Buffer.alloc(sizeBytes), offset);
    await file.datasync();
    invariant(
      await this.isVoid({ segment, offset, sizeBytes }),
      `content could not be destroyed in segment ${segment}`,
    );
  }

  /** Whether nothing of content is left at a place that was destroyed: a restored file may have brought it back. */
  async isVoid({ segment, offset, sizeBytes }: Place): Promise<boolean> {
    if (!existsSync(this.#pathOf(segment))) return true;
    const left = Buffer.alloc(sizeBytes);
    const { bytesRead } = await (await this.#file(segment)).read(left, 0, sizeBytes, offset);
    return left.subarray(0, bytesRead).every((byte) => byte === 0);
  }

  /** Removes a whole segment of which nothing is held any more. The last one stays. */
  async remove(segment: number): Promise<void> {
    if (segment === this.#last) return;
    await (await this.#files.get(segment))?.close();
    this.#files.delete(segment);
    await rm(this.#pathOf(segment), { force: true });
  }

  /**
   * Finds the pieces from a place on, to the end of the last segment; a torn piece at the end, which nobody was told
   * of, is cut off. Pieces that were destroyed are passed over.
   */
  async *scan(from: { readonly segment: number; readonly offset: number }): AsyncGenerator<FoundPiece> {
    for (let segment = from.segment; segment <= this.#last; segment++) {
      if (!existsSync(this.#pathOf(segment))) continue;
      const file = await this.#file(segment);
      const size = (await file.stat()).size;
      let offset = segment === from.segment ? from.offset : 0;
      while (offset < size) {
        const head = Buffer.alloc(HEAD_BYTES);
        const { bytesRead } = await file.read(head, 0, HEAD_BYTES, offset);
        const sizeBytes = head.readUInt32BE(4);
        if (bytesRead < HEAD_BYTES || !head.subarray(0, 4).equals(MAGIC) || offset + HEAD_BYTES + sizeBytes > size)
          break;
        const place = { segment, offset: offset + HEAD_BYTES, sizeBytes };
        if (await this.read(place)) {
          yield { hash: Uint8Array.from(head.subarray(12, 44)), owner: Uint8Array.from(head.subarray(44)), place };
        }
        offset += HEAD_BYTES + sizeBytes;
      }
      if (offset < size && segment === this.#last) {
        await file.truncate(offset);
        await file.datasync();
        this.#end = offset;
      }
    }
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await (await file).close();
  }

  #pathOf(segment: number): string {
    return `${this.#folder}/${String(segment).padStart(8, '0')}.segment`;
  }

  #file(segment: number): Promise<FileHandle> {
    const kept = this.#files.get(segment);
    if (kept) return kept;
    const file = this.#open(this.#pathOf(segment));
    this.#files.set(segment, file);
    // What could not be opened may be there the next time; whoever asked now is told why.
    file.catch(() => this.#files.delete(segment));
    return file;
  }

  async #open(path: string): Promise<FileHandle> {
    const isNew = !existsSync(path);
    const file = await openFile(path, isNew ? 'w+' : 'r+');
    if (isNew) await syncFolder(this.#folder);
    return file;
  }
}
