/** Who may connect: the validators of the sets that are decided, and the observers that the configuration names. */
import type { ValidatorSets } from '@annals/ledger/block';
import type { NodeConfig } from './config/index.ts';
import type { Member } from './network/network.ts';

export function membersOf({ current, next }: ValidatorSets, config: NodeConfig): Member[] {
  const members = new Map<string, Member>();
  for (const peer of config.observers) members.set(peer, { peer, role: 'observer' });
  for (const { peer, address } of [...current, ...next]) {
    members.set(peer, { peer, role: 'validator', address: config.addresses[peer] ?? address });
  }
  return [...members.values()];
}
