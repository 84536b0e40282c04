import { expect, test } from '@jest/globals';
import { ShutOut } from './shut-out.ts';

const begun = () => new ShutOut({ shutOutMs: 5, shutOutMostMs: 40, forgiveMs: 100 });

test('whoever goes on is shut out twice as long each time, up to a bound', () => {
  const shutOut = begun();
  let nowMs = 0;
  const lengths = Array.from({ length: 6 }, () => {
    const lengthMs = shutOut.begin(nowMs);
    expect(shutOut.isOver(nowMs + lengthMs - 1)).toBe(false);
    nowMs += lengthMs;
    expect(shutOut.isOver(nowMs)).toBe(true);
    return lengthMs;
  });
  expect(lengths).toEqual([5, 10, 20, 40, 40, 40]);
});

test('what is done while shut out, as in one burst of bad messages, counts once', () => {
  const shutOut = begun();
  expect([shutOut.begin(0), shutOut.begin(1), shutOut.begin(2)]).toEqual([5, 4, 3]);
  expect(shutOut.begin(5)).toBe(10);
});

test('good conduct is rewarded', () => {
  const shutOut = begun();
  expect([shutOut.begin(0), shutOut.begin(5), shutOut.begin(15)]).toEqual([5, 10, 20]);
  // The next would be 40; twice the time of good conduct makes a quarter of it.
  expect(shutOut.begin(35 + 205)).toBe(10);
  expect(shutOut.begin(100_000)).toBe(5);
});
