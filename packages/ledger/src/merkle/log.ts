/**
 * The Merkle log: an append-only list of entries under one root, as in RFC 9162. Its head holds the roots of the
 * complete subtrees ("peaks"), so that appending needs nothing but the head and costs O(log n) (LAW 3).
 */
import { type Shape, shape } from '../codec/index.ts';
import { HASH_SIZE_BYTES, type Hash, sha256 } from '../crypto/index.ts';
import { AnnalsError, invariant } from '../errors/index.ts';
import { entryHash, isHash, nodeHash } from './digest.ts';

/** One complete subtree for each bit of a size of at most 2^53 - 1. */
const MAX_LOG_PEAKS = 53;

/** What a log is reduced to: enough to append, and to tell its root. */
export interface LogHead {
  /** Number of entries. */
  readonly size: number;
  /** Roots of the complete subtrees from left to right, the largest first: one for each 1 in the binary size. */
  readonly peaks: readonly Hash[];
}

/** A complete subtree: it covers the entries from `index * 2^level` on, `2^level` of them. Level 0 is an entry's hash. */
export interface LogNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Hash;
}

/** Reads the hash of a complete subtree that an earlier append returned. */
export type ReadLogNode = (level: number, index: number) => Hash;

export const emptyLog: LogHead = Object.freeze({ size: 0, peaks: Object.freeze([]) });

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Number of complete subtrees in a log of this size. */
function countPeaks(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** Whether a value is the head of some log: a size, and as many peaks as that size has complete subtrees. */
export function isLogHead(value: unknown): value is LogHead {
  if (typeof value !== 'object' || value === null) return false;
  const { size, peaks } = value as Partial<LogHead>;
  return isSize(size) && Array.isArray(peaks) && peaks.length === countPeaks(size) && peaks.every(isHash);
}

/** Appends entries in order. The nodes that became complete, entry hashes included, are for the store to keep. */
export function appendManyToLog(
  head: LogHead,
  entries: readonly Uint8Array[],
): { readonly head: LogHead; readonly nodes: readonly LogNode[] } {
  invariant(isLogHead(head), 'a log head must have one peak for each complete subtree of its size');
  invariant(isSize(head.size + entries.length), 'a log cannot hold more than 2^53 - 1 entries');
  const peaks = [...head.peaks];
  const nodes: LogNode[] = [];
  let size = head.size;
  for (const entry of entries) {
    let hash = entryHash(entry);
    nodes.push({ level: 0, index: size, hash });
    let index = size;
    for (let level = 1; index % 2 === 1; level++) {
      hash = nodeHash(peaks.pop() as Hash, hash);
      index = Math.floor(index / 2);
      nodes.push({ level, index, hash });
    }
    peaks.push(hash);
    size += 1;
  }
  return { head: { size, peaks }, nodes };
}

/** Appends one entry. */
export function appendToLog(
  head: LogHead,
  entry: Uint8Array,
): { readonly head: LogHead; readonly nodes: readonly LogNode[] } {
  return appendManyToLog(head, [entry]);
}

/** Root of the log with this head. The root of the empty log is SHA-256 of nothing. */
export function rootOfLog(head: LogHead): Hash {
  invariant(isLogHead(head), 'a log head must have one peak for each complete subtree of its size');
  let root = head.peaks.at(-1);
  if (!root) return sha256(new Uint8Array(0));
  for (let i = head.peaks.length - 2; i >= 0; i--) root = nodeHash(head.peaks[i] as Hash, root);
  return root;
}

/** Root of a log of exactly these entries. */
export function rootOfEntries(entries: readonly Uint8Array[]): Hash {
  return rootOfLog(appendManyToLog(emptyLog, entries).head);
}

const looseHeadShape = shape.struct({
  size: shape.uint,
  peaks: shape.list(shape.bytes(HASH_SIZE_BYTES), MAX_LOG_PEAKS),
});

function checkHead(head: LogHead): LogHead {
  const { size, peaks } = head;
  if (isLogHead(head)) return head;
  throw new AnnalsError('codec.shape', `peaks: expected ${countPeaks(size)} for the size ${size}, met ${peaks.length}`);
}

/** Shape of a head. Reading refuses a number of peaks that does not fit the size. */
export const logHeadShape: Shape<LogHead> = {
  ...looseHeadShape,
  fromCbor: (reader) => checkHead(looseHeadShape.fromCbor(reader)),
  fromJson: (value: unknown) => checkHead(looseHeadShape.fromJson(value)),
};

/** Largest power of two below `count`, which must be at least 2: where RFC 9162 splits a list of entries. */
export function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/**
 * Root over the entries from `start` on, `count` of them, from complete subtrees. The start is a multiple of a power of
 * two that is at least the count.
 */
export function hashOfRange(start: number, count: number, readNode: ReadLogNode): Hash {
  const level = Math.round(Math.log2(count));
  if (2 ** level === count) return readNode(level, start / count);
  const split = splitPoint(count);
  return nodeHash(hashOfRange(start, split, readNode), hashOfRange(start + split, count - split, readNode));
}
