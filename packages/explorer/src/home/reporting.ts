/** How an agency stands with its reports of its reads (PROTOCOL silence), from values that are proven. */
import { type AccessCounts, type Agency, readPeriodOf } from '@annals/ledger/block';

export interface Reporting {
  /** Up to when it has said how much it read; null before its first report. */
  readonly untilMs: number | null;
  /** Periods that were due by the block and of which it said nothing. */
  readonly missing: number;
  /** Reports whose number is another than what the ledger counted. */
  readonly mismatches: number;
}

interface Known {
  readonly counts: AccessCounts | undefined;
  readonly admittedMs: Agency['admittedMs'];
  /** Of the block up to which the counts are proven. */
  readonly timeMs: number;
  /** From the genesis document, which fixes it. */
  readonly reportPeriodMs: number;
}

export function reportingOf({ counts, admittedMs, timeMs, reportPeriodMs }: Known): Reporting {
  const last = counts?.lastReported ?? null;
  const periods = { reportPeriodMs };
  const next = last === null ? readPeriodOf(admittedMs, periods) : last + 1;
  return {
    untilMs: last === null ? null : (last + 1) * reportPeriodMs,
    // A report is due when the period that follows is over, so the latest that can be missing lies two back.
    missing: Math.max(0, readPeriodOf(timeMs, periods) - 1 - next),
    mismatches: counts?.mismatches ?? 0,
  };
}
