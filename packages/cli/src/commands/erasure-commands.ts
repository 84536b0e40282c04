/** Commands about a record's content: `record erase`, `hold`, `release-hold`, `erasure`, `confirm-erasure`, and `present`. */
import type { Command } from 'commander';
import { type Commands, examples, list, runs, submitting } from './declare.ts';

const BASIS = 'the legal basis, as a short reference such as gdpr/17';

export function declareErasureCommands(commands: Commands, record: Command): void {
  examples(
    submitting(record.command('erase'))
      .description(
        'destroy the content of a record everywhere: ciphertexts and seals of all versions; its history stays',
      )
      .argument('<record>')
      .requiredOption('--basis <basis>', BASIS)
      .action(runs(commands, async () => (await import('../records/erase-record.ts')).eraseRecord)),
    'annals record erase rec1… --basis gdpr/17 --as registrar',
    'annals record erasure rec1…',
  );
  submitting(record.command('hold'))
    .description('keep a record from being erased, visibly, as long as a case needs it')
    .argument('<record>')
    .requiredOption('--basis <basis>', BASIS)
    .action(runs(commands, async () => (await import('../records/erase-record.ts')).holdRecord));
  submitting(record.command('release-hold'))
    .description('let go the hold that your agency has placed, or that of one that may hold the record no more')
    .argument('<record>')
    .option('--of <agency>', 'whose hold it is, where that agency is suspended or has lost the right')
    .action(runs(commands, async () => (await import('../records/erase-record.ts')).releaseHold));
  examples(
    record
      .command('erasure')
      .description('who holds a record; if it is erased, who has destroyed the content and who has not: verified')
      .argument('<record>')
      .option('--save <file>', 'keep the certificate')
      .action(runs(commands, async () => (await import('../records/erase-record.ts')).showErasure)),
    'annals record erasure rec1… --save certificate.json',
    'annals verify certificate.json --genesis genesis.json',
  );
  submitting(record.command('confirm-erasure'))
    .description('vouch for a node of your agency that no longer runs and whose disks are destroyed')
    .argument('<record...>')
    .action(runs(commands, async () => (await import('../records/erase-record.ts')).confirmErasure));
}

export function declarePresent(commands: Commands): void {
  examples(
    commands.program
      .command('present')
      .description('show chosen fields of your record to somebody, in a file that verifies offline')
      .argument('<record>')
      .requiredOption('--person <wallet>', 'your wallet')
      .requiredOption('--field <path>', 'a field, such as /award/qualification, or a part; may be repeated', list)
      .requiredOption('--for <audience>', 'to whom: the name that the verifier goes by')
      .option('--nonce <challenge>', 'the challenge that the verifier has given')
      .option('--days <days>', 'for how long it is good', '1')
      .requiredOption('--out <file>', 'where it is written')
      .action(runs(commands, async () => (await import('../records/present.ts')).present)),
    'annals present rec1… --person liis --field /award/qualification --for employer.example --out shown.json',
    'annals verify shown.json --audience employer.example --genesis genesis.json',
  );
}
