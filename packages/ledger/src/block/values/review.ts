/** The review that an emergency read is due, under `review/<transaction>` of the read. */
import { type Infer, shape } from '../../codec/index.ts';
import { accessItemShape, MAX_ACCESS_ITEMS } from '../../transaction/index.ts';

export const reviewShape = shape.struct({
  agency: shape.id('agency'),
  /** Who read. */
  officer: shape.id('officer'),
  /** What the emergency opened. */
  items: shape.list(accessItemShape, MAX_ACCESS_ITEMS, 1),
  reason: shape.slug,
  timeMs: shape.time,
  /** The earliest that one of the record types sets. */
  dueMs: shape.time,
  /** `missed`: it was not reviewed in time and still is not. */
  status: shape.oneOf('open', 'justified', 'unjustified', 'missed'),
  /** Who reviewed it, and when. */
  reviewer: shape.nullable(shape.id('officer')),
  reviewedMs: shape.nullable(shape.time),
  /** When it was found overdue. Stays after a late review. */
  missedMs: shape.nullable(shape.time),
});
export type Review = Infer<typeof reviewShape>;
