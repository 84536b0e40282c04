import { describe, expect, test } from '@jest/globals';
import { isQuorum, type Membership, membershipOf, primaryAt } from './membership.ts';

const keys = (n: number) => Array.from({ length: n }, (_, i) => Uint8Array.of(i));
const signed = (...indices: number[]) => indices.map((index) => ({ index, signature: new Uint8Array(64) }));

describe('membership', () => {
  test('knows its own seat, or that it has none', () => {
    expect(membershipOf(keys(4), Uint8Array.of(2)).self).toBe(2);
    expect(membershipOf(keys(4), Uint8Array.of(9)).self).toBeNull();
    expect(membershipOf(keys(4), null).self).toBeNull();
  });

  test('refuses an empty set and one that is too large', () => {
    expect(() => membershipOf([], null)).toThrow('1 to 100');
    expect(() => membershipOf(keys(101), null)).toThrow('1 to 100');
  });

  test('turns go round by height and view', () => {
    const membership = membershipOf(keys(4), null);
    expect([0, 1, 2, 3, 4].map((view) => primaryAt(membership, 1, view))).toEqual([1, 2, 3, 0, 1]);
    expect(primaryAt(membership, Number.MAX_SAFE_INTEGER, 1)).toBe((3 + 1) % 4);
  });
});

// FAILURES 24, by counting sets rather than by the formula.
describe.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('quorums of %i', (n) => {
  const { quorum, faultTolerance } = membershipOf(keys(n), null);
  const subsets = Array.from({ length: 2 ** n }, (_, bits) => bits);
  const size = (bits: number) => bits.toString(2).replaceAll('0', '').length;
  const quorums = subsets.filter((bits) => size(bits) === quorum);

  test('any two share a correct validator, whoever the f faulty are', () => {
    for (const a of quorums) for (const b of quorums) expect(size(a & b)).toBeGreaterThan(faultTolerance);
  });

  test('the correct ones can form one', () => {
    expect(n - faultTolerance).toBeGreaterThanOrEqual(quorum);
  });

  test('one vote fewer would not be safe', () => {
    const smaller = subsets.filter((bits) => size(bits) === quorum - 1);
    const unsafe = smaller.some((a) => smaller.some((b) => size(a & b) <= faultTolerance));
    expect(unsafe).toBe(true);
  });

  test('one vote fewer is none', () => {
    const membership = membershipOf(keys(n), null);
    const all = Array.from({ length: n }, (_, i) => i);
    expect(isQuorum(membership, signed(...all.slice(0, quorum)))).toBe(true);
    expect(isQuorum(membership, signed(...all.slice(0, quorum - 1)))).toBe(false);
  });
});

describe('signers of a certificate', () => {
  const membership: Membership = membershipOf(keys(4), null);

  test.each([
    ['ascending and distinct', [0, 2, 3], true],
    ['more than a quorum', [0, 1, 2, 3], true],
    ['one signer twice (FAILURES 18)', [0, 2, 2], false],
    ['one signer three times', [1, 1, 1], false],
    ['out of order', [2, 0, 3], false],
    ['an index that nobody has (FAILURES 19)', [0, 1, 4], false],
    ['a negative index', [-1, 0, 1], false],
    ['a fraction', [0, 1, 1.5], false],
    ['too few', [0, 3], false],
    ['nobody', [], false],
  ])('%s', (_, indices, expected) => {
    expect(isQuorum(membership, signed(...(indices as number[])))).toBe(expected);
  });
});
