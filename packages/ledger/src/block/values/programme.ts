/** A welfare programme, under `programme/<id>`. Everybody can see how its budget stands. */
import { type Infer, shape } from '../../codec/index.ts';
import { amountShape, currencyShape, localizedTextShape, rolesShape } from '../../transaction/index.ts';

export const programmeShape = shape.struct({
  /** The agency that runs it. */
  agency: shape.id('agency'),
  name: localizedTextShape,
  sector: shape.slug,
  currency: currencyShape,
  /** In the currency's minor unit, as are all sums. */
  budget: amountShape,
  /** Sum of the payments that are scheduled and neither confirmed nor returned. */
  scheduled: shape.uint,
  /** Sum of the payments that are confirmed. With what is scheduled it never exceeds the budget. */
  confirmed: shape.uint,
  grantRoles: rolesShape,
  payRoles: rolesShape,
  status: shape.oneOf('open', 'closed'),
  openedMs: shape.time,
  closedMs: shape.nullable(shape.time),
});

export type Programme = Infer<typeof programmeShape>;
