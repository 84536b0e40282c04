/** `record.transition`: an action of the type's lifecycle, such as `suspend`, `reinstate` or `revoke`. */
import { shape } from '../../codec/index.ts';

export const recordTransitionShape = shape.struct({
  record: shape.id('record'),
  action: shape.slug,
  /** Why, as a short name and never as a sentence about a person (LAW 1). */
  reason: shape.slug,
});
