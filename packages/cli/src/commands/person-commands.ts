/** Commands about persons: wallets and their phrases, pseudonyms, keys, and the recovery of a lost one. */
import { InvalidArgumentError, Option } from 'commander';
import { type Commands, examples, list, runs, submitting } from './declare.ts';

export function declarePersonCommands(commands: Commands): void {
  const person = commands.program.command('person').description('persons: wallets and the pseudonyms in them');
  examples(
    submitting(person.command('enrol'))
      .description('enrol a person in one sector; the first time this makes her wallet and shows its words')
      .argument('<person>', 'the name of her wallet')
      .requiredOption('--sector <sector>', 'such as civil, education, health, welfare')
      .option('--name <name>', 'her name; it stays in the wallet')
      .option('--agency <agency>', 'the agency that enrols her')
      .addOption(words())
      .action(runs(commands, async () => (await import('../identity/persons.ts')).enrolPerson)),
    "annals person enrol juhan --sector civil --name 'Juhan Tamm' --as registrar",
  );
  person
    .command('show')
    .description('her pseudonyms, as the ledger knows them')
    .argument('<person>')
    .action(runs(commands, async () => (await import('../identity/persons.ts')).showPerson));
  person
    .command('list')
    .description('the wallets of this context')
    .action(runs(commands, async () => (await import('../identity/persons.ts')).listPersons));
  person
    .command('phrase')
    .description('show the words of a wallet again; whoever sees them has her keys')
    .argument('<person>')
    .action(runs(commands, async () => (await import('../identity/phrases.ts')).showPhrase));
  examples(
    person
      .command('restore')
      .description('make a wallet of its words, with the pseudonyms that the ledger has for them')
      .argument('<person>', 'the name of the new wallet')
      .option('--phrase-file <file>', 'the file that holds the words; else they are asked for')
      .option('--sector <sector>', 'look in this sector; may be repeated; else in all that are known', list)
      .option('--name <name>', 'her name; it stays in the wallet')
      .action(runs(commands, async () => (await import('../identity/phrases.ts')).restorePerson)),
    'annals person restore juhan --phrase-file words.txt',
  );
  examples(
    submitting(person.command('rotate-key'))
      .description('replace her key in one sector')
      .argument('<person>')
      .requiredOption('--sector <sector>', 'the sector')
      .action(runs(commands, async () => (await import('../identity/persons.ts')).rotateKey)),
    'annals person rotate-key juhan --sector civil',
  );
  declareRecovery(commands, person);
}

type Group = ReturnType<Commands['program']['command']>;

function declareRecovery(commands: Commands, person: Group): void {
  examples(
    submitting(person.command('recover'))
      .description('request a new key in the place of one that she lost, as the agency that enrolled her')
      .argument('<person>', 'the wallet that holds the new key; made if there is none')
      .requiredOption('--subject <subject>', 'the pseudonym whose key is lost')
      .option('--name <name>', 'her name; it stays in a new wallet')
      .addOption(words())
      .action(runs(commands, async () => (await import('../identity/recovery.ts')).requestRecovery)),
    'annals person recover juhan-2 --subject sub1… --as registrar',
  );
  examples(
    submitting(person.command('approve-recovery'))
      .description('approve it, as another agency that has seen her')
      .argument('<subject>')
      .requiredOption('--key <key>', 'the new public key, as she shows it')
      .action(runs(commands, async () => (await import('../identity/recovery.ts')).approveRecovery)),
    'annals person approve-recovery sub1… --key 02… --as dean',
  );
  submitting(person.command('complete-recovery'))
    .description('put the new key in its place, when the waiting time is over')
    .argument('<subject>')
    .action(runs(commands, async () => (await import('../identity/recovery.ts')).completeRecovery));
  examples(
    submitting(person.command('object'))
      .description('end a recovery that she did not ask for, or a report of her death, with her present key')
      .argument('<person>')
      .requiredOption('--sector <sector>', 'the sector')
      .action(runs(commands, async () => (await import('../identity/recovery.ts')).objectToRecovery)),
    'annals person object juhan --sector civil',
  );
  person
    .command('recovery')
    .description('how the latest recovery of a key stands')
    .argument('<person>', 'a wallet, or a pseudonym about which an agency asks')
    .option('--sector <sector>', 'the sector, where the wallet has several')
    .action(runs(commands, async () => (await import('../identity/recovery.ts')).showRecovery));
}

/** How many words the phrase of a new wallet has. */
function words(): Option {
  return new Option('--words <number>', 'how many words her phrase has, if a wallet is made: 12 or 24')
    .default(24)
    .argParser((text) => {
      if (text === '12' || text === '24') return Number(text);
      throw new InvalidArgumentError('a phrase has 12 or 24 words');
    });
}
