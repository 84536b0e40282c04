/** An agency as the state holds it under `agency/<id>`, and the list of active ones under `agencies`. */
import { type Infer, shape } from '../../codec/index.ts';
import { agencyRolesShape, localizedTextShape, publicKeyShape, quotaShape } from '../../transaction/index.ts';

/** How many validator keys of an agency are remembered, so that evidence against a replaced key still counts. */
export const MAX_VALIDATOR_KEYS_REMEMBERED = 16;
export const MAX_AGENCIES = 1_000;

export const agencyShape = shape.struct({
  key: publicKeyShape,
  name: localizedTextShape,
  issuesIdentities: shape.boolean,
  /** Items that it may have in one block, a transaction being at least one; the parameter `agencyQuota` caps it. */
  quota: quotaShape,
  /** The roles that the members have given it, sorted: a role counts for no officer of an agency that has not got it. */
  roles: agencyRolesShape,
  status: shape.oneOf('active', 'suspended'),
  admittedMs: shape.time,
  /** The keys of its validator seat, the latest first. */
  validatorKeys: shape.list(publicKeyShape, MAX_VALIDATOR_KEYS_REMEMBERED),
});

export type Agency = Infer<typeof agencyShape>;

/** The agencies that have a vote, in the order of their admission. */
export const activeAgenciesShape = shape.list(shape.id('agency'), MAX_AGENCIES);
