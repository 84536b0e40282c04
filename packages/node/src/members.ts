/**
 * Who may connect: the validators of the sets that are decided, whoever holds a share of the network key, also one that
 * stands by, or has one to deal though its seat is gone, and the observers that the configuration names.
 */
import { isRunning, stateKey } from '@annals/ledger/block';
import { readValue, requireValue, type StateSource } from '@annals/ledger/state';
import type { NodeConfig } from './config/index.ts';
import type { Member } from './network/network.ts';

/** The values of the state that decide it. */
export const MEMBER_KEYS = [
  stateKey.validators,
  stateKey.networkKey,
  stateKey.networkKeyStandby,
  stateKey.ceremony,
] as const;

export function membersOf(state: StateSource, config: Pick<NodeConfig, 'observers' | 'addresses'>): Member[] {
  const sets = requireValue(state, stateKey.validators);
  const ceremony = readValue(state, stateKey.ceremony);
  const members = new Map<string, Member>();
  for (const peer of config.observers) members.set(peer, { peer, role: 'observer' });
  const dealers = ceremony && isRunning(ceremony) ? (ceremony.previous?.holders ?? []) : [];
  // Whose shares are of no use any more has yet to learn that they are to be destroyed, and needs nothing else.
  for (const { peer } of ceremony?.released ?? []) members.set(peer, { peer, role: 'observer' });
  const holders = [stateKey.networkKey, stateKey.networkKeyStandby].flatMap(
    (key) => readValue(state, key)?.holders ?? [],
  );
  for (const { peer, address } of [...dealers, ...holders, ...sets.current, ...sets.next]) {
    members.set(peer, { peer, role: 'validator', address: config.addresses[peer] ?? address });
  }
  return [...members.values()];
}
