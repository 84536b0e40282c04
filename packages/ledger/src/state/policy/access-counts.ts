/** The public counts of an agency's reads (PROTOCOL access-counts). */
import { type AccessCounts, MAX_PERIODS_WAITING, readPeriodOf, stateKey } from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import type { OperationContext, StateView } from '../operation.ts';

/** The counts of an agency that has read nothing. */
const NO_COUNTS: AccessCounts = {
  reads: 0,
  refused: 0,
  emergency: 0,
  reviewsOpen: 0,
  reviewsMissed: 0,
  reviewsJustified: 0,
  reviewsUnjustified: 0,
  hidden: 0,
  hiddenUndisclosed: 0,
  period: 0,
  periodReads: 0,
  waiting: [],
  lastReported: null,
  mismatches: 0,
};

/** The counts of an agency as they are. */
export function countsOf(state: StateView, agency: AgencyId): AccessCounts {
  return state.get(stateKey.accessCounts(agency)) ?? NO_COUNTS;
}

/** Changes some of an agency's counts. */
export function changeCounts(
  state: StateView,
  agency: AgencyId,
  change: (counts: AccessCounts) => Partial<AccessCounts>,
): void {
  const counts = countsOf(state, agency);
  state.set(stateKey.accessCounts(agency), { ...counts, ...change(counts) });
}

/** The counts once the period has come: what was read in the one before it waits for the agency's report. */
export function inPeriod(counts: AccessCounts, period: number): AccessCounts {
  if (counts.period === period) return counts;
  const { periodReads } = counts;
  const over = periodReads === 0 ? [] : [{ period: counts.period, reads: periodReads }];
  return { ...counts, period, periodReads: 0, waiting: [...counts.waiting, ...over].slice(-MAX_PERIODS_WAITING) };
}

/** What came of the items of one request. */
export interface ReadsCounted {
  readonly granted: number;
  readonly refused: number;
  /** Of those granted: opened in an emergency, or hidden for now. */
  readonly emergency?: number;
  readonly hidden?: number;
}

/** Counts the reads of one request, hidden ones at once; an emergency that has opened something is to be reviewed. */
export function countReads(
  { state, timeMs, parameters }: Pick<OperationContext, 'state' | 'timeMs' | 'parameters'>,
  agency: AgencyId,
  { granted, refused, emergency = 0, hidden = 0 }: ReadsCounted,
): void {
  const counts = inPeriod(countsOf(state, agency), readPeriodOf(timeMs, parameters));
  state.set(stateKey.accessCounts(agency), {
    ...counts,
    reads: counts.reads + granted,
    refused: counts.refused + refused,
    emergency: counts.emergency + emergency,
    reviewsOpen: counts.reviewsOpen + (emergency > 0 ? 1 : 0),
    hidden: counts.hidden + hidden,
    hiddenUndisclosed: counts.hiddenUndisclosed + hidden,
    periodReads: counts.periodReads + granted,
  });
}
