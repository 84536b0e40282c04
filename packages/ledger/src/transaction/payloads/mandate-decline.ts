/** `mandate.decline`: who was named in a mandate does not agree to act. Not to answer does the same, after a time. */
import { shape } from '../../codec/index.ts';
import { mandateAnswerFields } from './mandate-accept.ts';

export const mandateDeclineShape = shape.struct(mandateAnswerFields);
