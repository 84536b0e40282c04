/** `payment.confirm`: the bank has carried the payment out. */
import { shape } from '../../codec/index.ts';
import { hashShape } from '../keys.ts';

export const paymentConfirmShape = shape.struct({
  payment: shape.id('payment'),
  /** Salted commitment to the bank's reference, which itself would be personal data (LAW 1). */
  reference: hashShape,
});
