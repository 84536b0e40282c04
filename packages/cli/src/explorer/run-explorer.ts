/** `annals explorer`: serves the citizens' explorer over the nodes and the genesis document of the context. */
import { formatGenesis } from '@annals/ledger/block';
import { untilStopped } from '../devnet/until-stopped.ts';
import type { Environment } from '../environment.ts';
import type { GlobalOptions } from '../session/global-options.ts';
import { Session } from '../session/session.ts';
import { startExplorer } from './start-explorer.ts';

export interface ExplorerOptions extends GlobalOptions {
  readonly port: number;
  readonly host: string;
}

/** Serves until it is told to stop. @throws AnnalsError `command.context`, `command.usage` when the port is taken. */
export async function runExplorer(options: ExplorerOptions, environment: Environment): Promise<void> {
  const session = new Session(environment, options);
  const { port, host } = options;
  const explorer = await startExplorer(
    { port, host, nodes: session.urls, genesis: formatGenesis(session.genesis) },
    environment,
  );
  const { url } = explorer;
  environment.writeOut(options.json ? `${JSON.stringify({ event: 'ready', url })}\n` : `${describeExplorer(url)}\n`);
  await untilStopped();
  await explorer.close();
}

function describeExplorer(url: string): string {
  return `The explorer is at ${url}\nPress Ctrl-C to stop.`;
}
