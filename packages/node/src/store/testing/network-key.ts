/**
 * A network key in force without a ceremony, for tests of stores and nodes. It stands in the cache of decoded values,
 * where whoever executes a block looks first; no block has brought it, so there is no proof of it.
 */
import { type NetworkKeyInForce, stateKey, type ValidatorSets } from '@annals/ledger/block';
import { readValue, type StateSource } from '@annals/ledger/state';
import { type TestNetworkKey, testNetworkKey } from '@annals/ledger/threshold/testing';

/** Puts a key in force that the present validators hold, and gives it with all its shares. */
export function installNetworkKey(state: StateSource): TestNetworkKey & { readonly inForce: NetworkKeyInForce } {
  const { current } = readValue(state, stateKey.validators) as ValidatorSets;
  const made = testNetworkKey(current.length);
  const holders = current.map(({ agency, peer, address }) => ({ agency, peer, address }));
  const inForce = { key: made.key, holders, sinceHeight: 0 };
  state.decoded?.set(stateKey.networkKey, inForce);
  return { ...made, inForce };
}
