/** `recovery.complete`: the agency that asked for a recovery puts the new key in its place, after the waiting time. */
import { shape } from '../../codec/index.ts';
import { publicKeyShape } from '../keys.ts';

export const recoveryCompleteShape = shape.struct({
  subject: shape.id('subject'),
  /** The new key, as it was approved. */
  key: publicKeyShape,
});
