/** `ceremony.join`: an agency takes part in a key ceremony, with a key that is fresh for it and destroyed after it. */
import { shape } from '../../codec/index.ts';
import { publicKeyShape } from '../keys.ts';

export const ceremonyJoinShape = shape.struct({
  agency: shape.id('agency'),
  /** The height at which the ceremony began. */
  epoch: shape.uint,
  /** What is dealt to the agency is encrypted to this key. */
  key: publicKeyShape,
});
