/**
 * A network key in force without a ceremony, for tests of stores and nodes. It stands in the cache of decoded values,
 * where whoever executes a block looks first; for a proof of it, put it into the effects of a block.
 */
import {
  type KeyHolder,
  type NetworkKeyInForce,
  type StandbyKey,
  type StateKey,
  stateKey,
  type ValidatorSets,
  valueShape,
} from '@annals/ledger/block';
import { encodeShape } from '@annals/ledger/codec';
import { treeKeyHash, treeValueHash, updateTree } from '@annals/ledger/merkle';
import { type BlockEffects, readValue, type StateSource } from '@annals/ledger/state';
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
  state.decoded?.set(stateKey.networkKey, inForce, 0);
  return { ...made, inForce };
}

function presentHolders(state: StateSource): readonly KeyHolder[] {
  const { current } = readValue(state, stateKey.validators) as ValidatorSets;
  return current.map(({ agency, peer, address }) => ({ agency, peer, address }));
}

/** What a block does, and a network key besides, as if a ceremony had concluded in it; with shares that stand by, if any. */
export function withNetworkKey(
  state: StateSource,
  effects: BlockEffects,
  inForce: NetworkKeyInForce,
  standby?: StandbyKey,
): BlockEffects {
  const made: [StateKey, Uint8Array][] = [[stateKey.networkKey, encodeShape(valueShape('network-key'), inForce)]];
  if (standby) made.push([stateKey.networkKeyStandby, encodeShape(valueShape('network-key-standby'), standby)]);
  const encoded = new Map([...effects.state, ...made]);
  const changes = [...encoded].map(([key, value]) => ({
    keyHash: treeKeyHash(key),
    valueHash: value && treeValueHash(value),
  }));
  const { root, pages } = updateTree(state.tree, changes);
  const values = new Map([...effects.values, [stateKey.networkKey as StateKey, inForce]]);
  if (standby) values.set(stateKey.networkKeyStandby, standby);
  return { ...effects, state: encoded, values, tree: pages, stateRoot: root };
}
