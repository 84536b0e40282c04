/** `payment.schedule`: money for one period of an entitlement is set aside from the programme's budget. */
import { shape } from '../../codec/index.ts';
import { amountShape, periodShape } from './money.ts';

export const paymentScheduleShape = shape.struct({
  entitlement: shape.id('entitlement'),
  period: periodShape,
  amount: amountShape,
  /** When it is to be paid. */
  dueMs: shape.time,
});
