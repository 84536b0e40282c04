import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesToHex, compareBytes, hexToBytes } from '../codec/index.ts';
import { InvariantError } from '../errors/index.ts';
import { EMPTY_TREE_ROOT, type TreeChange, treeKeyHash, treeRoot, treeValueHash, updateTree } from './index.ts';
import { referenceTreeRoot } from './testing/reference.ts';
import { MAX_PAGE_SIZE_BYTES } from './tree-page.ts';

/** A store of pages that counts reads, as the node's would be. */
class MemoryPages {
  readonly pages = new Map<string, Uint8Array>();
  readonly reads = new Map<string, number>();

  get(path: string): Uint8Array | undefined {
    this.reads.set(path, (this.reads.get(path) ?? 0) + 1);
    return this.pages.get(path);
  }

  update(changes: Iterable<TreeChange>): Uint8Array {
    const { root, pages } = updateTree(this, changes);
    for (const [path, page] of pages) {
      if (page) this.pages.set(path, page);
      else expect(this.pages.delete(path)).toBe(true);
    }
    return root;
  }
}

function treeOf(entries: ReadonlyMap<string, Uint8Array>): MemoryPages {
  const tree = new MemoryPages();
  tree.update(Array.from(entries, ([key, valueHash]) => ({ keyHash: hexToBytes(key), valueHash })));
  return tree;
}

function expectedRoot(entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return referenceTreeRoot(Array.from(entries, ([key, valueHash]) => ({ keyHash: hexToBytes(key), valueHash })));
}

/** Key hashes that crowd together: few first bytes, and long shared prefixes, so that deep pages come and go. */
const crowdedKey = fc
  .record({ prefix: fc.constantFrom('', '0000', 'ffffffff', 'ab'.repeat(31)), rest: fc.nat({ max: 40 }) })
  .map(({ prefix, rest }) =>
    `${prefix}${(rest * 0x9d)
      .toString(16)
      .padStart(4, '0')
      .slice(-(64 - prefix.length))}`.padEnd(64, '0'),
  );
const valueHash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const batch = fc.dictionary(crowdedKey, fc.option(valueHash, { freq: 1 }), { maxKeys: 25 });

