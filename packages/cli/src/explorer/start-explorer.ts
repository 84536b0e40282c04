/** Starts serving the explorer, for the command of that name and for the local network. */
import { readFileSync } from 'node:fs';
import { AnnalsError } from '@annals/ledger/errors';
import { guardServer } from '@annals/node/serving';
import type { Environment } from '../environment.ts';

/** Where an explorer is reached, and how it ends. */
export interface RunningExplorer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

interface ExplorerToServe {
  readonly port: number;
  readonly host?: string;
  readonly nodes: readonly string[];
  readonly genesis: string;
  /** Addresses or networks of proxies before it that say truly whom they ask for. */
  readonly trustedProxies?: readonly string[];
}

/** Starts serving. @throws AnnalsError `command.usage` when it cannot listen there. */
export async function startExplorer(what: ExplorerToServe, environment: Environment): Promise<RunningExplorer> {
  const { serveExplorer } = await import('@annals/explorer/serve');
  try {
    return await serveExplorer({
      ...what,
      guard: (server, handle) => guardServer(server, handle, { trustedProxies: what.trustedProxies ?? [] }),
      onBuild: () => environment.writeError('Building the explorer; this is needed once.\n'),
    });
  } catch (cause) {
    throw new AnnalsError('command.usage', `the explorer cannot be served: ${(cause as Error).message}`, { cause });
  }
}

/** The explorer of a local network; undefined, with a word why, when there can be none: the network runs without. */
export async function startNetworkExplorer(
  genesisPath: string,
  nodes: readonly string[],
  usualPort: number,
  environment: Environment,
): Promise<RunningExplorer | undefined> {
  const genesis = readFileSync(genesisPath, 'utf8');
  const start = (port: number) => startExplorer({ port, nodes, genesis }, environment);
  try {
    return await start(usualPort).catch(() => start(0));
  } catch (error) {
    environment.writeError(`${(error as Error).message}\n`);
    return undefined;
  }
}
