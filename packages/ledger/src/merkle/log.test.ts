import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesToHex, decodeShape, encode, encodeShape, hexToBytes } from '../codec/index.ts';
import { AnnalsError, InvariantError } from '../errors/index.ts';
import { appendManyToLog, appendToLog, emptyLog, isLogHead, logHeadShape, rootOfEntries, rootOfLog } from './index.ts';
import { referenceLogRoot } from './testing/reference.ts';

/** The entries that the Certificate Transparency implementations test with, and the roots of 0 to 8 of them. */
const CT_ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(hexToBytes);
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const entries = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 });

describe('Merkle log', () => {
  test.each(CT_ROOTS.map((root, size) => ({ size, root })))('root of $size known entries', ({ size, root }) => {
    expect(bytesToHex(rootOfEntries(CT_ENTRIES.slice(0, size)))).toBe(root);
  });

  test('root is that of the definition, however the entries were appended', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, at) => {
        const cut = all.length === 0 ? 0 : at % (all.length + 1);
        let one = emptyLog;
        for (const entry of all) one = appendToLog(one, entry).head;
        const two = appendManyToLog(appendManyToLog(emptyLog, all.slice(0, cut)).head, all.slice(cut)).head;
        expect(two).toEqual(one);
        expect(one.size).toBe(all.length);
        expect(rootOfLog(one)).toEqual(referenceLogRoot(all));
      }),
    );
  });

  test('returns each complete subtree once, with its root', () => {
    const all = Array.from({ length: 37 }, (_, i) => Uint8Array.of(i));
    const { nodes } = appendManyToLog(emptyLog, all);
    const names = nodes.map(({ level, index }) => `${level}/${index}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(37 + 18 + 9 + 4 + 2 + 1);
    for (const { level, index, hash } of nodes) {
      expect(hash).toEqual(referenceLogRoot(all.slice(index * 2 ** level, (index + 1) * 2 ** level)));
    }
  });

  test('appending leaves the old head alone', () => {
    const { head } = appendManyToLog(emptyLog, CT_ENTRIES.slice(0, 7));
    const before = rootOfLog(head);
    appendToLog(head, Uint8Array.of(9));
    expect(head.size).toBe(7);
    expect(rootOfLog(head)).toEqual(before);
    expect(emptyLog).toEqual({ size: 0, peaks: [] });
  });

  test('a head survives encoding, in CBOR and JSON', () => {
    for (let size = 0; size <= 8; size++) {
      const { head } = appendManyToLog(emptyLog, CT_ENTRIES.slice(0, size));
      expect(decodeShape(logHeadShape, encodeShape(logHeadShape, head), 4_096)).toEqual(head);
      expect(logHeadShape.fromJson(JSON.parse(JSON.stringify(logHeadShape.toJson(head))))).toEqual(head);
    }
  });

  const peak = new Uint8Array(32);
  test.each([
    { name: 'too few peaks', head: { size: 3, peaks: [peak] } },
    { name: 'too many peaks', head: { size: 4, peaks: [peak, peak] } },
    { name: 'peaks of an empty log', head: { size: 0, peaks: [peak] } },
    { name: 'a short peak', head: { size: 1, peaks: [new Uint8Array(31)] } },
    { name: 'a negative size', head: { size: -1, peaks: [] } },
    { name: 'a size beyond 2^53', head: { size: 2 ** 53, peaks: [peak] } },
    { name: 'no whole size', head: { size: 1.5, peaks: [peak] } },
  ])('is no head: $name', ({ head }) => {
    expect(isLogHead(head)).toBe(false);
    expect(() => appendToLog(head, peak)).toThrow(InvariantError);
    expect(() => rootOfLog(head)).toThrow(InvariantError);
    if (Number.isSafeInteger(head.size)) {
      expect(() => decodeShape(logHeadShape, encode(head), 4_096)).toThrow(AnnalsError);
    }
  });

  test.each([null, undefined, 7, 'head', [], {}, { size: 1 }, { size: 1, peaks: 'x' }, { size: 1, peaks: [null] }])(
    '%p is no head',
    (value) => {
      expect(isLogHead(value)).toBe(false);
    },
  );

  test('holds no more than 2^53 - 1 entries', () => {
    const full = { size: Number.MAX_SAFE_INTEGER, peaks: Array.from({ length: 53 }, () => peak) };
    expect(isLogHead(full)).toBe(true);
    expect(() => appendToLog(full, peak)).toThrow(InvariantError);
  });
});
