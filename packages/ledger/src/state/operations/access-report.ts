/**
 * Carries out `access.report`: keeps an agency's own count of its reads in a period beside the ledger's. Periods are
 * reported one after another from the one in which the agency was admitted, so that a gap cannot be passed over.
 */
import {
  type AccessCounts,
  MAX_PERIODS_WAITING,
  readPeriodEndMs,
  readPeriodOf,
  reportDueMs,
  stateKey,
} from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { countsOf, inPeriod } from '../policy/access-counts.ts';

export const accessReport = operation('access.report', ['agency'], (context, { period, count }, actor) => {
  const { height, parameters, state, time, timeMs, transaction } = context;
  const { agencyId, agency } = actor;
  const present = readPeriodOf(timeMs, parameters);
  const counts = inPeriod(countsOf(state, agencyId), present);
  const next = counts.lastReported === null ? readPeriodOf(agency.admittedMs, parameters) : counts.lastReported + 1;
  if (period !== next) refuse('report.order', `the next period to report is ${next}`);
  if (!time.hasPassed(readPeriodEndMs(period, parameters))) {
    refuse('report.too-early', `the period ${period} is not over`);
  }
  const counted = countedIn(counts, period);
  state.set(stateKey.readReport(agencyId, period), {
    count,
    counted,
    late: time.agreedMs >= reportDueMs(period, parameters),
    timeMs,
    height,
    transaction: transaction.id,
  });
  state.set(stateKey.accessCounts(agencyId), {
    ...counts,
    waiting: counts.waiting.filter((each) => each.period > period),
    lastReported: period,
    mismatches: counts.mismatches + (counted !== null && counted !== count ? 1 : 0),
  });
  return undefined;
});

/** What the ledger counted in a period that is over; null when that may have given way to later ones. */
function countedIn({ waiting }: AccessCounts, period: number): number | null {
  const [oldest] = waiting;
  if (waiting.length === MAX_PERIODS_WAITING && oldest && period < oldest.period) return null;
  return waiting.find((each) => each.period === period)?.reads ?? 0;
}
