/**
 * The validator sets that are already decided, under `validators`. A change takes effect two heights later, so that a
 * header can name the set of the next height before its own block is executed (PROTOCOL validator-change).
 */
import { type Infer, shape } from '../../codec/index.ts';
import { addressShape, peerShape, publicKeyShape } from '../../transaction/index.ts';

/** More validators than any PBFT network ran usefully; it bounds every certificate. */
export const MAX_VALIDATORS = 100;

export const validatorShape = shape.struct({
  agency: shape.id('agency'),
  key: publicKeyShape,
  /** The libp2p peer id of its node. */
  peer: peerShape,
  /** Where its node can be reached. */
  address: addressShape,
});

export type Validator = Infer<typeof validatorShape>;

/** In the order in which they take their turn as primary. */
export const validatorSetShape = shape.list(validatorShape, MAX_VALIDATORS, 1);
export type ValidatorSet = Infer<typeof validatorSetShape>;

export const validatorSetsShape = shape.struct({
  /** In the state after height h: the set that decides h+1. */
  current: validatorSetShape,
  /** In the state after height h: the set that decides h+2. */
  next: validatorSetShape,
});

export type ValidatorSets = Infer<typeof validatorSetsShape>;
