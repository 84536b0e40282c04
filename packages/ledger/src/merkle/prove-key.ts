/** Makes membership proofs from the pages of the state tree. */
import { HASH_SIZE_BYTES, type Hash } from '../crypto/index.ts';
import { invariant } from '../errors/index.ts';
import { isHash } from './digest.ts';
import type { MembershipProof } from './membership.ts';
import { keyBit, type TreeSource } from './state-tree.ts';
import {
  checkLeafPlace,
  childPath,
  EMPTY_TAG,
  HASHED_SIZE_BYTES,
  hashOfNode,
  INTERIOR_TAG,
  isHashAt,
  LEAF_SIZE_BYTES,
  LEAF_TAG,
  PAGE_TAG,
  ROOT_PATH,
  readChildPage,
  readTopPage,
  skipNode,
} from './tree-page.ts';

/**
 * Proof that the key is, or is not, in the tree: which of the two is what the tree says.
 * @throws InvariantError when a page of the source is damaged.
 */
export function proveKey(source: TreeSource, keyHash: Hash): MembershipProof {
  invariant(isHash(keyHash), 'a key hash has 32 bytes');
  const siblings: (Hash | null)[] = [];
  let path = ROOT_PATH;
  let page = readTopPage(source);
  let offset = 0;
  let level = 0;
  while (page[offset] === INTERIOR_TAG || page[offset] === PAGE_TAG) {
    if (page[offset] === PAGE_TAG) {
      path = childPath(path, keyHash, siblings.length);
      page = readChildPage(source, path, siblings.length, page, offset);
      offset = 0;
      level = 0;
      continue;
    }
    level += 1;
    const left = offset + HASHED_SIZE_BYTES;
    const right = skipNode(page, left, level, path);
    const goesLeft = keyBit(keyHash, siblings.length) === 0;
    const beside = goesLeft ? right : left;
    siblings.push(page[beside] === EMPTY_TAG ? null : hashOfNode(page, beside));
    offset = goesLeft ? left : right;
  }
  if (page[offset] === LEAF_TAG) checkLeafPlace(page, offset, keyHash, siblings.length, path);
  if (page[offset] !== LEAF_TAG || isHashAt(page, offset + 1, keyHash)) return { siblings, other: null };
  const leaf = page.slice(offset + 1, offset + LEAF_SIZE_BYTES);
  return { siblings, other: { keyHash: leaf.slice(0, HASH_SIZE_BYTES), valueHash: leaf.slice(HASH_SIZE_BYTES) } };
}
