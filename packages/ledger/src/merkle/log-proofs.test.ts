import { describe, expect, test } from '@jest/globals';
import { decodeShape, encodeShape, hexToBytes } from '../codec/index.ts';
import { InvariantError } from '../errors/index.ts';
import {
  appendManyToLog,
  consistencyProof,
  emptyLog,
  entryHash,
  inclusionProof,
  inclusionProofShape,
  nodeHash,
  type ReadLogNode,
  rootOfEntries,
  verifyConsistency,
  verifyInclusion,
} from './index.ts';
import { referenceConsistencyProof, referenceInclusionProof } from './testing/reference.ts';

const MAX_SIZE = 34;
const entries = Array.from({ length: MAX_SIZE }, (_, i) => Uint8Array.of(i, 255 - i));
const nodes = new Map(
  appendManyToLog(emptyLog, entries).nodes.map((node) => [`${node.level}/${node.index}`, node.hash]),
);
const roots = Array.from({ length: MAX_SIZE + 1 }, (_, size) => rootOfEntries(entries.slice(0, size)));
const root = (size: number) => roots[size] as Uint8Array;
const entry = (index: number) => entries[index] as Uint8Array;

const readNode: ReadLogNode = (level, index) => {
  const hash = nodes.get(`${level}/${index}`);
  if (!hash) throw new Error(`no complete subtree ${level}/${index}`);
  return hash;
};

/** The proof with each of its bits' bytes altered, with a hash less, more, twice, and in another order. */
function* alter(proof: readonly Uint8Array[]): Iterable<readonly Uint8Array[]> {
  for (let i = 0; i < proof.length; i++) {
    for (const at of [0, 15, 31]) {
      const changed = (proof[i] as Uint8Array).slice();
      changed[at] = (changed[at] as number) ^ 0x10;
      yield proof.with(i, changed);
    }
    yield proof.toSpliced(i, 1);
    yield proof.toSpliced(i, 0, proof[i] as Uint8Array);
    yield proof.with(i, (proof[i] as Uint8Array).slice(0, 31));
  }
  if (proof.length > 1) yield proof.toReversed();
  yield [...proof, new Uint8Array(32)];
  yield [new Uint8Array(32), ...proof];
}

const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  0.5,
  NaN,
  Infinity,
  2 ** 60,
  '',
  'x',
  [],
  {},
  new Uint8Array(0),
  [null],
  [[]],
  () => 0,
];

describe('inclusion proof', () => {
  test('of every entry in every size is that of RFC 9162 and verifies, by entry and by hash', () => {
    for (let size = 1; size <= MAX_SIZE; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(size, index, readNode);
        expect(proof).toEqual(referenceInclusionProof(index, entries.slice(0, size)));
        expect(verifyInclusion({ root: root(size), size, index, entry: entry(index), proof })).toBe(true);
        expect(verifyInclusion({ root: root(size), size, index, entryHash: entryHash(entry(index)), proof })).toBe(
          true,
        );
      }
    }
  });

  test('is refused when anything is altered', () => {
    for (const size of [1, 2, 3, 7, 8, 9, 21, 32, 33]) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(size, index, readNode);
        const claim = { root: root(size), size, index, entry: entry(index), proof };
        for (const altered of alter(proof)) expect(verifyInclusion({ ...claim, proof: altered })).toBe(false);
        for (let other = -1; other <= size; other++) {
          if (other === index) continue;
          expect(verifyInclusion({ ...claim, index: other })).toBe(false);
          expect(verifyInclusion({ ...claim, entry: entries[other] ?? new Uint8Array(0) })).toBe(false);
        }
        for (let other = 0; other <= MAX_SIZE; other++) {
          if (other !== size) expect(verifyInclusion({ ...claim, root: root(other) })).toBe(false);
        }
      }
    }
  });

  test('of a size with another number of levels is refused', () => {
    const claim = { root: root(8), index: 5, entry: entry(5), proof: inclusionProof(8, 5, readNode) };
    for (const size of [0, 1, 5, 6, 9, 16, 17, 2 ** 40, Number.MAX_SAFE_INTEGER])
      expect(verifyInclusion({ ...claim, size })).toBe(false);
  });

  test('that goes on above the root is refused, also under the root that it leads to', () => {
    const above = entryHash(entry(30));
    for (let index = 0; index < 5; index++) {
      const proof = [...inclusionProof(5, index, readNode), above];
      for (const forged of [nodeHash(above, root(5)), nodeHash(root(5), above)]) {
        expect(verifyInclusion({ root: forged, size: 5, index, entry: entry(index), proof })).toBe(false);
      }
    }
  });

  test('does not take an interior node for an entry', () => {
    const interior = readNode(1, 0);
    expect(verifyInclusion({ root: root(4), size: 4, index: 0, entryHash: interior, proof: [readNode(1, 1)] })).toBe(
      false,
    );
    const forged = new Uint8Array(64);
    forged.set(readNode(0, 0));
    forged.set(readNode(0, 1), 32);
    expect(verifyInclusion({ root: root(2), size: 1, index: 0, entry: forged, proof: [] })).toBe(false);
  });

  test('hostile input is refused and throws nothing', () => {
    const valid = { root: root(5), size: 5, index: 2, entry: entry(2), proof: inclusionProof(5, 2, readNode) };
    expect(verifyInclusion(valid)).toBe(true);
    for (const value of HOSTILE) {
      expect(verifyInclusion(value as never)).toBe(false);
      for (const field of Object.keys(valid))
        expect(verifyInclusion({ ...valid, [field]: value } as never)).toBe(false);
      expect(verifyInclusion({ ...valid, entryHash: value } as never)).toBe(false);
    }
    const long = Array.from({ length: 65 }, () => new Uint8Array(32));
    expect(verifyInclusion({ ...valid, size: Number.MAX_SAFE_INTEGER, proof: long })).toBe(false);
    expect(() => decodeShape(inclusionProofShape, encodeShape(inclusionProofShape, long), 10_000)).toThrow();
  });

  test('is not made for an index outside the log', () => {
    for (const [size, index] of [
      [0, 0],
      [3, 3],
      [3, -1],
      [3, 0.5],
    ] as const) {
      expect(() => inclusionProof(size, index, readNode)).toThrow(InvariantError);
    }
  });
});

