/**
 * The two hashes that every Merkle structure here is made of: a leaf is SHA-256 of 0x00 and its content, a node is
 * SHA-256 of 0x01 and its two children (RFC 9162 section 2.1.1), so that neither can stand for the other.
 */
import { HASH_SIZE_BYTES, type Hash, sha256 } from '../crypto/index.ts';

const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** Reused for every pair: hashing is the hot path of a block, and one allocation a hash doubles its cost. */
const pair = new Uint8Array(1 + 2 * HASH_SIZE_BYTES);

function hashPairInto(
  prefix: number,
  left: Uint8Array,
  leftAt: number,
  right: Uint8Array,
  rightAt: number,
  output: Uint8Array,
  outputAt: number,
): void {
  pair[0] = prefix;
  for (let i = 0; i < HASH_SIZE_BYTES; i++) pair[1 + i] = left[leftAt + i] as number;
  for (let i = 0; i < HASH_SIZE_BYTES; i++) pair[1 + HASH_SIZE_BYTES + i] = right[rightAt + i] as number;
  output.set(sha256(pair), outputAt);
}

/** Writes the hash of a node, whose children's hashes stand at the given offsets, into `output`. */
export function hashNodeInto(
  left: Uint8Array,
  leftAt: number,
  right: Uint8Array,
  rightAt: number,
  output: Uint8Array,
  outputAt: number,
): void {
  hashPairInto(NODE_PREFIX, left, leftAt, right, rightAt, output, outputAt);
}

/** Writes the hash of a state-tree leaf, whose key hash and value hash stand one after the other, into `output`. */
export function hashTreeLeafInto(leaf: Uint8Array, leafAt: number, output: Uint8Array, outputAt: number): void {
  hashPairInto(LEAF_PREFIX, leaf, leafAt, leaf, leafAt + HASH_SIZE_BYTES, output, outputAt);
}

/** Hash of a node with these children. */
export function nodeHash(left: Hash, right: Hash): Hash {
  const result = new Uint8Array(HASH_SIZE_BYTES);
  hashPairInto(NODE_PREFIX, left, 0, right, 0, result, 0);
  return result;
}

/** Hash of a state-tree leaf: key hash and value hash. */
export function treeLeafHash(keyHash: Hash, valueHash: Hash): Hash {
  const result = new Uint8Array(HASH_SIZE_BYTES);
  hashPairInto(LEAF_PREFIX, keyHash, 0, valueHash, 0, result, 0);
  return result;
}

/** Hash of a log entry (RFC 9162: `HASH(0x00 || entry)`). */
export function entryHash(entry: Uint8Array): Hash {
  const prefixed = new Uint8Array(1 + entry.length);
  prefixed[0] = LEAF_PREFIX;
  prefixed.set(entry, 1);
  return sha256(prefixed);
}

/** Whether a value from outside is 32 bytes. */
export function isHash(value: unknown): value is Hash {
  return value instanceof Uint8Array && value.length === HASH_SIZE_BYTES;
}
