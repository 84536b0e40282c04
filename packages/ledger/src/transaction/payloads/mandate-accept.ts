/** `mandate.accept`: who was named in a mandate agrees to act; from then on it is in force. */
import { shape } from '../../codec/index.ts';

/** Which offer is answered, and by whom. */
export const mandateAnswerFields = {
  /** Who was named, whose present key signs. */
  subject: shape.id('subject'),
  /** The person who would be represented. */
  represented: shape.id('subject'),
  mandate: shape.id('mandate'),
};

export const mandateAcceptShape = shape.struct(mandateAnswerFields);
