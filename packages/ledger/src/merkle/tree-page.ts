/**
 * Pages of the state tree: each holds the nodes of some levels below one path, in preorder, with the hashes of its
 * interior nodes, so that a change reads and writes few pages and hashes nothing that it does not alter. A page is
 * overwritten in place; nothing of an older tree remains. A subtree below a page's last level gets a page of its own
 * only when it is too large to stand in this one, so that a key costs about one page that no cache holds. Paging
 * follows from the entries alone; it is local to a store and does not show in the root.
 *
 *     page     = interior | at the top of the tree: leaf        (no page where there is no entry)
 *     interior = 0x02 || hash (32) || node of bit 0 || node of bit 1
 *     node     = 0x00                                            no entry
 *              | 0x01 || key hash (32) || value hash (32)        the only entry of this subtree
 *              | interior                                        below the last level: MAX_INLINE_SIZE_BYTES at most
 *              | 0x03 || hash (32)                               at the last level: the page below, which has this hash
 *
 * The path of a page is `/` and one hexadecimal digit for each four key bits above it.
 */
import { HASH_SIZE_BYTES, type Hash } from '../crypto/index.ts';
import { invariant } from '../errors/index.ts';
import { hashTreeLeafInto } from './digest.ts';
import { EMPTY_TREE_ROOT, MAX_TREE_DEPTH, type TreeSource } from './state-tree.ts';

/** Levels of the tree in one page. */
export const PAGE_LEVELS = 4;

/** Largest subtree that stands in the page above instead of its own: four leaves that part at once. */
const MAX_INLINE_SIZE_BYTES = 400;

export const ROOT_PATH = '/';

export const EMPTY_TAG = 0;
export const LEAF_TAG = 1;
export const INTERIOR_TAG = 2;
export const PAGE_TAG = 3;

export const LEAF_SIZE_BYTES = 1 + 2 * HASH_SIZE_BYTES;
/** Size of an interior node's own part, and of a reference to a page. */
export const HASHED_SIZE_BYTES = 1 + HASH_SIZE_BYTES;

/** Largest page: in every slot of the last level a subtree that is just small enough. */
export const MAX_PAGE_SIZE_BYTES =
  (2 ** PAGE_LEVELS - 1) * HASHED_SIZE_BYTES + 2 ** PAGE_LEVELS * MAX_INLINE_SIZE_BYTES;

const DIGITS = '0123456789abcdef';

/** Path of the page below a slot: `keyHash` is any key in it and `depth`, a multiple of PAGE_LEVELS, where it begins. */
export function childPath(path: string, keyHash: Uint8Array, depth: number): string {
  const byte = keyHash[(depth >> 3) - ((depth & 7) === 0 ? 1 : 0)] as number;
  return path + DIGITS[(depth & 7) === 0 ? byte & 15 : byte >> 4];
}

/** Stops the replica: the store gave a page that no tree has. */
function damaged(path: string, why: string): never {
  invariant(false, `page ${path} of the state tree is damaged: ${why}`);
}

/**
 * Offset behind the node at `offset`, whose subtree it walks over. `level` counts from the top of the page.
 * @throws InvariantError when the bytes are no node of that level.
 */
export function skipNode(page: Uint8Array, offset: number, level: number, path: string): number {
  const tag = page[offset];
  let end: number;
  if (tag === EMPTY_TAG) end = offset + 1;
  else if (tag === LEAF_TAG) end = offset + LEAF_SIZE_BYTES;
  else if (tag === PAGE_TAG && level === PAGE_LEVELS) end = offset + HASHED_SIZE_BYTES;
  else if (tag === INTERIOR_TAG && level < MAX_TREE_DEPTH) {
    const right = skipNode(page, offset + HASHED_SIZE_BYTES, level + 1, path);
    end = skipNode(page, right, level + 1, path);
  } else return damaged(path, `no node can begin with ${tag} at byte ${offset}`);
  if (end > page.length) damaged(path, 'it ends too early');
  return end;
}

/** Whether the subtree that fills the first `end` bytes needs its own page: it is large, or a page is below it. */
export function needsPage(page: Uint8Array, end: number): boolean {
  if (end > MAX_INLINE_SIZE_BYTES) return true;
  let offset = 0;
  while (offset < end) {
    const tag = page[offset];
    if (tag === PAGE_TAG) return true;
    offset += tag === INTERIOR_TAG ? HASHED_SIZE_BYTES : tag === LEAF_TAG ? LEAF_SIZE_BYTES : 1;
  }
  return false;
}

function checkPage(page: Uint8Array, path: string): Uint8Array {
  if (page.length > MAX_PAGE_SIZE_BYTES) damaged(path, 'it is too long');
  if (skipNode(page, 0, 0, path) !== page.length) damaged(path, 'bytes follow its last node');
  return page;
}

const NO_ENTRY = Uint8Array.of(EMPTY_TAG);

/** Reads the top of the tree; where there is no page, one empty node. @throws InvariantError when it is damaged. */
export function readTopPage(source: TreeSource): Uint8Array {
  const page = source.get(ROOT_PATH);
  if (!page) return NO_ENTRY;
  if (page[0] === EMPTY_TAG) damaged(ROOT_PATH, 'it holds no entry');
  return checkPage(page, ROOT_PATH);
}

/**
 * Reads the page below the slot at `offset` of `parent`; `depth` is the number of key bits above it.
 * @throws InvariantError when it is missing, is no page, or has another hash than the slot names.
 */
export function readChildPage(
  source: TreeSource,
  path: string,
  depth: number,
  parent: Uint8Array,
  offset: number,
): Uint8Array {
  const page = source.get(path);
  if (!page) return damaged(path, 'it is missing');
  if (depth >= MAX_TREE_DEPTH) damaged(path, 'it lies deeper than keys are long');
  if (page[0] !== INTERIOR_TAG) damaged(path, 'it holds no interior node');
  checkPage(page, path);
  for (let i = 1; i <= HASH_SIZE_BYTES; i++) {
    if (page[i] !== parent[offset + i]) damaged(path, 'it has another hash than the page above says');
  }
  return page;
}

/** Checks that the key of the leaf at `offset` begins with the bits of a key that led there, `depth` of them. */
export function checkLeafPlace(
  page: Uint8Array,
  offset: number,
  keyHash: Uint8Array,
  depth: number,
  path: string,
): void {
  for (let i = 0; 8 * i < depth; i++) {
    const difference = (page[offset + 1 + i] as number) ^ (keyHash[i] as number);
    if (difference >> Math.max(0, 8 * (i + 1) - depth) !== 0) damaged(path, 'a key stands where it does not belong');
  }
}

/** Whether the hash stands at `offset` of the page. */
export function isHashAt(page: Uint8Array, offset: number, hash: Uint8Array): boolean {
  for (let i = 0; i < HASH_SIZE_BYTES; i++) {
    if (page[offset + i] !== hash[i]) return false;
  }
  return true;
}

/** The hash of the node at `offset`, copied. */
export function hashOfNode(page: Uint8Array, offset: number): Hash {
  const tag = page[offset];
  if (tag === EMPTY_TAG) return EMPTY_TREE_ROOT;
  if (tag !== LEAF_TAG) return page.slice(offset + 1, offset + HASHED_SIZE_BYTES);
  const hash = new Uint8Array(HASH_SIZE_BYTES);
  hashTreeLeafInto(page, offset + 1, hash, 0);
  return hash;
}

/** Root of the tree in this source. @throws InvariantError when its top page is damaged. */
export function treeRoot(source: TreeSource): Hash {
  return hashOfNode(readTopPage(source), 0);
}
