/** The network key as a client comes by it: from any node, with the proof that it is the one in force (PROTOCOL state-proof). */
import { type NetworkKeyInForce, stateKey } from '../block/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Proven, Trusted } from '../light/index.ts';
import { type Asks, fetchValue } from './proven-value.ts';

/**
 * The key of an epoch that is in force or stands by.
 * @param known the key in force, as far as it has been fetched.
 * @throws AnnalsError `node.bad-answer` when the epoch is neither, and as {@link fetchNetworkKey}.
 */
export async function fetchKeyOfEpoch(
  client: Asks,
  trusted: Trusted,
  known: NetworkKeyInForce,
  epoch: number,
): Promise<NetworkKeyInForce> {
  if (known.key.epoch === epoch) return known;
  const { value: standby } = await fetchValue(client, trusted, stateKey.networkKeyStandby);
  if (standby?.key.epoch === epoch) return standby;
  // The key may have been shared anew since it was fetched.
  const inForce = await fetchNetworkKey(client, trusted);
  if (inForce.key.epoch === epoch) return inForce;
  throw new AnnalsError('node.bad-answer', `no key of the epoch ${epoch} is in force`);
}

/** The epochs of which shares are given, proven: that in force, and the one that stands by, if any. */
export async function fetchEpochs(client: Asks, trusted: Trusted): Promise<readonly number[]> {
  const inForce = await fetchNetworkKey(client, trusted);
  const { value: standby } = await fetchValue(client, trusted, stateKey.networkKeyStandby);
  return [inForce.key.epoch, ...(standby ? [standby.key.epoch] : [])];
}

/**
 * Fetches and verifies the network key: content sealed to a key that a lying node made up would be the node's to read.
 * @throws AnnalsError `network-key.pending` when no ceremony has concluded yet, `proof.*` when the node lies.
 */
export async function fetchNetworkKey(client: Asks, trusted: Trusted): Promise<Proven<NetworkKeyInForce>> {
  const { value, header } = await fetchValue(client, trusted, stateKey.networkKey);
  if (value) return value;
  throw new AnnalsError('network-key.pending', `no ceremony has concluded up to block ${header.height}`);
}
