/**
 * The payment of one period of an entitlement, under `payment/<id>`; its id comes from the two, so there is one. And
 * the pointer under `paid/<programme>/<subject>/<period>`.
 */
import { type Infer, shape } from '../../codec/index.ts';
import { amountShape, hashShape, periodShape } from '../../transaction/index.ts';

export const paymentShape = shape.struct({
  entitlement: shape.id('entitlement'),
  programme: shape.id('programme'),
  subject: shape.id('subject'),
  period: periodShape,
  amount: amountShape,
  dueMs: shape.time,
  state: shape.oneOf('scheduled', 'confirmed', 'returned'),
  /** 1, and one more each time that a returned payment was scheduled again. */
  attempt: shape.uint,
  /** Commitment to the bank's reference, once confirmed. */
  reference: shape.nullable(hashShape),
  /** Why it was returned. */
  reason: shape.nullable(shape.slug),
  scheduledMs: shape.time,
  changedMs: shape.time,
});

/**
 * The latest payment of a period to a subject from a programme, whichever of her entitlements it is under: two that
 * overlap do not pay twice.
 */
export const paidPeriodShape = shape.id('payment');

export type Payment = Infer<typeof paymentShape>;
