import { describe, expect, test } from '@jest/globals';
import { faultTolerance, primaryIndex, quorum } from './quorum.ts';

describe('FAILURES 24: quorum arithmetic', () => {
  test.each([
    [1, 0, 1],
    [2, 0, 2],
    [3, 0, 2],
    [4, 1, 3],
    [5, 1, 4],
    [6, 1, 4],
    [7, 2, 5],
    [8, 2, 6],
    [9, 2, 6],
    [10, 3, 7],
  ])('n = %i has f = %i and a quorum of %i', (n, f, q) => {
    expect(faultTolerance(n)).toBe(f);
    expect(quorum(n)).toBe(q);
  });

  test.each(Array.from({ length: 100 }, (_, i) => i + 1))(
    'n = %i: quorums share a correct one and can be formed',
    (n) => {
      const f = faultTolerance(n);
      const q = quorum(n);
      // Two groups of q among n share at least 2q - n, of whom at most f are faulty.
      expect(2 * q - n).toBeGreaterThan(f);
      // One vote fewer would not do.
      expect(2 * (q - 1) - n).toBeLessThanOrEqual(f);
      expect(n - f).toBeGreaterThanOrEqual(q);
      expect(n).toBeGreaterThanOrEqual(3 * f + 1);
    },
  );

  test('there is no quorum of nobody', () => {
    expect(() => quorum(0)).toThrow('validator set');
    expect(() => faultTolerance(1.5)).toThrow('validator set');
  });
});

describe('primaryIndex', () => {
  test('turns with height and view', () => {
    expect(primaryIndex(5, 0, 4)).toBe(1);
    expect(primaryIndex(5, 3, 4)).toBe(0);
    expect(primaryIndex(6, 0, 4)).toBe(2);
  });

  test('stays exact for the largest heights', () => {
    const height = Number.MAX_SAFE_INTEGER;
    expect(primaryIndex(height, height, 10)).toBe(Number((2n * BigInt(height)) % 10n));
  });
});
