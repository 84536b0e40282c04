/** Commands about records and reading them: `record`, `access`, `import`. */
import { type Commands, examples, judging, list, runs, submitting } from './declare.ts';
import { declareErasureCommands, declarePresent } from './erasure-commands.ts';
import { declareHiddenReads, declareReadHidden } from './hidden-commands.ts';

const REASON = 'why, as a short name such as `clerical-error`; never a sentence about a person';

export function declareRecordCommands(commands: Commands): void {
  const record = commands.program.command('record').description('records: issue, change, look at and open them');
  examples(
    submitting(record.command('issue'))
      .description('issue a record from a JSON file; it is checked against the type before anything is sealed')
      .argument('<file>', 'the content: an object with a member for each section; - for standard input')
      .requiredOption('--type <type>', 'the record type; see `annals type show`')
      .requiredOption('--subject <person>', 'a pseudonym, or a wallet of this context')
      .action(runs(commands, async () => (await import('../records/change-record.ts')).issueRecord)),
    `echo '{"award":{"holder":"Liis Tamm","institution":"University of Tartu","qualification":"MSc","field":"Law","level":7,"awardedOn":"2026-06-20"}}' > diploma.json`,
    'annals record issue diploma.json --type diploma --subject liis --as dean --receipt receipt.json',
    'annals verify receipt.json',
  );
  examples(
    submitting(record.command('amend'))
      .description('replace the content; the earlier version stays in the history')
      .argument('<record>')
      .argument('<file>', 'the whole new content; - for standard input')
      .action(runs(commands, async () => (await import('../records/change-record.ts')).amendRecord)),
    'annals record amend rec1… diploma.json --as dean',
  );
  for (const action of ['suspend', 'reinstate', 'revoke'] as const) {
    examples(
      submitting(record.command(action))
        .description(`${action} a record`)
        .argument('<record>')
        .requiredOption('--reason <reason>', REASON)
        .action(
          runs(commands, async () => {
            const { changeState } = await import('../records/change-record.ts');
            return (session, options: { readonly reason: string }, text: string) =>
              changeState(session, options, action, text);
          }),
        ),
      `annals record ${action} rec1… --reason clerical-error --as registrar`,
    );
  }
  submitting(record.command('transition'))
    .description("another action of the type's lifecycle")
    .argument('<action>', 'as the type declares it')
    .argument('<record>')
    .requiredOption('--reason <reason>', REASON)
    .action(runs(commands, async () => (await import('../records/change-record.ts')).changeState));
  submitting(record.command('transfer'))
    .description('pass a record to another person, where its type allows that')
    .argument('<record>')
    .requiredOption('--to <person>', 'the new holder: a pseudonym, or a wallet of this context')
    .option('--content <file>', 'its content, if it is sealed: it is sealed anew for the new holder')
    .option('--purpose <purpose>', 'without --content: the purpose for which it is read first')
    .option('--basis <basis>', 'and the legal basis')
    .action(runs(commands, async () => (await import('../records/change-record.ts')).transferRecord));
  declareLooking(commands, record);
  declareErasureCommands(commands, record);
  declarePresent(commands);
  declareReadHidden(commands, record);
  declareAccess(commands);
  declareImport(commands);
}

