/**
 * The registry of state values: what stands before the first `/` of a state key says which shape its value has, so
 * that the state machine, a light client and the REST API read the same bytes the same way.
 */
import type { Infer, Shape } from '../../codec/index.ts';
import { accessCountsShape } from './access-counts.ts';
import { accessLogHeadShape } from './access-entry.ts';
import { activeAgenciesShape, agencyShape } from './agency.ts';
import { ceremonyOutcomeShape, ceremonyResponseShape, keyCeremonyShape, standingDealingShape } from './ceremony.ts';
import { clockShape } from './clock.ts';
import { consentsShape } from './consent.ts';
import { entitlementShape } from './entitlement.ts';
import { erasureShape } from './erasure.ts';
import { evidenceShape } from './evidence.ts';
import { hiddenReadShape, pendingHiddenReadsShape } from './hidden-read.ts';
import { holdsShape } from './hold.ts';
import { mandatesShape, representedShape } from './mandate.ts';
import { mandateOffersShape } from './mandate-offer.ts';
import { networkKeyInForceShape, standbyKeyShape } from './network-key.ts';
import { officerShape } from './officer.ts';
import { parametersShape } from './parameters.ts';
import { paidPeriodShape, paymentShape } from './payment.ts';
import { programmeShape } from './programme.ts';
import { proposalShape } from './proposal.ts';
import { readReportShape } from './read-report.ts';
import { recordShape, uniqueRecordShape } from './record.ts';
import { recordTypeShape } from './record-type.ts';
import { recoveryShape } from './recovery.ts';
import { restrictionsShape } from './restriction.ts';
import { reviewShape } from './review.ts';
import { subjectShape } from './subject.ts';
import { validatorSetsShape } from './validator-sets.ts';
import { wordShape } from './word.ts';

export const VALUES = {
  parameters: parametersShape,
  validators: validatorSetsShape,
  clock: clockShape,
  agencies: activeAgenciesShape,
  agency: agencyShape,
  role: wordShape,
  purpose: wordShape,
  officer: officerShape,
  subject: subjectShape,
  recovery: recoveryShape,
  proposal: proposalShape,
  evidence: evidenceShape,
  type: recordTypeShape,
  record: recordShape,
  unique: uniqueRecordShape,
  hold: holdsShape,
  erasure: erasureShape,
  'access-log': accessLogHeadShape,
  'access-counts': accessCountsShape,
  consents: consentsShape,
  restrictions: restrictionsShape,
  mandates: mandatesShape,
  'mandate-offers': mandateOffersShape,
  represented: representedShape,
  review: reviewShape,
  hidden: hiddenReadShape,
  'hidden-pending': pendingHiddenReadsShape,
  'read-report': readReportShape,
  'network-key': networkKeyInForceShape,
  'network-key-standby': standbyKeyShape,
  ceremony: keyCeremonyShape,
  'ceremony-outcome': ceremonyOutcomeShape,
  dealing: standingDealingShape,
  response: ceremonyResponseShape,
  programme: programmeShape,
  entitlement: entitlementShape,
  payment: paymentShape,
  paid: paidPeriodShape,
} as const;

export type ValueKind = keyof typeof VALUES;

/** The value that keys of one kind lead to. */
export type ValueOf<K extends ValueKind> = Infer<(typeof VALUES)[K]>;

/** The longest encoded value; larger than any transaction, so that what fits in one can be kept. */
export const MAX_VALUE_BYTES = 1 << 20;

/** The shape of the values of one kind. */
export function valueShape<K extends ValueKind>(kind: K): Shape<ValueOf<K>> {
  return VALUES[kind] as unknown as Shape<ValueOf<K>>;
}
