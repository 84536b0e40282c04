/**
 * A network key in force without a ceremony, for tests of stores and nodes. It stands in the cache of decoded values,
 * where whoever executes a block looks first; no block has brought it, so there is no proof of it.
 */
import { type KeyHolder, type NetworkKeyInForce, stateKey, type ValidatorSets } from '@annals/ledger/block';
import { readValue, type StateSource } from '@annals/ledger/state';
import { type TestNetworkKey, testNetworkKey } from '@annals/ledger/threshold/testing';

/**
 * Puts a key in force, and gives it with all its shares.
 * @param holders the present validators, unless given.
 */
export function installNetworkKey(
  state: StateSource,
  holders: readonly KeyHolder[] = presentHolders(state),
  epoch = 0,
): TestNetworkKey & { readonly inForce: NetworkKeyInForce } {
  const made = testNetworkKey(holders.length, epoch);
  const inForce = { key: made.key, holders, sinceHeight: 0 };
  state.decoded?.set(stateKey.networkKey, inForce);
  return { ...made, inForce };
}

function presentHolders(state: StateSource): readonly KeyHolder[] {
  const { current } = readValue(state, stateKey.validators) as ValidatorSets;
  return current.map(({ agency, peer, address }) => ({ agency, peer, address }));
}
