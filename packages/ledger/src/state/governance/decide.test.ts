import { describe, expect, test } from '@jest/globals';
import type { AgencyId } from '../../codec/index.ts';
import { tally } from './decide.ts';

const agencies = (count: number) => Array.from({ length: count }, (_, i) => `${i}` as AgencyId);

describe('tally', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
    [5, 4],
    [6, 5],
    [7, 5],
    [9, 7],
    [10, 7],
  ])('of %i agencies, %i carry: more than two thirds', (n, needed) => {
    const active = agencies(n);
    const approvals = (count: number) => ({ approvals: active.slice(0, count), rejections: [] });
    expect(tally(approvals(needed), active)).toBe('carried');
    expect(tally(approvals(needed - 1), active)).toBe('open');
  });

  test('is rejected as soon as it can no longer be carried, and not before', () => {
    const active = agencies(4);
    expect(tally({ approvals: active.slice(0, 1), rejections: active.slice(1, 2) }, active)).toBe('open');
    expect(tally({ approvals: active.slice(0, 1), rejections: active.slice(1, 3) }, active)).toBe('rejected');
  });

  test('does not count agencies that have no vote any more', () => {
    const [a, b, c, d] = agencies(4) as [AgencyId, AgencyId, AgencyId, AgencyId];
    expect(tally({ approvals: [a, b, d], rejections: [] }, [a, b, c])).toBe('open');
    expect(tally({ approvals: [a, b, c], rejections: [d] }, [a, b, c])).toBe('carried');
  });
});
