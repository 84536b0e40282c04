/** Commands about keys and members: `keys`, `agency`, `validator`, `proposal`, `parameter`, `officer`, `type`, `role`. */
import { Option } from 'commander';
import { type Commands, examples, list, runs, submitting } from './declare.ts';

export function declareMemberCommands(commands: Commands): void {
  declareKeys(commands);
  declareOfficers(commands);
  declareTypes(commands);
  declareWords(commands);
  declareAgencies(commands);
  declareValidators(commands);
  declareProposals(commands);
}

function declareKeys(commands: Commands): void {
  const keys = commands.program.command('keys').description('the encrypted keys of this context');
  examples(
    keys
      .command('create')
      .description('make a key')
      .argument('<name>', 'what commands call it')
      .addOption(new Option('--kind <kind>', 'what it is for').choices(['agency', 'officer']).default('officer'))
      .option('--agency <agency>', 'the agency that it acts for: id, name, or label of its key')
      .action(runs(commands, async () => (await import('../identity/keys.ts')).createKey)),
    'annals keys create clerk --agency civil-registry',
    'annals keys create land-board --kind agency',
  );
  keys
    .command('list')
    .description('the keys of this context')
    .action(runs(commands, async () => (await import('../identity/keys.ts')).listKeys));
  keys
    .command('show')
    .description('what a key is for, and its public key')
    .argument('<name>')
    .action(runs(commands, async () => (await import('../identity/keys.ts')).showKey));
  keys
    .command('export-public')
    .description('print the public key alone')
    .argument('<name>')
    .action(runs(commands, async () => (await import('../identity/keys.ts')).exportPublicKey));
}

function declareOfficers(commands: Commands): void {
  const officer = commands.program
    .command('officer')
    .description('who acts for an agency, with which roles and until when');
  examples(
    submitting(officer.command('appoint'))
      .description('appoint the holder of a key')
      .argument('<key>', 'label of a key of this context, or a public key')
      .requiredOption('--role <role>', 'a role; may be repeated', list)
      .option('--until <day>', 'the end of the appointment; else in a year')
      .action(runs(commands, async () => (await import('../identity/officers.ts')).appointOfficer)),
    'annals keys create clerk --agency civil-registry',
    'annals officer appoint clerk --role registrar --until 2027-06-30',
  );
  submitting(officer.command('dismiss'))
    .description('end an appointment at once')
    .argument('<officer>', 'id, or label of a key of this context')
    .action(runs(commands, async () => (await import('../identity/officers.ts')).dismissOfficer));
  officer
    .command('list')
    .description('the officers of one agency, or of all')
    .option('--agency <agency>', 'id, name, or label of its key')
    .action(runs(commands, async () => (await import('../identity/officers.ts')).listOfficers));
}

function declareTypes(commands: Commands): void {
  const type = commands.program.command('type').description('the kinds of record that the agencies have declared');
  type
    .command('list')
    .description('all record types')
    .action(runs(commands, async () => (await import('../governance/record-types.ts')).listTypes));
  type
    .command('show')
    .description('what a record of a type holds, who issues it, and who may read what for which purpose')
    .argument('<type>', 'such as birth-certificate')
    .action(runs(commands, async () => (await import('../governance/record-types.ts')).showType));
  for (const [name, action, what] of [
    ['define', 'record-type.define', 'propose a new record type'],
    ['revise', 'record-type.revise', 'propose a new version of a record type'],
  ] as const) {
    examples(
      submitting(type.command(name))
        .description(what)
        .argument('<file>', 'the declaration as JSON')
        .action(
          runs(commands, async () => {
            const { declareType } = await import('../governance/record-types.ts');
            return (session, options: object, file: string) => declareType(session, options, action, file);
          }),
        ),
      'annals type show diploma --json > diploma.json',
      `annals type ${name} diploma.json --as education-board`,
    );
  }
}

/** The words that record types, agencies and requests use. */
function declareWords(commands: Commands): void {
  for (const [kind, what, example] of [
    ['role', 'the roles that the members know', 'pharmacist --title en=Pharmacist --title et=Apteeker'],
    ['purpose', 'the purposes that the members know', 'vaccination --title en=Vaccination'],
  ] as const) {
    const word = commands.program.command(kind).description(what);
    word
      .command('list')
      .description(`all of them: a record type can name no ${kind} that is not among them`)
      .action(
        runs(commands, async () => {
          const { listWords } = await import('../governance/vocabulary.ts');
          return (session) => listWords(session, kind);
        }),
      );
    examples(
      submitting(word.command('define'))
        .description(`propose a ${kind} that the members shall know, or another title of one`)
        .argument('<name>', 'the short name that record types use')
        .option('--title <title>', 'what people call it, as `en=Title`; once for each language', list, [])
        .action(
          runs(commands, async () => {
            const { defineWord } = await import('../governance/vocabulary.ts');
            return (session, options: Parameters<typeof defineWord>[1], name: string) =>
              defineWord(session, options, kind, name);
          }),
        ),
      `annals ${kind} define ${example} --as health-service`,
    );
  }
}

