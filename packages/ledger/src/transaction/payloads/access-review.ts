/** `access.review`: an officer of another agency says whether an emergency read was justified. */
import { shape } from '../../codec/index.ts';

export const accessReviewShape = shape.struct({
  /** The `access.read` that invoked the emergency. */
  transaction: shape.id('transaction'),
  verdict: shape.oneOf('justified', 'unjustified'),
});
