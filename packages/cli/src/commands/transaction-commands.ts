/** Commands about transactions and blocks as such: `submit`, `receipt`, `verify`, `tx`, `block`, `evidence`, `events`, `completion`. */
import { Argument, type Command } from 'commander';
import type { GlobalOptions } from '../session/global-options.ts';
import { type Commands, examples, judging, runs, submitting } from './declare.ts';

export function declareTransactionCommands(commands: Commands): void {
  const { program, environment } = commands;
  examples(
    submitting(program.command('submit'))
      .description('submit a transaction and wait until it is committed')
      .argument('<file>', 'signed bytes in hexadecimal, or an intent as JSON that --as signs; - for standard input')
      .option('--sidecar <file>', 'the sealed content that goes beside it, in hexadecimal')
      .action(runs(commands, async () => (await import('../transactions/transactions.ts')).submitRaw)),
    `echo '{"kind":"programme.close","body":{"programme":"prg1…"}}' | annals submit - --as social-insurance`,
  );
  examples(
    program
      .command('receipt')
      .description('the receipt of a committed transaction, verified')
      .argument('<transaction>')
      .option('--save <file>', 'keep it')
      .action(
        runs(commands, async () => {
          const { showReceipt } = await import('../transactions/transactions.ts');
          return (session, { save }: { readonly save?: string }, text: string) =>
            showReceipt(session, save === undefined ? {} : { receipt: save }, text);
        }),
      ),
    'annals receipt tx1… --save receipt.json',
  );
  examples(
    judging(program.command('verify'))
      .description('verify a file from the genesis document, and ask a node whether it still holds')
      .argument('<file>', "a receipt, a presentation, a certificate of erasure, an access log, or a record's history")
      .option('--audience <name>', 'the presentation must have been made for this one')
      .option('--nonce <challenge>', 'the presentation must answer this challenge')
      .option('--even-if-not-in-force', 'show what a presentation says, also when it is not valid now')
      .action(runs(commands, async () => (await import('../transactions/verify-file.ts')).verifyFile)),
    'annals verify receipt.json --genesis genesis.json',
    'annals verify shown.json --audience employer.example',
    'annals verify shown.json --offline --max-age 7d',
  );
  program
    .command('tx')
    .description('committed transactions')
    .command('show')
    .description('a transaction and its result')
    .argument('<transaction>')
    .action(runs(commands, async () => (await import('../transactions/transactions.ts')).showTransaction));
  const block = program.command('block').description('blocks');
  block
    .command('list')
    .description('blocks, the latest first')
    .option('--limit <count>', 'how many', '20')
    .action(runs(commands, async () => (await import('../transactions/transactions.ts')).listBlocks));
  block
    .command('show')
    .description('one block')
    .argument('<height>')
    .action(runs(commands, async () => (await import('../transactions/transactions.ts')).showBlock));
  program
    .command('evidence')
    .description('validators that are proven to have signed two different blocks')
    .action(runs(commands, async () => (await import('../transactions/transactions.ts')).listEvidence));
  examples(
    program
      .command('events')
      .description('what happens on the ledger, as it happens')
      .option('--count <number>', 'stop after so many events')
      .action(async function (this: Command) {
        const [{ Session }, { printEvents }] = await Promise.all([
          import('../session/session.ts'),
          import('../transactions/events.ts'),
        ]);
        const { count, ...options } = this.optsWithGlobals<GlobalOptions & { readonly count?: string }>();
        await printEvents(new Session(environment, options), count === undefined ? undefined : Number(count));
      }),
    'annals events --json | head -n 3',
  );
  examples(
    program
      .command('completion')
      .description('a script that completes commands and options in the shell')
      .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
      .action(async (shell: 'bash' | 'zsh' | 'fish') => {
        const { completionScript } = await import('../completion.ts');
        environment.writeOut(completionScript(program, shell));
      }),
    'source <(annals completion bash)',
    'annals completion fish > ~/.config/fish/completions/annals.fish',
  );
}
