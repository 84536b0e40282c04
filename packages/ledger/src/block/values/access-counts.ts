/**
 * How many reads an agency has made, under `access-counts/<agency>`: public, without anything about a person. Absent
 * until the first.
 */
import { type Infer, shape } from '../../codec/index.ts';

/** Periods that are over and wait for the agency's report; the oldest gives way. */
export const MAX_PERIODS_WAITING = 64;

const periodCountShape = shape.struct({ period: shape.uint, reads: shape.uint });

export const accessCountsShape = shape.struct({
  /** Items granted, emergencies and hidden ones among them. */
  reads: shape.uint,
  /** Items refused. */
  refused: shape.uint,
  /** Items granted in an emergency. */
  emergency: shape.uint,
  reviewsOpen: shape.uint,
  /** Reviews that came late or not at all. */
  reviewsMissed: shape.uint,
  reviewsJustified: shape.uint,
  reviewsUnjustified: shape.uint,
  /** Hidden reads, and how many of them are not disclosed yet. */
  hidden: shape.uint,
  hiddenUndisclosed: shape.uint,
  /** The reporting period of the latest read, and the reads in it; see the parameter `reportPeriodMs`. */
  period: shape.uint,
  periodReads: shape.uint,
  /** Periods before it that the agency has not reported, the oldest first; without those in which it read nothing. */
  waiting: shape.list(periodCountShape, MAX_PERIODS_WAITING),
  /** The last period that the agency has reported; null before its first report. */
  lastReported: shape.nullable(shape.uint),
  /** Reports whose number is another than what the ledger counted. */
  mismatches: shape.uint,
});
export type AccessCounts = Infer<typeof accessCountsShape>;
