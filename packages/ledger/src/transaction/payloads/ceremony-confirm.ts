/** `ceremony.confirm`: a participant holds its share of the key that a ceremony is about to make, and has synced it. */
import { shape } from '../../codec/index.ts';
import { SHARE_POSSESSION_SIZE_BYTES } from '../../threshold/index.ts';
import { hashShape } from '../keys.ts';

export const ceremonyConfirmShape = shape.struct({
  agency: shape.id('agency'),
  epoch: shape.uint,
  /** The digest of the candidate that the share is of: an earlier one of the epoch counts no more. */
  candidate: hashShape,
  /** Of possession of the share. */
  proof: shape.bytes(SHARE_POSSESSION_SIZE_BYTES),
});
