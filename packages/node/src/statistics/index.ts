/** The public face of the statistics. */
export { Statistics, type StatisticsParts } from './statistics.ts';
