/** `ceremony.respond`: a participant has looked at all that was dealt to it, and complains of what is bad. */
import { shape } from '../../codec/index.ts';
import { complaintShape, MAX_PARTICIPANTS } from '../../threshold/index.ts';

export const ceremonyRespondShape = shape.struct({
  agency: shape.id('agency'),
  epoch: shape.uint,
  /** None when all that was dealt to it is good. */
  complaints: shape.list(complaintShape, MAX_PARTICIPANTS),
});
