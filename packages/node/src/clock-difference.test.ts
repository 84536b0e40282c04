import { expect, test } from '@jest/globals';
import { aboutClock, ClockDifference } from './clock-difference.ts';

const key = (i: number) => new Uint8Array(33).fill(i);

test('is the median of what the latest block of each other validator shows', () => {
  const difference = new ClockDifference(key(0));
  expect(difference.differenceMs).toBeNull();
  difference.note({ proposer: key(0), clockMs: 0 }, 1_000_000);
  expect(difference.differenceMs).toBeNull();
  difference.note({ proposer: key(1), clockMs: 99_900 }, 100_000);
  difference.note({ proposer: key(2), clockMs: 99_000 }, 100_000);
  // One that misdates its blocks moves nothing far.
  difference.note({ proposer: key(3), clockMs: 4_000_000 }, 100_000);
  expect(difference.differenceMs).toBe(100);
  difference.note({ proposer: key(1), clockMs: 90_000 }, 100_000);
  expect(difference.differenceMs).toBe(1_000);
});

test('is told when it is worth it, with what to do', () => {
  expect([null, 0, 1_999, -1_999].map(aboutClock)).toEqual(['', '', '', '']);
  expect(aboutClock(61_250)).toContain('61.3 s ahead of the clocks of the other validators');
  expect(aboutClock(-7_000)).toContain('7.0 s behind the clocks');
});
