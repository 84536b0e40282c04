/**
 * Membership proofs of the state tree: a key has a value, or has none, under a state root. Verifying never throws,
 * whatever the input.
 *
 * Why it is sound: a leaf and a node are hashed under different prefixes, so a hash in an honest tree opens in one way
 * only, and the walk by the key's bits ends at the one place where the key could stand. There the proof shows the
 * key's leaf, or the leaf of another key whose subtree it is alone in, or nothing.
 */
import { equalBytes, type Shape, shape } from '../codec/index.ts';
import { HASH_SIZE_BYTES, type Hash } from '../crypto/index.ts';
import { isHash, nodeHash, treeLeafHash } from './digest.ts';
import { EMPTY_TREE_ROOT, keyBit, MAX_TREE_DEPTH, treeKeyHash, treeValueHash } from './state-tree.ts';

const hashShape = shape.bytes(HASH_SIZE_BYTES);

/** A proof that a key is in the state tree or is not. */
export interface MembershipProof {
  /** Hashes beside the path, from the root down; null for an empty subtree. */
  readonly siblings: readonly (Hash | null)[];
  /** For an absent key: the entry that stands alone where the key would be, or null when nothing does. Else null. */
  readonly other: { readonly keyHash: Hash; readonly valueHash: Hash } | null;
}

export const membershipProofShape: Shape<MembershipProof> = shape.struct({
  siblings: shape.list(shape.nullable(hashShape), MAX_TREE_DEPTH),
  other: shape.nullable(shape.struct({ keyHash: hashShape, valueHash: hashShape })),
});

/** Whether two keys agree in their first bits. */
function sharesPrefix(a: Hash, b: Hash, bits: number): boolean {
  for (let depth = 0; depth < bits; depth++) {
    if (keyBit(a, depth) !== keyBit(b, depth)) return false;
  }
  return true;
}

/**
 * Whether the proof shows that the key has this value (null: none) under the root. Never throws; a proof has one
 * form only, so an altered one is refused even where it would say the same.
 */
export function verifyMembership(root: Hash, key: string, value: Uint8Array | null, proof: MembershipProof): boolean {
  if (!isHash(root) || typeof key !== 'string' || !key.isWellFormed()) return false;
  if (value !== null && !(value instanceof Uint8Array)) return false;
  if (typeof proof !== 'object' || proof === null) return false;
  const { siblings, other } = proof;
  if (!Array.isArray(siblings) || siblings.length > MAX_TREE_DEPTH) return false;
  for (const sibling of siblings as readonly unknown[]) {
    if (sibling !== null && (!isHash(sibling) || equalBytes(sibling, EMPTY_TREE_ROOT))) return false;
  }
  // Were the deepest sibling empty, the subtree above it would hold at most one entry and be no node.
  if (siblings.at(-1) === null) return false;
  const keyHash = treeKeyHash(key);
  let hash: Hash;
  if (value !== null) {
    if (other !== null) return false;
    hash = treeLeafHash(keyHash, treeValueHash(value));
  } else if (other === null) {
    hash = EMPTY_TREE_ROOT;
  } else {
    if (typeof other !== 'object' || !isHash(other.keyHash) || !isHash(other.valueHash)) return false;
    if (equalBytes(other.keyHash, keyHash) || !sharesPrefix(other.keyHash, keyHash, siblings.length)) return false;
    hash = treeLeafHash(other.keyHash, other.valueHash);
  }
  for (let depth = siblings.length - 1; depth >= 0; depth--) {
    const sibling = siblings[depth] ?? EMPTY_TREE_ROOT;
    hash = keyBit(keyHash, depth) === 0 ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
  }
  return equalBytes(hash, root);
}
