/** `recovery.approve`: a second agency, which has seen the person itself, approves a recovery. */
import { shape } from '../../codec/index.ts';
import { publicKeyShape } from '../keys.ts';

export const recoveryApproveShape = shape.struct({
  subject: shape.id('subject'),
  /** The new key that is approved, so that a request made meanwhile for another key is not. */
  key: publicKeyShape,
});