function declareAgencies(commands: Commands): void {
  const agency = commands.program.command('agency').description('the member agencies');
  agency
    .command('list')
    .description('all agencies')
    .action(runs(commands, async () => (await import('../governance/agencies.ts')).listAgencies));
  agency
    .command('show')
    .description('one agency')
    .argument('<agency>', 'id, name, or label of its key')
    .action(runs(commands, async () => (await import('../governance/agencies.ts')).showAgency));
  examples(
    submitting(agency.command('admit'))
      .description('propose to admit an agency')
      .option('--seat <file>', 'its seat file, as `annals init` wrote it')
      .option('--key <public key>', 'its public key, in hexadecimal')
      .option('--name <name>', 'its name, as `en=Land Board`; once for each language', list, [])
      .option('--identities', 'it may enrol persons', false)
      .option('--role <role>', 'a role that it is given; may be repeated', list, [])
      .option('--quota <count>', 'transactions that it may have in a block')
      .action(runs(commands, async () => (await import('../governance/agencies.ts')).admitAgency)),
    'annals agency admit --seat land-board/seat.json --as civil-registry',
  );
  for (const [name, type, what] of [
    ['give-role', 'agency.give-roles', 'propose to give roles to an agency: only then its officers can act in them'],
    ['withdraw-role', 'agency.withdraw-roles', 'propose to withdraw roles from an agency: they stop counting at once'],
  ] as const) {
    examples(
      submitting(agency.command(name))
        .description(what)
        .argument('<agency>', 'id, name, or label of its key')
        .argument('<role...>', 'roles that the members know')
        .action(
          runs(commands, async () => {
            const { changeRoles } = await import('../governance/agencies.ts');
            return (session, options: object, text: string, roles: readonly string[]) =>
              changeRoles(session, options, type, text, roles);
          }),
        ),
      `annals agency ${name} land-board registrar --as civil-registry`,
    );
  }
  for (const [name, type] of [
    ['suspend', 'agency.suspend'],
    ['reinstate', 'agency.reinstate'],
  ] as const) {
    submitting(agency.command(name))
      .description(`propose to ${name} an agency`)
      .argument('<agency>', 'id, name, or label of its key')
      .action(
        runs(commands, async () => {
          const { changeAgency } = await import('../governance/agencies.ts');
          return (session, options: object, text: string) => changeAgency(session, options, type, text);
        }),
      );
  }
}

function declareValidators(commands: Commands): void {
  const validator = commands.program.command('validator').description('the validator set');
  validator
    .command('list')
    .description('the validators, and who is heard from')
    .action(runs(commands, async () => (await import('../governance/agencies.ts')).listValidators));
  for (const [name, type, what] of [
    ['add', 'validator.add', 'propose a seat for a member agency'],
    ['rekey', 'validator.rekey', 'propose new keys or another address for a seat'],
  ] as const) {
    examples(
      submitting(validator.command(name))
        .description(what)
        .argument('<seat>', 'the seat file that `annals init` wrote')
        .option('--agency <agency>', 'the agency, if it is not that of the seat file')
        .action(
          runs(commands, async () => {
            const { changeSeat } = await import('../governance/agencies.ts');
            return (session, options: object, file: string) => changeSeat(session, options, type, file);
          }),
        ),
      `annals validator ${name} node/seat.json --as civil-registry`,
    );
  }
  submitting(validator.command('remove'))
    .description('propose to take the seat from an agency')
    .argument('<agency>', 'id, name, or label of its key')
    .action(
      runs(commands, async () => {
        const { changeAgency } = await import('../governance/agencies.ts');
        return (session, options: object, text: string) => changeAgency(session, options, 'validator.remove', text);
      }),
    );
}

function declareProposals(commands: Commands): void {
  const proposal = commands.program.command('proposal').description('what the agencies decide together');
  examples(
    submitting(proposal.command('create'))
      .description('propose an action that is given as JSON')
      .argument('<file>', 'the action, with its `type`')
      .action(runs(commands, async () => (await import('../governance/proposals.ts')).createProposal)),
    `echo '{"type":"parameter.set","name":"personQuota","value":800}' > quota.json`,
    'annals proposal create quota.json --as health-service',
  );
  proposal
    .command('list')
    .description('all proposals')
    .action(runs(commands, async () => (await import('../governance/proposals.ts')).listProposals));
  proposal
    .command('show')
    .description('one proposal and the votes on it')
    .argument('<proposal>')
    .action(runs(commands, async () => (await import('../governance/proposals.ts')).showProposal));
  examples(
    submitting(proposal.command('vote'))
      .description('vote for an agency')
      .argument('<proposal>')
      .option('--approve', 'approve it')
      .option('--reject', 'reject it')
      .action(runs(commands, async () => (await import('../governance/proposals.ts')).voteOnProposal)),
    'annals proposal vote prp1… --approve --as education-board',
  );
  const parameter = commands.program.command('parameter').description('the parameters of the network');
  parameter
    .command('list')
    .description('their values, and the bounds within which the agencies may set them')
    .action(runs(commands, async () => (await import('../governance/proposals.ts')).listParameters));
  examples(
    submitting(parameter.command('set'))
      .description('propose another value of a parameter')
      .argument('<name>', 'such as agencyQuota')
      .argument('<value>', 'a whole number')
      .action(runs(commands, async () => (await import('../governance/proposals.ts')).setParameter)),
    'annals parameter set personQuota 800 --as health-service',
  );
}
