import { describe, expect, test } from '@jest/globals';
import { RateLimit } from './rate-limit.ts';

describe('a rate limit', () => {
  test('allows ten seconds of events at once, then as many as time brings', () => {
    const rate = new RateLimit(100, 0);
    expect(rate.allows(1_000, 0)).toBe(true);
    expect(rate.allows(1, 0)).toBe(false);
    expect(rate.allows(1, 9)).toBe(false);
    expect(rate.allows(1, 10)).toBe(true);
    expect(rate.allows(1, 10)).toBe(false);
    expect(rate.allows(1_000, 100_000)).toBe(true);
    expect(rate.allows(1, 100_000)).toBe(false);
  });

  test('a clock that goes back brings nothing', () => {
    const rate = new RateLimit(1, 1_000);
    expect(rate.allows(10, 1_000)).toBe(true);
    expect(rate.allows(1, 0)).toBe(false);
    expect(rate.allows(1, 999)).toBe(false);
  });
});
