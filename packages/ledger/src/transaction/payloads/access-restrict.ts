/**
 * `access.restrict`: a person, or who represents her, closes a record, or all of her records of a type, to everybody
 * who has no consent of hers; or opens it again.
 */
import { type Infer, shape } from '../../codec/index.ts';
import { decidingFields } from './consent-grant.ts';

/** What is restricted: one record, or all of one type, those to come as well. */
export const restrictionScopeShape = shape.union('of', {
  record: shape.struct({ record: shape.id('record') }),
  type: shape.struct({ type: shape.slug }),
});
export type RestrictionScope = Infer<typeof restrictionScopeShape>;

export const accessRestrictShape = shape.struct({
  ...decidingFields,
  scope: restrictionScopeShape,
  /** True: restricted from now on. False: no longer. */
  on: shape.boolean,
});
