/** Commands about hidden reads and the proof of silence, declared on the groups `record` and `access`. */
import { InvalidArgumentError } from 'commander';
import { type Commands, examples, list, runs, submitting } from './declare.ts';

type Group = ReturnType<Commands['program']['command']>;

export function declareReadHidden(commands: Commands, record: Group): void {
  examples(
    submitting(record.command('read-hidden'))
      .description('read under an order of a court; the ledger tells the person at the date in the order')
      .requiredOption('--court <file>', 'the order, as `access court-order` made it')
      .option('--out <file>', 'keep the content in this file')
      .action(runs(commands, async () => (await import('../access/hidden.ts')).readUnderOrder)),
    'annals record read-hidden --court order.json --as inspector',
  );
}

export function declareHiddenReads(commands: Commands, access: Group): void {
  examples(
    access
      .command('court-order')
      .description("order a hidden read, with a court agency's key; the file is as secret as what it is about")
      .requiredOption('--record <record>', 'the record')
      .requiredOption('--section <section>', 'a section; may be repeated', list)
      .requiredOption('--purpose <purpose>', 'such as investigation')
      .requiredOption('--basis <basis>', 'the legal basis, as a short reference such as criminal-procedure/94')
      .requiredOption('--reference <reference>', 'the number of the case')
      .requiredOption('--agency <agency>', 'the agency that may read')
      .requiredOption('--reveal <date>', 'when the person is told: a day, or a time with its zone')
      .requiredOption('--out <file>', 'where to write the order')
      .action(runs(commands, async () => (await import('../access/hidden.ts')).orderHiddenRead)),
    'annals access court-order --record rec1… --section decision --purpose investigation \\',
    '  --basis criminal-procedure/94 --reference 4-17/31 --agency welfare --reveal 2027-06-30 --out order.json --as court',
  );
  access
    .command('hidden')
    .description('who reads in secret, under which court and until when')
    .action(runs(commands, async () => (await import('../access/hidden.ts')).listHiddenReads));
  examples(
    access
      .command('report')
      .description("say how many reads the agency made in the next period to report, with the agency's key")
      .option('--count <number>', "the number by the agency's own systems", wholeNumber)
      .option(
        '--as-counted',
        'all periods that are over, as the ledger counted: for agencies without systems of their own',
      )
      .action(runs(commands, async () => (await import('../access/silence.ts')).reportReads)),
    'annals access report --count 42 --as welfare',
  );
  access
    .command('silence')
    .description('which agencies have said how many reads they made, and which are silent: proven')
    .action(runs(commands, async () => (await import('../access/silence.ts')).showSilence));
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number, such as 42.');
}
