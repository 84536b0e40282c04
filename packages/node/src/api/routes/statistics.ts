/** Counts of the last days. */
import type { NodeServices } from '../../services.ts';
import type { Handlers } from '../handler.ts';

const DEFAULT_DAYS = 30;

export function statisticsRoutes({ statistics }: NodeServices): Pick<Handlers, 'statistics'> {
  return { statistics: ({ query: { days } }) => statistics.days(days ?? DEFAULT_DAYS) };
}
