import type { AccessCounts } from '@annals/ledger/block';
import { expect, test } from '@jest/globals';
import { reportingOf } from './reporting.ts';

const reportPeriodMs = 1_000;
const after = (timeMs: number, lastReported: number | null, mismatches = 0) =>
  reportingOf({ counts: { lastReported, mismatches } as AccessCounts, admittedMs: 5_500, timeMs, reportPeriodMs });

test('what is reported is reported up to the end of its period', () => {
  expect(after(8_999, 6)).toEqual({ untilMs: 7_000, missing: 0, mismatches: 0 });
});

test('a period is missing from the moment on in which it is due, and each that follows', () => {
  expect(after(8_999, 6).missing).toBe(0);
  expect(after(9_000, 6).missing).toBe(1);
  expect(after(11_000, 6).missing).toBe(3);
});

test('who never reported owes what came since it was admitted, also where nothing was counted', () => {
  expect(after(6_999, null)).toEqual({ untilMs: null, missing: 0, mismatches: 0 });
  expect(after(7_000, null).missing).toBe(1);
  expect(reportingOf({ counts: undefined, admittedMs: 5_500, timeMs: 8_000, reportPeriodMs }).missing).toBe(2);
});

test('numbers that differ are counted', () => expect(after(8_000, 6, 2).mismatches).toBe(2));
