/** `entitlement.grant`: a subject may be paid up to an amount for each period of a span. */
import { shape } from '../../codec/index.ts';
import { amountShape, periodShape } from './money.ts';

export const entitlementGrantShape = shape.struct({
  programme: shape.id('programme'),
  subject: shape.id('subject'),
  /** The most for one period, in the programme's minor unit. */
  amount: amountShape,
  /** The first and the last period, both included. */
  from: periodShape,
  to: periodShape,
});