describe('consistency proof', () => {
  test('between all sizes is that of RFC 9162 and verifies', () => {
    for (let newSize = 0; newSize <= MAX_SIZE; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const proof = consistencyProof(oldSize, newSize, readNode);
        if (oldSize > 0) expect(proof).toEqual(referenceConsistencyProof(oldSize, entries.slice(0, newSize)));
        expect(verifyConsistency({ oldSize, oldRoot: root(oldSize), newSize, newRoot: root(newSize), proof })).toBe(
          true,
        );
      }
    }
  });

  test('is refused when anything is altered', () => {
    for (const newSize of [1, 2, 3, 6, 7, 8, 13, 33]) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const proof = consistencyProof(oldSize, newSize, readNode);
        const claim = { oldSize, oldRoot: root(oldSize), newSize, newRoot: root(newSize), proof };
        for (const altered of alter(proof)) expect(verifyConsistency({ ...claim, proof: altered })).toBe(false);
        for (let other = 0; other <= MAX_SIZE; other++) {
          if (other !== oldSize) expect(verifyConsistency({ ...claim, oldRoot: root(other) })).toBe(false);
          // Every log continues the empty one, so its claim binds no new root.
          if (other !== newSize && oldSize > 0)
            expect(verifyConsistency({ ...claim, newRoot: root(other) })).toBe(false);
        }
      }
    }
  });

  test('that goes on above the roots, or ends below them, is refused', () => {
    const above = entryHash(entry(30));
    const claim = { oldSize: 5, newSize: 11, proof: [...consistencyProof(5, 11, readNode), above] };
    expect(verifyConsistency({ ...claim, oldRoot: nodeHash(above, root(5)), newRoot: nodeHash(above, root(11)) })).toBe(
      false,
    );
    const whole = { oldSize: 5, oldRoot: root(5), newRoot: root(11), proof: consistencyProof(5, 11, readNode) };
    for (const newSize of [17, 33, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      expect(verifyConsistency({ ...whole, newSize })).toBe(false);
    }
  });

  test('of a rewritten history is refused', () => {
    const forged = entries.with(3, Uint8Array.of(1, 2, 3));
    const forgedNodes = new Map(
      appendManyToLog(emptyLog, forged).nodes.map((node) => [`${node.level}/${node.index}`, node.hash]),
    );
    const readForged: ReadLogNode = (level, index) => forgedNodes.get(`${level}/${index}`) as Uint8Array;
    for (let oldSize = 4; oldSize < 20; oldSize++) {
      for (const read of [readNode, readForged]) {
        const proof = consistencyProof(oldSize, 20, read);
        const newRoot = rootOfEntries(forged.slice(0, 20));
        expect(verifyConsistency({ oldSize, oldRoot: root(oldSize), newSize: 20, newRoot, proof })).toBe(false);
      }
    }
  });

  test('hostile input is refused and throws nothing', () => {
    const valid = {
      oldSize: 5,
      oldRoot: root(5),
      newSize: 11,
      newRoot: root(11),
      proof: consistencyProof(5, 11, readNode),
    };
    expect(verifyConsistency(valid)).toBe(true);
    for (const value of HOSTILE) {
      expect(verifyConsistency(value as never)).toBe(false);
      for (const field of Object.keys(valid))
        expect(verifyConsistency({ ...valid, [field]: value } as never)).toBe(false);
    }
    expect(verifyConsistency({ ...valid, oldSize: 11, newSize: 5 })).toBe(false);
    expect(verifyConsistency({ ...valid, oldSize: 0, oldRoot: hexToBytes('00'.repeat(32)), proof: [] })).toBe(false);
  });

  test('is not made for an old size beyond the new one', () => {
    expect(() => consistencyProof(4, 3, readNode)).toThrow(InvariantError);
  });
});
