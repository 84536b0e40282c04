/**
 * Changing the state tree: all changes of a block descend together, sorted by key, so that each page is read at most
 * once and each interior node is hashed once. The walk streams the old page into the new one; what no change touches
 * is copied as it stands.
 */
import { compareBytes } from '../codec/index.ts';
import { HASH_SIZE_BYTES, type Hash } from '../crypto/index.ts';
import { invariant } from '../errors/index.ts';
import { hashNodeInto, hashTreeLeafInto, isHash } from './digest.ts';
import { EMPTY_TREE_ROOT, keyBit, type TreeChange, type TreeSource } from './state-tree.ts';
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
  MAX_PAGE_SIZE_BYTES,
  needsPage,
  PAGE_LEVELS,
  PAGE_TAG,
  ROOT_PATH,
  readChildPage,
  readTopPage,
  skipNode,
} from './tree-page.ts';

/** What a batch of changes does to the tree. */
export interface TreeUpdate {
  readonly root: Hash;
  /** Pages to write, and (null) to delete, by path. Pages that stay the same are not among them. */
  readonly pages: Map<string, Uint8Array | null>;
}

/** A change with the first bits of its key as a number, which sorts much faster than bytes. */
interface SortedChange extends TreeChange {
  readonly order: number;
}

interface Entry {
  readonly keyHash: Uint8Array;
  readonly valueHash: Uint8Array;
}

function orderOf(keyHash: Uint8Array): number {
  const high = ((keyHash[0] as number) << 16) | ((keyHash[1] as number) << 8) | (keyHash[2] as number);
  const low = ((keyHash[3] as number) << 16) | ((keyHash[4] as number) << 8) | (keyHash[5] as number);
  return high * 0x1000000 + low;
}

function sortChanges(changes: Iterable<TreeChange>): readonly SortedChange[] {
  const sorted: SortedChange[] = [];
  for (const { keyHash, valueHash } of changes) {
    invariant(isHash(keyHash) && (valueHash === null || isHash(valueHash)), 'a tree change has hashes of 32 bytes');
    sorted.push({ keyHash, valueHash, order: orderOf(keyHash) });
  }
  sorted.sort((a, b) => a.order - b.order || compareBytes(a.keyHash, b.keyHash));
  for (let i = 1; i < sorted.length; i++) {
    const [before, after] = [sorted[i - 1] as SortedChange, sorted[i] as SortedChange];
    invariant(
      before.order !== after.order || compareBytes(before.keyHash, after.keyHash) !== 0,
      'one batch changes a key once',
    );
  }
  return sorted;
}

