/** What the local network prints when it is ready: where it is reached, and how to use it from another terminal. */
import { existsSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { chainIdOf } from '@annals/ledger/block';
import { bytesToHex } from '@annals/ledger/codec';
import { shortChain } from '@annals/ledger/rest';
import { contextFiles } from '../context/context.ts';
import { nodeFiles, readGenesis } from '../node/node-folder.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { COMMAND } from './command-path.ts';
import type { NetworkFolders } from './create-network.ts';
import type { MailCatcher } from './mail-catcher.ts';

export interface RunningValidator {
  readonly label: string;
  readonly agency: string;
  readonly api: string;
  readonly pid: number;
  readonly folder: string;
}

/** What runs beside the validators. */
interface Served {
  readonly explorer: string | null;
  readonly mails: Pick<MailCatcher, 'port' | 'folder'>;
  /** Whether the sample citizens are still to come. */
  readonly populating: boolean;
}

/** Addresses that a person opens, each with what it is. What else a network serves gets its line here. */
function addresses(
  validators: readonly RunningValidator[],
  { explorer, mails }: Served,
): readonly (readonly [string, string])[] {
  return [
    ...(explorer === null ? [] : [['Explorer', explorer] as const]),
    ['Mail server', `smtp://127.0.0.1:${mails.port}`],
    ['Mails', mails.folder],
    ...validators.slice(0, 1).map(({ api }) => ['API description', `${api}/openapi.json`] as const),
  ];
}

/** From a clone, `annals` is in no folder of the PATH. */
function aliasFor(path: string): string {
  const isInstalled = path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, 'annals')));
  return isInstalled ? '' : `  alias annals=${COMMAND}\n`;
}

/** @param path the folders in which the shell looks for commands. */
export function describeNetwork(
  network: NetworkFolders,
  validators: readonly RunningValidator[],
  path: string,
  served: Served,
): Answer {
  const { explorer, mails, populating } = served;
  const { genesis, wallets, password } = contextFiles(network.home);
  const chain = chainIdOf(readGenesis(genesis));
  return {
    text: paragraphs(
      `${validators.length === 1 ? 'One validator runs' : `${validators.length} validators run`} the chain ${shortChain(chain)}.`,
      table(
        ['AGENCY', 'API', 'PROCESS', 'FOLDER'],
        validators.map(({ agency, api, pid, folder }) => [agency, api, String(pid), basename(folder)]),
      ),
      fields([
        ...addresses(validators, served),
        ['Genesis document', genesis],
        ['Folders', network.folder],
        ['Logs', nodeFiles(join(network.folder, 'validator-*')).log],
      ]),
      `In another terminal:\n\n  export ANNALS_HOME=${network.home}\n${aliasFor(path)}  annals status`,
      explorer === null
        ? undefined
        : `In the explorer, "My data" opens with a wallet and its password:\n\n  ${wallets}/*.json\n  ${password}`,
      populating
        ? 'Synthetic citizens move in now: who they are, and what to look at, follows in some seconds.'
        : undefined,
      'Press Ctrl-C to stop.',
    ),
    json: {
      event: 'ready',
      chain: bytesToHex(chain),
      home: network.home,
      genesis,
      explorer,
      mails: { port: mails.port, folder: mails.folder },
      validators: validators.map((each) => ({ ...each, log: nodeFiles(each.folder).log })),
    },
  };
}
