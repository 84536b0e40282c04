/** `payment.return`: the money did not reach the recipient or was given back; it is free in the budget again. */
import { shape } from '../../codec/index.ts';

export const paymentReturnShape = shape.struct({ payment: shape.id('payment'), reason: shape.slug });
