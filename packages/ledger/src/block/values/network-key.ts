/**
 * The network key in force, under `network-key`: absent until the first ceremony has concluded, and from then on with
 * the same public key for ever. With it who holds its shares, in the order of their indices (LAW 2).
 */
import { type Infer, shape } from '../../codec/index.ts';
import { MAX_PARTICIPANTS, networkKeyShape } from '../../threshold/index.ts';
import { addressShape, peerShape } from '../../transaction/index.ts';

/** Who holds the share of an index: an agency, and where its node is reached also after it has given up its seat. */
export const keyHolderFields = {
  agency: shape.id('agency'),
  peer: peerShape,
  address: addressShape,
};
export const keyHolderShape = shape.struct(keyHolderFields);
export type KeyHolder = Infer<typeof keyHolderShape>;

export const networkKeyInForceShape = shape.struct({
  key: networkKeyShape,
  /** By index less one. */
  holders: shape.list(keyHolderShape, MAX_PARTICIPANTS, 1),
  /** The height at which the epoch of its shares began. */
  sinceHeight: shape.uint,
});
export type NetworkKeyInForce = Infer<typeof networkKeyInForceShape>;
