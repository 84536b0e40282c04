/** The network key as a client comes by it: from any node, with the proof that it is the one in force (PROTOCOL state-proof). */
import { type NetworkKeyInForce, stateKey } from '../block/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Proven, Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { fetchValue } from './proven-value.ts';

/**
 * Fetches and verifies the network key: content sealed to a key that a lying node made up would be the node's to read.
 * @throws AnnalsError `network-key.pending` when no ceremony has concluded yet, `proof.*` when the node lies.
 */
export async function fetchNetworkKey(client: RestClient, trusted: Trusted): Promise<Proven<NetworkKeyInForce>> {
  const { value, header } = await fetchValue(client, trusted, stateKey.networkKey);
  if (value) return value;
  throw new AnnalsError('network-key.pending', `no ceremony has concluded up to block ${header.height}`);
}
