/** What a subject may be paid by a programme, under `entitlement/<id>`. */
import { type Infer, shape } from '../../codec/index.ts';
import { amountShape, periodShape } from '../../transaction/index.ts';

export const entitlementShape = shape.struct({
  programme: shape.id('programme'),
  subject: shape.id('subject'),
  /** The officer who granted it; null when the agency signed itself. */
  officer: shape.nullable(shape.id('officer')),
  /** The most for one period. */
  amount: amountShape,
  from: periodShape,
  /** The last period; earlier than `from` when it was taken away altogether. */
  to: periodShape,
  grantedMs: shape.time,
  /** When it was ended before its time. */
  endedMs: shape.nullable(shape.time),
});

export type Entitlement = Infer<typeof entitlementShape>;
