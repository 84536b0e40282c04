/**
 * The network key in force, under `network-key`: absent until the first ceremony has completed, and from then on with
 * the same public key for ever. With it who holds its shares, in the order of their indices (LAW 2). All of them have
 * proven that they do, so as many as it takes to open are honest whoever the faulty ones are. Beside it, under
 * `network-key-standby`, the shares of a later ceremony that not all have confirmed.
 */
import { type Infer, shape } from '../../codec/index.ts';
import { MAX_PARTICIPANTS, networkKeyShape, participantIndexShape } from '../../threshold/index.ts';
import { addressShape, peerShape } from '../../transaction/index.ts';

/** Who holds the share of an index: an agency, and where its node is reached also after it has given up its seat. */
export const keyHolderFields = {
  agency: shape.id('agency'),
  peer: peerShape,
  address: addressShape,
};
export const keyHolderShape = shape.struct(keyHolderFields);
export type KeyHolder = Infer<typeof keyHolderShape>;

const keyInForceFields = {
  key: networkKeyShape,
  /** By index less one. */
  holders: shape.list(keyHolderShape, MAX_PARTICIPANTS, 1),
  /** The height at which the epoch of its shares began. */
  sinceHeight: shape.uint,
};
export const networkKeyInForceShape = shape.struct(keyInForceFields);
export type NetworkKeyInForce = Infer<typeof networkKeyInForceShape>;

/** Shares of the same key that stand by: enough have confirmed them to open, but not all seats. */
export const standbyKeyShape = shape.struct({
  ...keyInForceFields,
  /** The seats that they were made for. */
  seats: shape.list(shape.id('agency'), MAX_PARTICIPANTS, 1),
  /** Indices of the holders that have proven that they hold theirs, ascending. */
  confirmed: shape.list(participantIndexShape, MAX_PARTICIPANTS),
});
export type StandbyKey = Infer<typeof standbyKeyShape>;
