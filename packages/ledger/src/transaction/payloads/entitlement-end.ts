/** `entitlement.end`: an entitlement ends earlier than granted. Payments already scheduled stand until returned. */
import { shape } from '../../codec/index.ts';
import { periodShape } from './money.ts';

export const entitlementEndShape = shape.struct({
  entitlement: shape.id('entitlement'),
  /** The last period that is still paid; one before the first period takes it away altogether. */
  lastPeriod: periodShape,
});
