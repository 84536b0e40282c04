/** `programme.open`: an agency opens a welfare programme with a budget that its payments can never exceed. */
import { shape } from '../../codec/index.ts';
import { localizedTextShape } from '../localized-text.ts';
import { amountShape, currencyShape } from './money.ts';
import { rolesShape } from './officer-appoint.ts';

export const programmeOpenShape = shape.struct({
  name: localizedTextShape,
  /** The sector whose pseudonyms its recipients are. */
  sector: shape.slug,
  currency: currencyShape,
  budget: amountShape,
  /** The roles of the agency's officers who may grant and end entitlements. */
  grantRoles: rolesShape,
  /** The roles of those who may schedule, confirm and return payments; four eyes when they differ. */
  payRoles: rolesShape,
});
