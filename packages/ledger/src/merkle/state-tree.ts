/**
 * The state tree: the authenticated map of the current state, a binary sparse Merkle tree over the SHA-256 of the
 * keys. Its root is a function of the set of keys and values alone, whatever their history (LAW 7).
 *
 *     root(no entry)        = 32 zero bytes
 *     root(one entry)       = SHA-256(0x00 || key hash || value hash)
 *     root(several entries) = SHA-256(0x01 || root(entries with the next key bit 0) || root(those with 1))
 *
 * A subtree of one entry is that entry's leaf, however deep it would have to stand, so that a tree of n random keys is
 * about log2 n deep; the same rule is in the Jellyfish Merkle tree of Diem and Aptos.
 */
import { HASH_SIZE_BYTES, type Hash, sha256 } from '../crypto/index.ts';

/** Root of the tree without entries, and hash of every empty subtree. */
export const EMPTY_TREE_ROOT: Hash = new Uint8Array(HASH_SIZE_BYTES);

/** Bits of a key hash, and so the greatest depth of a leaf. */
export const MAX_TREE_DEPTH = 8 * HASH_SIZE_BYTES;

/** Where the pages of the tree are read from; see `tree-page.ts`. Undefined when there is none at this path. */
export interface TreeSource {
  get(path: string): Uint8Array | undefined;
}

/** One change to the tree: the new value's hash, or null to remove the key. */
export interface TreeChange {
  readonly keyHash: Hash;
  readonly valueHash: Hash | null;
}

const encoder = new TextEncoder();

/** Where a state key stands in the tree: SHA-256 of its UTF-8. The key must be well-formed text. */
export function treeKeyHash(key: string): Hash {
  return sha256(encoder.encode(key));
}

/** What the tree keeps of a value: SHA-256 of its bytes. */
export function treeValueHash(value: Uint8Array): Hash {
  return sha256(value);
}

/** The bit of a key hash that decides below a node of this depth: the most significant one at depth 0. */
export function keyBit(keyHash: Uint8Array, depth: number): 0 | 1 {
  return (((keyHash[depth >> 3] as number) >> (7 - (depth & 7))) & 1) as 0 | 1;
}
