/** Commands about notices: `notices subscribe`, `confirm`, `unsubscribe`, `status`, `list`, `watch`. */
import type { Command } from 'commander';
import type { GlobalOptions } from '../session/global-options.ts';
import { type Commands, examples, runs } from './declare.ts';

const PERSON = ['--person <person>', 'the name of her wallet'] as const;
const SECTOR = ['--sector <sector>', 'one sector alone; else all in which she is enrolled'] as const;

export function declareNoticeCommands(commands: Commands): void {
  const notices = commands.program
    .command('notices')
    .description('what was written about a person: list, live, by e-mail');
  const ofPerson = (name: string): Command =>
    notices
      .command(name)
      .requiredOption(...PERSON)
      .option(...SECTOR);
  examples(
    ofPerson('subscribe')
      .description('have one node send mails; it first sends a code to the address')
      .requiredOption('--email <address>', 'where mails go; the node keeps it, the ledger does not')
      .option('--language <language>', 'en, zh-Hant or et; else that of this terminal')
      .action(runs(commands, async () => (await import('../notices/subscription.ts')).subscribe)),
    'annals notices subscribe --person liis --email liis@example.ee --language et',
  );
  examples(
    ofPerson('confirm')
      .description('confirm an address with the code that was sent to it')
      .requiredOption('--code <code>', 'the eight digits in the mail')
      .action(runs(commands, async () => (await import('../notices/subscription.ts')).confirmAddress)),
    'annals notices confirm --person liis --code 12345678',
  );
  ofPerson('unsubscribe')
    .description('end the mails; the node forgets the address')
    .action(runs(commands, async () => (await import('../notices/subscription.ts')).unsubscribe));
  ofPerson('status')
    .description('the addresses that one node keeps for her')
    .action(runs(commands, async () => (await import('../notices/subscription.ts')).showSubscription));
  ofPerson('list')
    .description('what was written about her, the latest first')
    .option('--limit <count>', 'how many', '20')
    .action(runs(commands, async () => (await import('../notices/list-notices.ts')).listNotices));
  examples(
    ofPerson('watch')
      .description('what is written about her, as it happens')
      .option('--count <number>', 'stop after so many')
      .option('--after <height>', 'begin with what came after this block; else with what comes now')
      .action(async function (this: Command) {
        const [{ Session }, { watchNotices }] = await Promise.all([
          import('../session/session.ts'),
          import('../notices/watch.ts'),
        ]);
        const options = this.optsWithGlobals<GlobalOptions & Parameters<typeof watchNotices>[1]>();
        await watchNotices(new Session(commands.environment, options), options);
      }),
    'annals notices watch --person liis',
  );
}
