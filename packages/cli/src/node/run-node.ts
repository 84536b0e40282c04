/** Runs the node of a folder until it is told to stop: by a signal, or by the end of the process that started it. */
import { createLog, localSigningKey, startNode } from '@annals/node';
import { openKeystore } from '@annals/node/keystore';
import { NETWORK_KEY, nodeFiles, readGenesis, readNodeConfig, VALIDATOR_KEY } from './node-folder.ts';

/** What `annals devnet` hears from the validators that it started. */
export type NodeReport = { readonly ready: { readonly apiUrl: string; readonly height: number } };

export interface NodeToRun {
  readonly folder: string;
  readonly genesisPath: string | undefined;
  /** The validator's key has never voted: a vote log may be begun on a chain with history. */
  readonly isNewKey: boolean;
  readonly passwordOf: (label: string) => Promise<string>;
  readonly version: string;
}

/** Resolves when the node has stopped. @throws AnnalsError `command.file`, `config.invalid`, `keystore.*`, `store.*`, `vote-log.*`. */
export async function runNode({ folder, genesisPath, isNewKey, passwordOf, version }: NodeToRun): Promise<void> {
  const files = nodeFiles(folder);
  const config = readNodeConfig(folder);
  const genesis = readGenesis(genesisPath ?? files.genesis);
  const network = await openKeystore(files.keys, NETWORK_KEY, await passwordOf(NETWORK_KEY));
  const validator =
    config.role === 'validator'
      ? await openKeystore(files.keys, VALIDATOR_KEY, await passwordOf(VALIDATOR_KEY))
      : undefined;
  // Before the start: who started it can be gone before it is done, and would leave a node that nobody stops.
  const ended = untilToldToStop();
  const node = await startNode({
    config,
    genesis,
    dataFolder: files.data,
    signingKey: validator ? localSigningKey(validator.secret, validator.publicKey) : null,
    isNewKey,
    networkSecret: network.secret,
    version,
    log: createLog({ level: config.logLevel }),
  });
  const report: NodeReport = { ready: { apiUrl: node.apiUrl, height: node.services.store.head.height } };
  if (process.connected) process.send?.(report);
  await ended;
  await node.stop();
  // An open channel would keep the process alive.
  if (process.connected) process.disconnect();
}

function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    // The channel to the process that started it closes however that process ends.
    if (process.send && !process.connected) resolve();
    process.once('disconnect', () => resolve());
  });
}
