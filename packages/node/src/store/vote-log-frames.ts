/**
 * The file format of the vote log: a head, then frames that are only ever appended. Each sync writes one frame, and
 * none is begun before the one ahead of it is on the disk; so what a crash can tear is the last frame alone.
 *
 *     file  = "ANVOTES1" || generation (8 bytes) || CRC-32 of both (4) || frame ...
 *     frame = size of the body (4) || CRC-32 of offset, size and body (4) || body
 *     body  = kind (1: append, 2: replace all before) || (size of entry (4) || entry) ...
 *
 * The frame's offset in its CRC keeps old bytes from being taken for a frame at another place.
 */
import { crc32 } from 'node:zlib';
import { VOTE_LOG_LIMITS } from './limits.ts';

const MAGIC = Buffer.from('ANVOTES1');
export const FILE_HEAD_BYTES = 20;
const FRAME_HEAD_BYTES = 8;
const APPEND = 1;
const REPLACE = 2;

/** The smallest frame: a replacement by nothing. */
const MIN_FRAME_BYTES = FRAME_HEAD_BYTES + 1;

/** The first bytes of a file of this generation. */
export function encodeFileHead(generation: number): Buffer {
  const head = Buffer.alloc(FILE_HEAD_BYTES);
  MAGIC.copy(head);
  head.writeBigUInt64BE(BigInt(generation), 8);
  head.writeUInt32BE(crc32(head.subarray(0, 16)), 16);
  return head;
}

/** The generation of a file, or undefined when its head is not whole. */
export function decodeFileHead(file: Buffer): number | undefined {
  if (file.length < FILE_HEAD_BYTES || !file.subarray(0, 8).equals(MAGIC)) return undefined;
  if (file.readUInt32BE(16) !== crc32(file.subarray(0, 16))) return undefined;
  return Number(file.readBigUInt64BE(8));
}

function frameCrc(offset: number, size: number, body: Uint8Array): number {
  const place = Buffer.allocUnsafe(12);
  place.writeBigUInt64BE(BigInt(offset), 0);
  place.writeUInt32BE(size, 8);
  return crc32(body, crc32(place));
}

/** A frame to be written at `offset`. */
export function encodeFrame(offset: number, entries: readonly Uint8Array[], replaces: boolean): Buffer {
  const size = entries.reduce((sum, entry) => sum + 4 + entry.length, 1);
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + size);
  frame[FRAME_HEAD_BYTES] = replaces ? REPLACE : APPEND;
  let at = FRAME_HEAD_BYTES + 1;
  for (const entry of entries) {
    at = frame.writeUInt32BE(entry.length, at);
    frame.set(entry, at);
    at += entry.length;
  }
  frame.writeUInt32BE(size, 0);
  frame.writeUInt32BE(frameCrc(offset, size, frame.subarray(FRAME_HEAD_BYTES)), 4);
  return frame;
}

interface Frame {
  readonly entries: readonly Uint8Array[];
  readonly replaces: boolean;
  readonly end: number;
}

/** The frame at an offset, or undefined when there is no whole one. */
function decodeFrame(file: Buffer, offset: number): Frame | undefined {
  if (offset + MIN_FRAME_BYTES > file.length) return undefined;
  const size = file.readUInt32BE(offset);
  const end = offset + FRAME_HEAD_BYTES + size;
  if (size < 1 || end > file.length) return undefined;
  const body = file.subarray(offset + FRAME_HEAD_BYTES, end);
  if (file.readUInt32BE(offset + 4) !== frameCrc(offset, size, body)) return undefined;
  const entries: Uint8Array[] = [];
  for (let at = 1; at < body.length; ) {
    const length = body.readUInt32BE(at);
    entries.push(Uint8Array.from(body.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return { entries, replaces: body[0] === REPLACE, end };
}

/** What a file of frames says. */
export interface FramesRead {
  readonly entries: readonly Uint8Array[];
  /** Where the last whole frame ends. */
  readonly end: number;
  /** Where a whole frame stands behind bytes that are none: damage in the middle, which no crash leaves behind. */
  readonly strayFrame: number | undefined;
}

/** Reads all frames from the file's head on. */
export function readFrames(file: Buffer): FramesRead {
  const entries: Uint8Array[] = [];
  let end = FILE_HEAD_BYTES;
  for (let frame = decodeFrame(file, end); frame; frame = decodeFrame(file, end)) {
    if (frame.replaces) entries.length = 0;
    for (const entry of frame.entries) entries.push(entry);
    end = frame.end;
  }
  return { entries, end, strayFrame: findFrame(file, end + 1) };
}

/** The offset of the first whole frame at or after an offset. A size must fit the file, so most offsets cost nothing. */
function findFrame(file: Buffer, from: number): number | undefined {
  for (let offset = from; offset + MIN_FRAME_BYTES <= file.length; offset++) {
    const size = file.readUInt32BE(offset);
    if (size <= VOTE_LOG_LIMITS.maxFrameBytes && decodeFrame(file, offset)) return offset;
  }
  return undefined;
}
