/**
 * What a light client trusts: the genesis document, and what it has verified from there on. It holds no state; it
 * follows the validator sets through the headers at which they changed (PROTOCOL light-trust).
 */
import { type ConsensusValidator, chainIdOf, consensusValidatorsOf, type GenesisDocument } from '../block/index.ts';
import type { BlockHash } from '../codec/index.ts';
import type { ChainId } from '../transaction/index.ts';

/**
 * Immutable: verifying gives a new one. Keep the latest: with it an older or forked answer is caught, and a set that
 * has been replaced can no longer sign the present, even if all its keys have leaked since.
 */
export interface Trusted {
  readonly chain: ChainId;
  /** The set of the genesis document, from which headers below `sinceHeight` are verified. */
  readonly genesisValidators: readonly ConsensusValidator[];
  /** The set that decides heights from `sinceHeight` until the next change that is known. */
  readonly validators: readonly ConsensusValidator[];
  readonly sinceHeight: number;
  /** The highest height whose header has been verified; a proof at a lower one may be refused as stale. */
  readonly latestHeight: number;
  /** The block at that height; another one is a fork. Null at genesis. */
  readonly latestHash: BlockHash | null;
}

/** Trust that rests on the genesis document alone. */
export function trustGenesis(genesis: GenesisDocument): Trusted {
  const validators = consensusValidatorsOf(genesis);
  return {
    chain: chainIdOf(genesis),
    genesisValidators: validators,
    validators,
    sinceHeight: 1,
    latestHeight: 0,
    latestHash: null,
  };
}
