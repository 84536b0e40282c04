/**
 * The commands of `annals`, with their options and help. Declaring them loads nothing of the ledger: what a command
 * does is imported when it runs, so that help and completion come at once.
 */
import { Command, Option } from 'commander';
import { declareMemberCommands } from './commands/member-commands.ts';
import { declareNetworkCommands } from './commands/network-commands.ts';
import { declareNoticeCommands } from './commands/notice-commands.ts';
import { declarePaymentCommands } from './commands/payment-commands.ts';
import { declarePersonCommands } from './commands/person-commands.ts';
import { declarePolicyCommands } from './commands/policy-commands.ts';
import { declareRecordCommands } from './commands/record-commands.ts';
import { declareTransactionCommands } from './commands/transaction-commands.ts';
import type { Environment } from './environment.ts';
import { VERSION } from './version.ts';

/** @param onExit is given the exit code of an answer that is bad news. */
export function createProgram(environment: Environment, onExit: (exit: number) => void): Command {
  const program = new Command('annals')
    .description('A permissioned ledger for government records: nobody reads your record without leaving a trace.')
    .version(VERSION)
    .addOption(new Option('--json', 'print one JSON value, for programs').default(false))
    .option('--home <folder>', 'context folder; else ANNALS_HOME, else ~/.annals')
    .option('--node <url...>', 'address of a node, such as http://127.0.0.1:8101')
    .option('--genesis <file>', 'the genesis document that is trusted')
    .option('--as <key>', 'label of the key that signs')
    .option('--password-file <file>', 'file with the password of the keys; else ANNALS_PASSWORD, else it is asked for')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({ writeOut: environment.writeOut, writeErr: environment.writeError })
    .exitOverride()
    .showHelpAfterError('See the help: add --help.');
  const commands = { program, environment, onExit };
  declareNetworkCommands(commands);
  declareRecordCommands(commands);
  declarePersonCommands(commands);
  declarePolicyCommands(commands);
  declareNoticeCommands(commands);
  declareMemberCommands(commands);
  declarePaymentCommands(commands);
  declareTransactionCommands(commands);
  program.helpCommand(false);
  for (const group of program.commands) group.helpCommand(false);
  program
    .command('help')
    .description('the help of a command, such as `annals help record issue`')
    .argument('[command...]')
    .action((words: readonly string[]) => helpOf(program, words));
  return program;
}

/** Prints the help of the command that the words lead to, or says which word leads nowhere. */
function helpOf(program: Command, words: readonly string[]): void {
  let found = program;
  for (const word of words) {
    const next = found.commands.find((command) => command.name() === word);
    if (!next) program.error(`error: ${found.name()} has no command '${word}'`, { exitCode: 2 });
    found = next;
  }
  found.outputHelp();
}
