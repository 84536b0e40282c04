import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvariantError } from '../errors/index.ts';
import { proveKey, treeKeyHash, treeRoot, treeValueHash, updateTree } from './index.ts';
import { MAX_PAGE_SIZE_BYTES } from './tree-page.ts';

const KEYS = Array.from({ length: 400 }, (_, i) => treeKeyHash(`k${i}`));
const { pages, root } = updateTree(
  { get: () => undefined },
  KEYS.map((keyHash, i) => ({ keyHash, valueHash: treeValueHash(Uint8Array.of(i & 255)) })),
);
const top = pages.get('/') as Uint8Array;
/** A page of leaves in the middle of the tree, and a key below it. */
const [lowPath, lowPage] = [...pages].find(([path]) => path.length === 3) as [string, Uint8Array];
const lowKey = KEYS.find((key) => lowPath === `/${(key[0] as number).toString(16).padStart(2, '0')}`) as Uint8Array;

/** The tree with one page replaced, or (undefined) lost. */
function withPage(path: string, page: Uint8Array | undefined) {
  return { get: (asked: string) => (asked === path ? page : (pages.get(asked) ?? undefined)) };
}

function expectDamage(path: string, page: Uint8Array | undefined): void {
  const source = withPage(path, page);
  expect(() => updateTree(source, [{ keyHash: lowKey, valueHash: lowKey }])).toThrow(InvariantError);
  expect(() => proveKey(source, lowKey)).toThrow(InvariantError);
}

describe('page of the state tree', () => {
  test('whole pages are read', () => {
    const source = withPage('none', undefined);
    expect(treeRoot(source)).toEqual(root);
    expect(updateTree(source, [{ keyHash: lowKey, valueHash: lowKey }]).root).not.toEqual(root);
    expect(proveKey(source, lowKey).siblings.length).toBeGreaterThan(8);
  });

  test('a missing page stops the replica', () => {
    expectDamage(lowPath, undefined);
    expectDamage(lowPath.slice(0, 2), undefined);
  });

  test('a cut, a lengthened, an empty and a foreign page stop it', () => {
    for (const [path, page] of [
      ['/', top],
      [lowPath, lowPage],
    ] as const) {
      for (const size of [0, 1, 2, 32, 33, 34, page.length - 1]) expectDamage(path, page.slice(0, size));
      expectDamage(path, Uint8Array.of(...page, 0));
      expectDamage(path, Uint8Array.of(0));
      expectDamage(path, Uint8Array.of(3, ...new Uint8Array(32)));
    }
    const foreign = [...pages].find(([path]) => path.length === 3 && path !== lowPath) as [string, Uint8Array];
    expectDamage(lowPath, foreign[1]);
    expectDamage(lowPath, Uint8Array.of(1, ...lowKey, ...lowKey));
  });

  test('a page that is longer than any can be stops it', () => {
    // Well-formed, with the right hash on top: a chain of interior nodes, each with one leaf beside it.
    const leaf = [1, ...lowKey, ...lowKey];
    const link = [2, ...lowPage.slice(1, 33), ...leaf];
    const bytes = [...Array.from({ length: 100 }, () => link).flat(), ...leaf];
    expect(bytes.length).toBeGreaterThan(MAX_PAGE_SIZE_BYTES);
    expectDamage(lowPath, Uint8Array.from(bytes));
    expect(() => proveKey(withPage(lowPath, Uint8Array.from(bytes)), lowKey)).toThrow('too long');
  });

  test('a stale page, which another hash shows, stops it', () => {
    const later = updateTree(withPage('none', undefined), [{ keyHash: lowKey, valueHash: lowKey }]).pages.get(lowPath);
    expectDamage(lowPath, later as Uint8Array);
  });

  test('a leaf that stands where its key does not belong stops it', () => {
    const wrong = lowKey.map((byte, i) => (i === 0 ? byte ^ 0x80 : byte));
    const leafAt = lowPage.findIndex(
      (_, at) => lowPage[at - 1] === 1 && lowKey.every((byte, i) => lowPage[at + i] === byte),
    );
    const page = lowPage.slice();
    page.set(wrong, leafAt);
    expectDamage(lowPath, page);
  });

  test('any altered bytes are refused or give a tree; nothing else is thrown, and nothing hangs', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('/', lowPath),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        (path, edits) => {
          const page = (pages.get(path) as Uint8Array).slice();
          for (const [at, byte] of edits) page[at % page.length] = byte;
          const source = withPage(path, page);
          for (const run of [
            () =>
              updateTree(
                source,
                KEYS.map((keyHash) => ({ keyHash, valueHash: null })),
              ),
            () => proveKey(source, lowKey),
            () => treeRoot(source),
          ]) {
            try {
              run();
            } catch (error) {
              expect(error).toBeInstanceOf(InvariantError);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