/** First position within [from, to) whose key has a 1 at this depth. The keys are sorted and share the bits above. */
function firstWithBit(
  items: readonly { readonly keyHash: Uint8Array }[],
  from: number,
  to: number,
  depth: number,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyBit((items[middle] as { keyHash: Uint8Array }).keyHash, depth) === 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One pass over the tree. Holds one output buffer for each page on the way down. */
class TreeWriter {
  readonly pages = new Map<string, Uint8Array | null>();
  readonly #source: TreeSource;
  readonly #changes: readonly SortedChange[];
  readonly #buffers: Uint8Array[] = [];
  /** Offset behind the node of the old page that the last call consumed. */
  #consumed = 0;

  constructor(source: TreeSource, changes: readonly SortedChange[]) {
    this.#source = source;
    this.#changes = changes;
  }

  run(): Hash {
    const output = this.#bufferOf(0);
    const old = readTopPage(this.#source);
    const end = this.#updateNode(old, 0, output, 0, 0, ROOT_PATH, 0, this.#changes.length);
    const root = hashOfNode(output, 0);
    if (compareBytes(root, hashOfNode(old, 0)) !== 0) {
      this.pages.set(ROOT_PATH, output[0] === EMPTY_TAG ? null : output.slice(0, end));
    }
    return root;
  }

  #bufferOf(depth: number): Uint8Array {
    const index = depth / PAGE_LEVELS;
    // What is kept of a page and what is new can each be a page's worth before the writer knows whether it is damaged.
    this.#buffers[index] ??= new Uint8Array(2 * MAX_PAGE_SIZE_BYTES);
    return this.#buffers[index];
  }

  /** Writes the node at `offset` of the old page, with the changes [from, to), to `output` at `at`. Returns the end. */
  #updateNode(
    old: Uint8Array,
    offset: number,
    output: Uint8Array,
    at: number,
    depth: number,
    path: string,
    from: number,
    to: number,
  ): number {
    const tag = old[offset];
    if (from === to) {
      const end = skipNode(old, offset, levelOf(depth, path), path);
      this.#consumed = end;
      copyNode(old, offset, end, output, at);
      return at + end - offset;
    }
    if (tag === PAGE_TAG || (tag === INTERIOR_TAG && levelOf(depth, path) === PAGE_LEVELS)) {
      return this.#updateBelow(old, offset, output, at, depth, path, from, to);
    }
    if (tag === INTERIOR_TAG) {
      const middle = firstWithBit(this.#changes, from, to, depth);
      const right = this.#updateNode(
        old,
        offset + HASHED_SIZE_BYTES,
        output,
        at + HASHED_SIZE_BYTES,
        depth + 1,
        path,
        from,
        middle,
      );
      const end = this.#updateNode(old, this.#consumed, output, right, depth + 1, path, middle, to);
      return closeInterior(output, at, right, end);
    }
    if (tag === LEAF_TAG) checkLeafPlace(old, offset, (this.#changes[from] as SortedChange).keyHash, depth, path);
    this.#consumed = offset + (tag === LEAF_TAG ? LEAF_SIZE_BYTES : 1);
    const entries = this.#entriesAfter(
      tag === LEAF_TAG ? old.subarray(offset + 1, offset + LEAF_SIZE_BYTES) : undefined,
      from,
      to,
    );
    return this.#writeEntries(entries, 0, entries.length, output, at, depth, path);
  }

  /** Updates the subtree below the slot at `offset`, in a page of its own or not, and writes the slot to `at`. */
  #updateBelow(
    parent: Uint8Array,
    offset: number,
    output: Uint8Array,
    at: number,
    depth: number,
    parentPath: string,
    from: number,
    to: number,
  ): number {
    const path = childPath(parentPath, (this.#changes[from] as SortedChange).keyHash, depth);
    const page = this.#bufferOf(depth);
    if (parent[offset] === INTERIOR_TAG) {
      const end = this.#updateNode(parent, offset, page, 0, depth, path, from, to);
      return this.#closePage(page, end, path, output, at);
    }
    const old = readChildPage(this.#source, path, depth, parent, offset);
    const end = this.#updateNode(old, 0, page, 0, depth, path, from, to);
    this.#consumed = offset + HASHED_SIZE_BYTES;
    return this.#closePage(page, end, path, output, at, old);
  }

  /** Fills the slot at `at` with what was written for it: as a page of its own, or as it stands where it is small. */
  #closePage(page: Uint8Array, end: number, path: string, output: Uint8Array, at: number, old?: Uint8Array): number {
    if (!needsPage(page, end)) {
      if (old) this.pages.set(path, null);
      copyNode(page, 0, end, output, at);
      return at + end;
    }
    output[at] = PAGE_TAG;
    for (let i = 1; i <= HASH_SIZE_BYTES; i++) output[at + i] = page[i] as number;
    if (!old || !isHashAt(old, 1, page.subarray(1, HASHED_SIZE_BYTES))) this.pages.set(path, page.slice(0, end));
    return at + HASHED_SIZE_BYTES;
  }

  /** The entries of a subtree that held at most one, after the changes [from, to), sorted. */
  #entriesAfter(leaf: Uint8Array | undefined, from: number, to: number): readonly Entry[] {
    const entries: Entry[] = [];
    let kept: Entry | undefined = leaf && {
      keyHash: leaf.subarray(0, HASH_SIZE_BYTES),
      valueHash: leaf.subarray(HASH_SIZE_BYTES),
    };
    for (let i = from; i < to; i++) {
      const { keyHash, valueHash } = this.#changes[i] as SortedChange;
      if (kept) {
        const order = compareBytes(kept.keyHash, keyHash);
        if (order < 0) entries.push(kept);
        if (order <= 0) kept = undefined;
      }
      if (valueHash) entries.push({ keyHash, valueHash });
    }
    if (kept) entries.push(kept);
    return entries;
  }

  /** Writes a subtree of exactly the entries [from, to), with new pages where it passes the end of this one. */
  #writeEntries(
    entries: readonly Entry[],
    from: number,
    to: number,
    output: Uint8Array,
    at: number,
    depth: number,
    path: string,
  ): number {
    if (from === to) {
      output[at] = EMPTY_TAG;
      return at + 1;
    }
    if (to - from === 1) {
      const { keyHash, valueHash } = entries[from] as Entry;
      output[at] = LEAF_TAG;
      output.set(keyHash, at + 1);
      output.set(valueHash, at + 1 + HASH_SIZE_BYTES);
      return at + LEAF_SIZE_BYTES;
    }
    if (levelOf(depth, path) === PAGE_LEVELS) {
      const below = childPath(path, (entries[from] as Entry).keyHash, depth);
      const page = this.#bufferOf(depth);
      const end = this.#writeEntries(entries, from, to, page, 0, depth, below);
      return this.#closePage(page, end, below, output, at);
    }
    const middle = firstWithBit(entries, from, to, depth);
    const right = this.#writeEntries(entries, from, middle, output, at + HASHED_SIZE_BYTES, depth + 1, path);
    const end = this.#writeEntries(entries, middle, to, output, right, depth + 1, path);
    return closeInterior(output, at, right, end);
  }
}

