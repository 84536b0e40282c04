/**
 * Who may connect: the validators of the sets that are decided, whoever holds a share of the network key or has one to
 * deal though its seat is gone, and the observers that the configuration names.
 */
import { isRunning, stateKey } from '@annals/ledger/block';
import { invariant } from '@annals/ledger/errors';
import { readValue, type StateSource } from '@annals/ledger/state';
import type { NodeConfig } from './config/index.ts';
import type { Member } from './network/network.ts';

/** The values of the state that decide it. */
export const MEMBER_KEYS = [stateKey.validators, stateKey.networkKey, stateKey.ceremony] as const;

export function membersOf(state: StateSource, config: Pick<NodeConfig, 'observers' | 'addresses'>): Member[] {
  const sets = readValue(state, stateKey.validators);
  invariant(sets, 'the state holds no validators');
  const ceremony = readValue(state, stateKey.ceremony);
  const members = new Map<string, Member>();
  for (const peer of config.observers) members.set(peer, { peer, role: 'observer' });
  const dealers = ceremony?.previous?.holders ?? [];
  const isDealing = ceremony !== undefined && isRunning(ceremony);
  // Who has dealt has yet to learn that its share is to be destroyed, and needs nothing else.
  for (const { peer } of isDealing ? [] : dealers) members.set(peer, { peer, role: 'observer' });
  const holders = readValue(state, stateKey.networkKey)?.holders ?? [];
  for (const { peer, address } of [...(isDealing ? dealers : []), ...holders, ...sets.current, ...sets.next]) {
    members.set(peer, { peer, role: 'validator', address: config.addresses[peer] ?? address });
  }
  return [...members.values()];
}
