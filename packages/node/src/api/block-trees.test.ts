/** Proofs from kept upper parts of Merkle logs are those from the whole logs, whatever the size of a block. */
import { sha256 } from '@annals/ledger/crypto';
import { rootOfEntries, verifyInclusion } from '@annals/ledger/merkle';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BlockTrees } from './block-trees.ts';

/** Blocks of so many transactions at heights from 1 on, and how many entries were read. */
function blocksOf(sizes: readonly number[], maxNodes?: number) {
  const blocks = sizes.map((size, block) => ({
    ids: Array.from({ length: size }, (_, i) => sha256(Uint8Array.of(block, i >> 8, i))),
    results: Array.from({ length: size }, (_, i) => Uint8Array.of(block, i >> 8, i)),
  }));
  const read: number[] = [];
  const trees = new BlockTrees(
    {
      entriesOf: (height, from, to) => {
        const block = blocks[height - 1];
        if (!block) return undefined;
        const part = { ids: block.ids.slice(from, to), results: block.results.slice(from, to) };
        read.push(part.ids.length);
        return part;
      },
    },
    maxNodes,
  );
  return { blocks, trees, read };
}

test('ATTACK costly-answers: proofs hold in blocks of any size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 700 }).chain((size) => fc.tuple(fc.constant(size), fc.nat({ max: size - 1 }))),
      ([size, index]) => {
        const { blocks, trees } = blocksOf([size]);
        const proven = trees.prove(1, index);
        for (const [list, proof] of [
          ['ids', proven?.transaction],
          ['results', proven?.result],
        ] as const) {
          const entries = blocks[0]?.[list] ?? [];
          const entry = entries[index] as Uint8Array;
          expect(verifyInclusion({ root: rootOfEntries(entries), size, index, entry, proof: proof ?? [] })).toBe(true);
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('ATTACK costly-answers: the second proof of a block reads a part of it', () => {
  const { trees, read } = blocksOf([1_000]);
  for (const index of [0, 500, 999, 999]) trees.prove(1, index);
  expect(read).toEqual([1_000, 64, 64, 40, 40]);
});

test('a block that is not there has no proofs, and what is kept is bounded', () => {
  // Each keeps the 63 entries that fill no chunk, with their inner nodes, and one node for the first chunk: twice.
  const { trees, read } = blocksOf([127, 127, 127, 127], 3 * 2 * 121);
  expect(trees.prove(5, 0)).toBeUndefined();
  for (const height of [1, 2, 3, 4]) trees.prove(height, 0);
  read.length = 0;
  for (const height of [4, 1]) trees.prove(height, 0);
  expect(read).toEqual([64, 127, 64]);
});