function declareLooking(commands: Commands, record: ReturnType<Commands['program']['command']>): void {
  record
    .command('show')
    .description('what is public of a record, verified')
    .argument('<record>')
    .action(runs(commands, async () => (await import('../records/show-records.ts')).showRecord));
  examples(
    record
      .command('history')
      .description('every change of a record, verified to be all')
      .argument('<record>')
      .option('--save <file>', 'keep the proof')
      .action(runs(commands, async () => (await import('../records/show-records.ts')).showHistory)),
    'annals record history rec1… --save record.json',
    'annals record verify record.json --genesis genesis.json',
  );
  judging(record.command('verify'))
    .description('verify a record by its id, or by a file that `record history --save` wrote, and that it still holds')
    .argument('<record or file>')
    .action(runs(commands, async () => (await import('../records/show-records.ts')).verifyRecord));
  examples(
    submitting(record.command('read'))
      .description('read through the ledger: the person sees who asked and why, granted or refused')
      .argument('<record...>', 'one or several records')
      .requiredOption('--section <section>', 'a section; may be repeated', list)
      .requiredOption('--purpose <purpose>', 'such as treatment')
      .requiredOption('--basis <basis>', 'the legal basis, as a short reference such as health-act/41')
      .option('--emergency <reason>', 'invoke an emergency, for a reason such as unconscious; it will be reviewed')
      .option('--person <wallet>', 'as a person: her own records, or those of somebody whom she represents')
      .option('--out <file>', 'keep the content in this file instead of showing it')
      .action(runs(commands, async () => (await import('../records/read-records.ts')).readRecords)),
    'annals record read rec1… --section general --purpose treatment --basis health-act/41 --as doctor',
    'annals record read rec1… --section emergency --purpose emergency-care --basis health-act/41 \\',
    '  --emergency unconscious --as paramedic',
  );
  examples(
    record
      .command('open')
      .description('the content, by the key that the person had when it was sealed: without asking anybody')
      .argument('<record>')
      .option('--person <wallet>', 'the wallet of the person')
      .option('--section <section...>', 'only these sections')
      .action(runs(commands, async () => (await import('../records/open-content.ts')).openRecord)),
    'annals record open rec1… --person liis',
  );
  examples(
    record
      .command('prove-wrong')
      .description('prove that a section that is sealed to the person does not open, and who issued it')
      .argument('<record>')
      .requiredOption('--person <wallet>', 'the wallet of the person')
      .requiredOption('--section <section>', 'the section that does not open')
      .requiredOption('--out <file>', 'where the proof goes')
      .action(runs(commands, async () => (await import('../records/open-content.ts')).proveWrongOf)),
    'annals record prove-wrong rec1… --person liis --section general --out wrong.json',
    'annals verify wrong.json --genesis genesis.json',
  );
  examples(
    record
      .command('list')
      .description('the records of a person')
      .option('--person <wallet>', 'the wallet of the person')
      .option('--sector <sector>', 'only this sector')
      .option('--subject <subject>', 'a pseudonym; an officer sees what her role might read')
      .action(runs(commands, async () => (await import('../records/show-records.ts')).listRecords)),
    'annals record list --person liis',
    'annals record list --subject sub1… --as doctor',
  );
}

/** All entries are verified; so many are shown at once. */
const FROM_HINT = 'the number of the first entry to show, of a log so long that only its latest 20,000 are shown';

function declareAccess(commands: Commands): void {
  const access = commands.program.command('access').description('reading records, and who has read them');
  examples(
    access
      .command('log')
      .description("who read a person's records, when and why: verified to be complete")
      .option('--person <wallet>', 'the wallet of the person')
      .option('--sector <sector>', 'only this sector')
      .option('--subject <subject>', 'a pseudonym whose key a wallet of this context holds')
      .option('--save <file>', 'keep the proof')
      .option('--from <number>', FROM_HINT)
      .action(runs(commands, async () => (await import('../access/log.ts')).showAccessLog)),
    'annals access log --person liis',
    'annals access log --person liis --sector health --save log.json',
  );
  examples(
    access
      .command('verify')
      .description('verify offline what `access log --save` wrote')
      .argument('<file>')
      .option('--from <number>', FROM_HINT)
      .action(runs(commands, async () => (await import('../access/log.ts')).verifyAccessLog)),
    'annals access verify log.json --genesis genesis.json',
  );
  declareHiddenReads(commands, access);
}

function declareImport(commands: Commands): void {
  examples(
    commands.program
      .command('import')
      .description('bring records from elsewhere onto the ledger')
      .command('fhir')
      .description('a patient with her clinical resources, from an HL7 FHIR R4 bundle')
      .argument('<file>', 'the bundle as JSON')
      .option('--person <name>', 'the name of her wallet; else from her name in the bundle')
      .option('--agency-key <key>', "label of the health agency's key, if there are several")
      .option('--registrar <key>', 'label of the key that enrols her, if there are several')
      .action(runs(commands, async () => (await import('../fhir/import-bundle.ts')).importBundle)),
    'annals import fhir bundle.json',
    'annals access log --person bibi254-schowalter414',
  );
}
