/**
 * The validator set as consensus and light clients need it: who signs, in order. How the nodes are reached is kept in
 * the state beside it and is no part of the hash, so that a new address changes no header.
 */
import { type AgencyId, encode, equalBytes, type Infer, idToBytes, shape } from '../codec/index.ts';
import { type Hash, hash } from '../crypto/index.ts';
import { publicKeyShape } from '../transaction/index.ts';
import { MAX_VALIDATORS } from './values/validator-sets.ts';

/** One seat: the agency that holds it and the key that signs. */
export interface ConsensusValidator {
  readonly agency: AgencyId;
  readonly key: Uint8Array;
}

export const consensusValidatorSetShape = shape.list(
  shape.struct({ agency: shape.id('agency'), key: publicKeyShape }),
  MAX_VALIDATORS,
  1,
);

export type ConsensusValidatorSet = Infer<typeof consensusValidatorSetShape>;

/** What headers say of a validator set. */
export function validatorsHash(validators: readonly ConsensusValidator[]): Hash {
  return hash('annals/validators/v1', encode(validators.map(({ agency, key }) => [idToBytes(agency), key])));
}

/** A set without what consensus does not need. */
export function consensusSetOf(validators: readonly ConsensusValidator[]): ConsensusValidatorSet {
  return validators.map(({ agency, key }) => ({ agency, key }));
}

/** The place of a key in a validator set, or -1. */
export function validatorIndex(validators: readonly ConsensusValidator[], key: Uint8Array): number {
  return validators.findIndex((validator) => equalBytes(validator.key, key));
}

/** Whether two sets have the same seats with the same keys in the same order. */
export function sameValidators(a: readonly ConsensusValidator[], b: readonly ConsensusValidator[]): boolean {
  return (
    a.length === b.length &&
    a.every((seat, i) => {
      const other = b[i];
      return other !== undefined && seat.agency === other.agency && equalBytes(seat.key, other.key);
    })
  );
}
