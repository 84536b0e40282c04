/** Validators, what they did wrong, the parameters of the network, and how this node sees it. */
import { stateKey, type Validator } from '@annals/ledger/block';
import type { NodeServices } from '../../services.ts';
import type { Handlers } from '../handler.ts';
import { listValues } from '../lists.ts';
import { known } from '../proofs.ts';

export function validatorRoutes(
  services: NodeServices,
): Pick<Handlers, 'validators' | 'evidence' | 'parameters' | 'status'> {
  const { chain, store, network, wallMs } = services;
  const statusOf = (validator: Validator, peers: ReturnType<typeof network.peers>) => {
    if (validator.peer === network.peer) {
      return { validator, connected: true, height: store.head.height, lastSeenMs: wallMs() };
    }
    const peer = peers.find(({ peer: name }) => name === validator.peer);
    return {
      validator,
      connected: peer?.connected ?? false,
      height: null,
      lastSeenMs: peer?.lastSeenMs === undefined ? null : Math.floor(peer.lastSeenMs),
    };
  };
  return {
    validators: () => {
      const { current, next } = chain.validators;
      const peers = network.peers();
      return { current: current.map((validator) => statusOf(validator, peers)), next };
    },
    evidence: async ({ query }) => {
      const { items, next } = await listValues(store, 'evidence', query);
      return { items: items.map(({ value }) => value), next };
    },
    parameters: () => known(store, stateKey.parameters, 'store.damaged'),
    status: () => services.status(),
  };
}
