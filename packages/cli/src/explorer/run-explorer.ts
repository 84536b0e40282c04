/** `annals explorer`: serves the citizens' explorer over the nodes and the genesis document of the context. */
import { isIP } from 'node:net';
import { formatGenesis } from '@annals/ledger/block';
import { AnnalsError } from '@annals/ledger/errors';
import { untilStopped } from '../devnet/until-stopped.ts';
import type { Environment } from '../environment.ts';
import type { GlobalOptions } from '../session/global-options.ts';
import { Session } from '../session/session.ts';
import { startExplorer } from './start-explorer.ts';

export interface ExplorerOptions extends GlobalOptions {
  readonly port: number;
  readonly host: string;
  readonly trustedProxy?: readonly string[];
}

/** Serves until it is told to stop. @throws AnnalsError `command.context`, `command.usage` when the port is taken. */
export async function runExplorer(options: ExplorerOptions, environment: Environment): Promise<void> {
  const session = new Session(environment, options);
  const { port, host, trustedProxy: trustedProxies = [] } = options;
  for (const proxy of trustedProxies) requireAddress(proxy);
  const explorer = await startExplorer(
    { port, host, trustedProxies, nodes: session.urls, genesis: formatGenesis(session.genesis) },
    environment,
  );
  const { url } = explorer;
  environment.writeOut(options.json ? `${JSON.stringify({ event: 'ready', url })}\n` : `${describeExplorer(url)}\n`);
  await untilStopped();
  await explorer.close();
}

/** @throws AnnalsError `command.usage`. */
function requireAddress(text: string): void {
  const [address = '', prefix = '0', ...more] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits) return;
  throw new AnnalsError('command.usage', `${text} is no address such as 127.0.0.1, and no network such as 10.0.0.0/8`);
}

function describeExplorer(url: string): string {
  return `The explorer is at ${url}\nPress Ctrl-C to stop.`;
}
