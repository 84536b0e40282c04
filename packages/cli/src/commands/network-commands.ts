/** Commands that make and run networks and nodes: `devnet`, `status`, `start`, `init`, `genesis`, `context`. */
import { type Command, InvalidArgumentError } from 'commander';
import type { ExplorerOptions } from '../explorer/run-explorer.ts';
import type { GlobalOptions } from '../session/global-options.ts';
import { type Commands, examples, list, runs } from './declare.ts';

const MAX_DEVNET_VALIDATORS = 10;

export function declareNetworkCommands(commands: Commands): void {
  const { program } = commands;
  declareDevnet(commands);
  declareExplorer(commands);
  examples(
    program
      .command('status')
      .description('whether blocks are being made; if not, why, and who is missing')
      .action(runs(commands, async () => (await import('../node/status.ts')).showStatus)),
    'annals status',
    'annals status --node http://127.0.0.1:8101 --node http://127.0.0.1:8102',
    '',
    'Exits with 5 when no block is made although one should be.',
  );
  declareStart(commands);
  declareInit(commands);
  declareGenesis(commands);
  const context = program
    .command('context')
    .description('which network commands are about, when no option says otherwise');
  context
    .command('show')
    .description('the context in force')
    .action(runs(commands, async () => (await import('../context/context-commands.ts')).showContext));
  examples(
    context
      .command('set')
      .description('keep --node and --genesis in the context folder')
      .action(runs(commands, async () => (await import('../context/context-commands.ts')).setContext)),
    'annals context set --node https://annals.health.example --genesis genesis.json',
  );
}

function declareDevnet({ program, environment }: Commands): void {
  examples(
    program
      .command('devnet')
      .description('run a network on this machine: validators as processes of their own, agencies, synthetic citizens')
      .option('--validators <count>', 'how many validators a new network has; else 4', validatorCount)
      .option('--data <folder>', 'keep the network in this folder and resume it; else it is gone at the end')
      .option('--no-sample', 'without the synthetic citizens')
      .action(async function (this: Command) {
        const { resolve } = await import('node:path');
        const { runDevnet } = await import('../devnet/devnet.ts');
        const { data, validators, sample, json } = this.optsWithGlobals<GlobalOptions & DevnetOptions>();
        const folder = data === undefined ? undefined : resolve(environment.cwd, data);
        await runDevnet({ data: folder, validators, sample, json }, environment);
      }),
    'annals devnet',
    'annals devnet --data .devnet --validators 7',
  );
}

function declareExplorer({ program, environment }: Commands): void {
  examples(
    program
      .command('explorer')
      .description("serve the citizens' explorer, a page that reads these nodes and verifies what they say")
      .option('--port <port>', 'the port on which it listens', port, 8100)
      .option('--host <host>', 'the address on which it listens', '127.0.0.1')
      .option('--trusted-proxy <address...>', 'a proxy before it, whose word on whom it asks for counts')
      .action(async function (this: Command) {
        const { runExplorer } = await import('../explorer/run-explorer.ts');
        await runExplorer(this.optsWithGlobals<ExplorerOptions>(), environment);
      }),
    'annals explorer',
    'annals explorer --port 8080 --node https://annals.health.example --genesis genesis.json',
  );
}

function port(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

interface DevnetOptions {
  readonly data?: string;
  readonly validators?: number;
  readonly sample: boolean;
}

function declareStart({ program, environment }: Commands): void {
  examples(
    program
      .command('start')
      .description('run the node of a folder that `annals init` made')
      .argument('[folder]', 'the folder of the node', '.')
      .option('--new-key', "the validator's key has never voted: begin its vote log on a chain with history", false)
      .action(async function (this: Command, folder: string) {
        const [{ resolve }, { runNode }, { passwordFor }, { VERSION }] = await Promise.all([
          import('node:path'),
          import('../node/run-node.ts'),
          import('../context/password.ts'),
          import('../version.ts'),
        ]);
        const { genesis, passwordFile, newKey } = this.optsWithGlobals<GlobalOptions & { readonly newKey: boolean }>();
        const inCwd = (path: string) => resolve(environment.cwd, path);
        const source = { file: passwordFile === undefined ? null : inCwd(passwordFile) };
        await runNode({
          folder: inCwd(folder),
          genesisPath: genesis === undefined ? undefined : inCwd(genesis),
          isNewKey: newKey,
          passwordOf: (label) => passwordFor(label, environment, source),
          version: VERSION,
        });
      }),
    'annals start /var/lib/annals --password-file /run/secrets/annals',
    'annals start /var/lib/annals --new-key',
    '',
    'Use --new-key once, for a fresh key on a store that is kept. With a key that has voted, also on another',
    'machine, it could contradict its votes; that is proven by the signatures and stands on the ledger.',
  );
}

function declareInit(commands: Commands): void {
  examples(
    commands.program
      .command('init')
      .description("make the folder of a node: configuration, keys, and the agency's seat for the others")
      .argument('<folder>', 'the folder to make')
      .requiredOption('--agency-key <key>', "label of the agency's key in this context")
      .option('--name <name>', "the agency's name, as `en=Health Service`; once for each language", list, [])
      .option('--identities', 'the agency enrols persons', false)
      .option('--role <role>', 'a role that its officers shall have; may be repeated', list, [])
      .option('--listen <multiaddr>', 'where the node listens for the others', '/ip4/0.0.0.0/tcp/4001')
      .option('--address <multiaddr>', 'where the others reach it; else as it listens')
      .option('--api-host <host>', 'where its API listens', '127.0.0.1')
      .option('--api-port <port>', 'the port of its API', '8101')
      .option('--observer', 'a node that follows and never votes', false)
      .action(runs(commands, async () => (await import('../node/init.ts')).initNode)),
    'annals keys create health --kind agency',
    "annals init node --agency-key health --name 'en=Health Service' --address /dns4/annals.health.example/tcp/4001",
  );
}

function declareGenesis(commands: Commands): void {
  const genesis = commands.program.command('genesis').description('the document that a chain begins with');
  examples(
    genesis
      .command('create')
      .description('join the seats of the founding agencies into a genesis document')
      .argument('<seat...>', 'seat files, in the order in which validators take their turn')
      .requiredOption('--name <name>', 'the name of the network')
      .option('--out <file>', 'where to write it', 'genesis.json')
      .option('--types <file>', 'record types as a JSON list of declarations')
      .option(
        '--sample-types',
        'the sample record types and roles; the seats are registry, education, health, welfare, and perhaps inspectorate',
        false,
      )
      .option('--vocabulary <file>', 'the roles and purposes that the members know, as JSON; else usual ones')
      .action(runs(commands, async () => (await import('../node/init.ts')).createGenesis)),
    "annals genesis create --name 'Four agencies' registry/seat.json education/seat.json health/seat.json welfare/seat.json --sample-types",
  );
  genesis
    .command('show')
    .description('what a genesis document says, and its chain id')
    .argument('[file]', 'the document; else that of the context')
    .action(runs(commands, async () => (await import('../node/init.ts')).showGenesis));
  genesis
    .command('check')
    .description('whether a chain can start from a genesis document')
    .argument('[file]', 'the document; else that of the context')
    .action(runs(commands, async () => (await import('../node/init.ts')).checkGenesisFile));
}

function validatorCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_DEVNET_VALIDATORS) return count;
  throw new InvalidArgumentError(`Give a number from 1 to ${MAX_DEVNET_VALIDATORS}.`);
}
