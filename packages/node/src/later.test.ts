/** Waiting by the timers of the system, which take a time that is too long for none at all. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { later } from './later.ts';

afterEach(() => {
  jest.useRealTimers();
});

test('a wait of years is not over at once', () => {
  jest.useFakeTimers();
  const run = jest.fn();
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const cancel = later(10 * 365 * 86_400_000, run);
  expect(timers.mock.calls[0]?.[1]).toBeLessThan(2 ** 31);
  jest.advanceTimersByTime(20 * 86_400_000);
  expect(run).not.toHaveBeenCalled();
  cancel();
});
