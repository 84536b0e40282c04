/**
 * An agency's report of how many reads its systems made in a period, under `read-report/<agency>/<period>`: the proof
 * of silence. A period that nobody reported is a key that is proven absent (PROTOCOL silence).
 */
import { type Infer, shape } from '../../codec/index.ts';

export const readReportShape = shape.struct({
  /** What the agency says. */
  count: shape.uint,
  /** What the ledger counted: items granted. Null where the agency was silent for so long that it is not kept. */
  counted: shape.nullable(shape.uint),
  /** Whether it came after the period that follows the one reported. */
  late: shape.boolean,
  timeMs: shape.time,
  height: shape.uint,
  transaction: shape.id('transaction'),
});
export type ReadReport = Infer<typeof readReportShape>;

/** The period in which a block time lies. Periods begin at whole multiples of their length since 1970. */
export function readPeriodOf(timeMs: number, { reportPeriodMs }: { readonly reportPeriodMs: number }): number {
  return Math.floor(timeMs / reportPeriodMs);
}

/** When a period is over. */
export function readPeriodEndMs(period: number, { reportPeriodMs }: { readonly reportPeriodMs: number }): number {
  return (period + 1) * reportPeriodMs;
}

/** When an agency has to have reported a period: at the end of the one that follows. */
export function reportDueMs(period: number, { reportPeriodMs }: { readonly reportPeriodMs: number }): number {
  return (period + 2) * reportPeriodMs;
}