describe('state tree', () => {
  test('of no entry, one, and two has the root of the definition', () => {
    const tree = new MemoryPages();
    expect(treeRoot(tree)).toEqual(EMPTY_TREE_ROOT);
    const [first, second] = ['agency/1', 'agency/2'].map((key) => ({
      keyHash: treeKeyHash(key),
      valueHash: treeValueHash(Uint8Array.of(1)),
    }));
    expect(tree.update([first as TreeChange])).toEqual(referenceTreeRoot([first as never]));
    expect(tree.update([second as TreeChange])).toEqual(referenceTreeRoot([first, second] as never));
    expect(tree.update([{ ...(first as TreeChange), valueHash: null }])).toEqual(referenceTreeRoot([second as never]));
    expect(tree.update([{ ...(second as TreeChange), valueHash: null }])).toEqual(EMPTY_TREE_ROOT);
    expect(tree.pages.size).toBe(0);
  });

  test('depends on its entries alone: root and pages are those of a tree made at once, after any history (LAW 7)', () => {
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 8 }), (batches) => {
        const tree = new MemoryPages();
        const entries = new Map<string, Uint8Array>();
        for (const changes of batches) {
          for (const [key, value] of Object.entries(changes)) {
            if (value) entries.set(key, value);
            else entries.delete(key);
          }
          tree.reads.clear();
          const root = tree.update(
            Object.entries(changes).map(([key, value]) => ({ keyHash: hexToBytes(key), valueHash: value })),
          );
          for (const count of tree.reads.values()) expect(count).toBe(1);
          expect(bytesToHex(root)).toBe(bytesToHex(expectedRoot(entries)));
          expect(treeRoot(tree)).toEqual(root);
        }
        expect(tree.pages).toEqual(treeOf(entries).pages);
      }),
      { numRuns: 150 },
    );
  });

  test('the order within a batch does not matter', () => {
    fc.assert(
      fc.property(batch, fc.infiniteStream(fc.nat()), (changes, order) => {
        const list = Object.entries(changes).map(([key, value]) => ({ keyHash: hexToBytes(key), valueHash: value }));
        const ranks = new Map(list.map((change) => [change, order.next().value as number]));
        const shuffled = list.toSorted((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number));
        const before = treeOf(new Map([['ab'.repeat(32), EMPTY_TREE_ROOT]]));
        expect(updateTree(before, shuffled)).toEqual(updateTree(before, list));
      }),
    );
  });

  test('two keys that differ in the last bit only stand at the bottom, and collapse when one goes', () => {
    const [a, b, far] = [`${'5a'.repeat(31)}fe`, `${'5a'.repeat(31)}ff`, '00'.repeat(32)].map(hexToBytes) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const tree = new MemoryPages();
    const value = treeValueHash(Uint8Array.of(7));
    expect(tree.update([a, b, far].map((keyHash) => ({ keyHash, valueHash: value })))).toEqual(
      referenceTreeRoot([a, b, far].map((keyHash) => ({ keyHash, valueHash: value }))),
    );
    // The two leaves alone are small enough to stand in the last page but one.
    expect(tree.pages.size).toBe(63);
    expect(tree.update([{ keyHash: b, valueHash: null }])).toEqual(
      referenceTreeRoot([a, far].map((keyHash) => ({ keyHash, valueHash: value }))),
    );
    expect(tree.pages.size).toBe(1);
  });

  test('writes nothing where nothing changes', () => {
    const entries = new Map(
      Array.from({ length: 500 }, (_, i) => [bytesToHex(treeKeyHash(`k${i}`)), treeValueHash(Uint8Array.of(i))]),
    );
    const tree = treeOf(entries);
    const same = Array.from(entries, ([key, valueHash]) => ({ keyHash: hexToBytes(key), valueHash }));
    expect(updateTree(tree, same).pages.size).toBe(0);
    expect(updateTree(tree, []).pages.size).toBe(0);
    expect(updateTree(tree, [{ keyHash: treeKeyHash('absent'), valueHash: null }])).toEqual({
      root: treeRoot(tree),
      pages: new Map(),
    });
    const one = updateTree(tree, [{ keyHash: treeKeyHash('k7'), valueHash: EMPTY_TREE_ROOT }]);
    expect(one.pages.size).toBeLessThanOrEqual(4);
  });

  test('does not change its source', () => {
    const tree = treeOf(
      new Map([
        ['11'.repeat(32), EMPTY_TREE_ROOT],
        ['12'.repeat(32), EMPTY_TREE_ROOT],
      ]),
    );
    const before = new Map(Array.from(tree.pages, ([path, page]) => [path, page.slice()]));
    updateTree(tree, [{ keyHash: hexToBytes('11'.repeat(32)), valueHash: null }]);
    expect(tree.pages).toEqual(before);
  });

  test('pages stay small and paths say where they stand', () => {
    const entries = new Map(
      Array.from({ length: 3_000 }, (_, i) => [bytesToHex(treeKeyHash(`k${i}`)), EMPTY_TREE_ROOT]),
    );
    const { pages } = treeOf(entries);
    for (const [path, page] of pages) {
      expect(path).toMatch(/^\/[0-9a-f]{0,63}$/);
      expect(page.length).toBeLessThanOrEqual(MAX_PAGE_SIZE_BYTES);
      expect([...entries.keys()].filter((key) => key.startsWith(path.slice(1))).length).toBeGreaterThan(1);
    }
  });

  test('a subtree gets its own page when it grows too large for the one above, and gives it up when it shrinks', () => {
    // Keys that share their first digit and part at once: four leaves with three nodes are small enough, five are not.
    const changes = ['70', '74', '78', '7c', '72'].map((start) => ({
      keyHash: hexToBytes(start.padEnd(64, '0')),
      valueHash: EMPTY_TREE_ROOT,
    }));
    const last = changes.at(-1) as TreeChange;
    const tree = new MemoryPages();
    tree.update(changes.slice(0, 4));
    expect([...tree.pages.keys()]).toEqual(['/']);
    const small = treeRoot(tree);
    tree.update([last]);
    expect([...tree.pages.keys()].toSorted()).toEqual(['/', '/7']);
    expect(tree.update([{ ...last, valueHash: null }])).toEqual(small);
    expect([...tree.pages.keys()]).toEqual(['/']);
  });

  test('refuses a key twice in one batch, and hashes of another length', () => {
    const keyHash = treeKeyHash('k');
    expect(() =>
      updateTree(new MemoryPages(), [
        { keyHash, valueHash: null },
        { keyHash: keyHash.slice(), valueHash: keyHash },
      ]),
    ).toThrow(InvariantError);
    expect(() => updateTree(new MemoryPages(), [{ keyHash: keyHash.slice(1), valueHash: keyHash }])).toThrow(
      InvariantError,
    );
    expect(() => updateTree(new MemoryPages(), [{ keyHash, valueHash: keyHash.slice(1) }])).toThrow(InvariantError);
  });

  test('keys sort as bytes, also where their first 48 bits agree', () => {
    const keys = ['000000000000ff', '00000000000000', '00000000000080', 'ffffffffffff01', 'ffffffffffff00'].map((key) =>
      hexToBytes(key.padEnd(64, '0')),
    );
    const changes = keys.map((keyHash) => ({ keyHash, valueHash: keyHash }));
    expect(updateTree(new MemoryPages(), changes).root).toEqual(
      referenceTreeRoot(changes.toSorted((a, b) => compareBytes(a.keyHash, b.keyHash))),
    );
  });
});
