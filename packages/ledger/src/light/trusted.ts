/**
 * What a light client trusts: the genesis document, and what it has verified from there on. It holds no state; it
 * follows the validator sets through the headers at which they changed (PROTOCOL light-trust).
 */
import { type ConsensusValidator, chainIdOf, consensusValidatorsOf, type GenesisDocument } from '../block/index.ts';
import type { ChainId } from '../transaction/index.ts';

/** Immutable: verifying gives a new one. Keep the latest, and an older or forked answer is caught. */
export interface Trusted {
  readonly chain: ChainId;
  /** The set that decides heights from `sinceHeight` until the next change that is known. */
  readonly validators: readonly ConsensusValidator[];
  readonly sinceHeight: number;
  /** The highest height whose header has been verified; a proof at a lower one may be refused as stale. */
  readonly latestHeight: number;
}

/** Trust that rests on the genesis document alone. */
export function trustGenesis(genesis: GenesisDocument): Trusted {
  return {
    chain: chainIdOf(genesis),
    validators: consensusValidatorsOf(genesis),
    sinceHeight: 1,
    latestHeight: 0,
  };
}
