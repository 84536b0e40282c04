/** `access.reveal`: a validator discloses a hidden read whose reveal date has come. */
import { shape } from '../../codec/index.ts';
import { hiddenDisclosureShape } from './access-read-hidden.ts';

export const accessRevealShape = shape.struct({
  /** The `access.read-hidden`. */
  transaction: shape.id('transaction'),
  disclosure: hiddenDisclosureShape,
});