/** Copies an unchanged subtree. Most are one leaf or one reference, for which making a view costs more than a loop. */
function copyNode(old: Uint8Array, offset: number, end: number, output: Uint8Array, at: number): void {
  if (end - offset > LEAF_SIZE_BYTES) output.set(old.subarray(offset, end), at);
  else for (let i = 0; i < end - offset; i++) output[at + i] = old[offset + i] as number;
}

/** Level, within the page at this path, of a node at this depth of the tree. */
function levelOf(depth: number, path: string): number {
  return depth - (path.length - 1) * PAGE_LEVELS;
}

/** Hashes of two leaves or empty children on their way into a parent. */
const leftHash = new Uint8Array(HASH_SIZE_BYTES);
const rightHash = new Uint8Array(HASH_SIZE_BYTES);

/**
 * Turns the two nodes just written, from behind `at` to `right` and on to `end`, into one: an interior node, or what
 * remains when fewer than two entries are below. Returns the new end.
 */
function closeInterior(output: Uint8Array, at: number, right: number, end: number): number {
  const left = at + HASHED_SIZE_BYTES;
  const leftTag = output[left] as number;
  const rightTag = output[right] as number;
  if (leftTag === EMPTY_TAG && rightTag <= LEAF_TAG) {
    output.copyWithin(at, right, end);
    return at + end - right;
  }
  if (rightTag === EMPTY_TAG && leftTag === LEAF_TAG) {
    output.copyWithin(at, left, right);
    return at + right - left;
  }
  output[at] = INTERIOR_TAG;
  if (leftTag === LEAF_TAG) hashTreeLeafInto(output, left + 1, leftHash, 0);
  if (rightTag === LEAF_TAG) hashTreeLeafInto(output, right + 1, rightHash, 0);
  const leftFrom = leftTag === EMPTY_TAG ? EMPTY_TREE_ROOT : leftTag === LEAF_TAG ? leftHash : output;
  const rightFrom = rightTag === EMPTY_TAG ? EMPTY_TREE_ROOT : rightTag === LEAF_TAG ? rightHash : output;
  hashNodeInto(
    leftFrom,
    leftFrom === output ? left + 1 : 0,
    rightFrom,
    rightFrom === output ? right + 1 : 0,
    output,
    at + 1,
  );
  return end;
}

/**
 * Computes the tree after a batch of changes. The source is not changed; the caller writes the pages. The order of
 * the changes does not matter; removing a key that is absent changes nothing.
 * @throws InvariantError when a key occurs twice, a hash has not 32 bytes, or a page of the source is damaged.
 */
export function updateTree(source: TreeSource, changes: Iterable<TreeChange>): TreeUpdate {
  const writer = new TreeWriter(source, sortChanges(changes));
  const root = writer.run();
  return { root, pages: writer.pages };
}
