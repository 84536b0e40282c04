/** Makes a node folder: fresh keys, a configuration, and the seat that the genesis document needs to know. */
import type { AgencyId } from '@annals/ledger/codec';
import { generateSecretKey } from '@annals/ledger/crypto';
import type { NodeConfig } from '@annals/node/config';
import { createKeystore, type KeystoreCost } from '@annals/node/keystore';
import { NETWORK_KEY, nodeFiles, VALIDATOR_KEY, writeNewNodeConfig } from './node-folder.ts';
import type { Seat } from './seat.ts';

export interface NodeToCreate {
  readonly folder: string;
  readonly config: NodeConfig;
  /** The agency that the node belongs to. */
  readonly agency: AgencyId;
  /** Where the others reach it, as a multiaddr. */
  readonly address: string;
  readonly password: string;
  readonly cost?: KeystoreCost;
}

/** Makes the folder and gives the validator's part of the seat. @throws AnnalsError `command.file`, `keystore.exists`. */
export async function createNode(node: NodeToCreate): Promise<NonNullable<Seat['validator']>> {
  const { folder, config, agency, address, password, cost } = node;
  writeNewNodeConfig(folder, config);
  const { keys } = nodeFiles(folder);
  const create = (label: typeof VALIDATOR_KEY | typeof NETWORK_KEY, secret: Uint8Array) =>
    createKeystore(keys, { label, kind: label, agency, secret }, password, cost);
  const networkSecret = generateSecretKey();
  const validator = await create(VALIDATOR_KEY, generateSecretKey());
  await create(NETWORK_KEY, networkSecret);
  // libp2p is heavy to load: only what makes or runs a node waits for it.
  const { peerIdOf } = await import('@annals/node/network');
  return { key: validator.publicKey, peer: peerIdOf(networkSecret), address };
}
