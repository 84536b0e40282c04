/** Commands about who may read: `consent`, `mandate`, and of `access` and `person` what decides, reviews and ends. */
import { type Command, Option } from 'commander';
import { type Commands, examples, list, runs, submitting } from './declare.ts';

export function declarePolicyCommands(commands: Commands): void {
  declareConsents(commands);
  declareRestrictions(commands);
  declareReviews(commands);
  declareMandates(commands);
  declareClosing(commands);
}

/** The group of commands of this name, which another file may have begun. */
function group({ program }: Commands, name: string, description: string): Command {
  const present = program.commands.find((each) => each.name() === name);
  return present ?? program.command(name).description(description);
}

/** The options that say which person decides, and for whom. */
function deciding(command: Command): Command {
  return command
    .requiredOption('--person <wallet>', 'the wallet of the person who decides')
    .option('--sector <sector>', 'the sector, if she is enrolled in several')
    .option('--for <subject>', 'a pseudonym that she represents under a mandate; else she decides for herself');
}

function declareConsents(commands: Commands): void {
  const consent = group(commands, 'consent', 'what a person lets be read, where it takes her consent');
  examples(
    deciding(submitting(consent.command('grant')))
      .description('let records be read, where the type asks for consent or they are restricted')
      .option('--record <record>', 'only this record; may be repeated', list)
      .option('--type <type>', 'only records of this type; may be repeated', list)
      .option('--section <section>', 'only this section; may be repeated', list)
      .option('--agency <agency>', 'only by officers of this agency')
      .option('--officer <officer>', 'only by this officer')
      .option('--purpose <purpose>', 'only for this purpose; may be repeated', list)
      .option('--from <day>', 'from this day on; else at once')
      .option('--until <day>', 'until this day; else until it is withdrawn')
      .action(runs(commands, async () => (await import('../policy/consents.ts')).grantConsent)),
    'annals consent grant --person liis --sector health --type medical-record --purpose research --until 2027-12-31',
  );
  examples(
    deciding(submitting(consent.command('withdraw')))
      .description('end a consent; the next read that needs it is refused')
      .argument('<consent>')
      .action(runs(commands, async () => (await import('../policy/consents.ts')).withdrawConsent)),
    'annals consent withdraw con1… --person liis --sector health',
  );
  deciding(consent.command('list'))
    .description('what a person has consented to, and what she has restricted')
    .action(runs(commands, async () => (await import('../policy/consents.ts')).listConsents));
}

function declareRestrictions(commands: Commands): void {
  const access = group(commands, 'access', 'reading records, and who has read them');
  for (const [name, on, what] of [
    ['restrict', true, 'close a record, or all of a type, to everybody who has no consent of the person'],
    ['unrestrict', false, 'let it be read as the record type says again'],
  ] as const) {
    examples(
      deciding(submitting(access.command(name)))
        .description(what)
        .option('--record <record>', 'one record')
        .option('--type <type>', 'all records of a type, those to come as well')
        .action(
          runs(commands, async () => {
            const { restrict } = await import('../policy/restrictions.ts');
            return (session, options: Parameters<typeof restrict>[1]) => restrict(session, options, on);
          }),
        ),
      `annals access ${name} --person liis --sector health --record rec1…`,
    );
  }
}

function declareReviews(commands: Commands): void {
  const access = group(commands, 'access', 'reading records, and who has read them');
  access
    .command('reviews')
    .description('the emergency reads of other agencies that wait for a review')
    .option('--agency <agency>', 'of this one alone; also your own, to see what waits')
    .action(runs(commands, async () => (await import('../policy/reviews.ts')).listReviews));
  examples(
    submitting(access.command('review'))
      .description('say whether an emergency read by an officer of another agency was justified')
      .argument('<transaction>', 'the read')
      .addOption(
        new Option('--verdict <verdict>', 'what you find').choices(['justified', 'unjustified']).makeOptionMandatory(),
      )
      .action(runs(commands, async () => (await import('../policy/reviews.ts')).reviewRead)),
    'annals access reviews --as reviewer',
    'annals access review tx1… --verdict justified --as reviewer',
  );
  access
    .command('counts')
    .description('how much each agency has read: in all, refused, in emergencies, hidden')
    .action(runs(commands, async () => (await import('../policy/reviews.ts')).showAccessCounts));
}

function declareMandates(commands: Commands): void {
  const mandate = group(commands, 'mandate', 'who may act for a person until a date');
  examples(
    submitting(mandate.command('grant'))
      .description(
        'offer that somebody act for a person: she names a representative; registrars of two agencies enter the others',
      )
      .addOption(
        new Option('--kind <kind>', 'as what')
          .choices(['representative', 'guardian', 'estate'])
          .default('representative'),
      )
      .option('--person <wallet>', 'the wallet of the person who names a representative')
      .option('--subject <person>', 'who is represented by a guardian, or whose estate it is')
      .requiredOption('--representative <person>', 'who acts: a pseudonym, or a wallet of this context')
      .requiredOption('--sector <sector>', 'the sector; no mandate links two')
      .option('--from <day>', 'from this day on; else at once')
      .requiredOption('--until <day>', 'the day on which it ends, such as that of majority')
      .action(runs(commands, async () => (await import('../policy/mandates.ts')).grantMandate)),
    'annals mandate grant --person liis --representative mari --sector health --until 2027-12-31',
    'annals mandate grant --kind guardian --subject juku --representative mari --sector health \\',
    '  --until 2035-04-23 --as registrar',
  );
  examples(
    mandate
      .command('offers')
      .description('the mandates that wait for a person to accept or decline them')
      .requiredOption('--person <wallet>', 'the wallet of the person')
      .option('--sector <sector>', 'the sector, if she is enrolled in several')
      .action(runs(commands, async () => (await import('../policy/mandate-offers.ts')).listMandateOffers)),
    'annals mandate offers --person mari --sector health',
  );
  for (const answer of ['accept', 'decline'] as const) {
    examples(
      submitting(mandate.command(answer))
        .description(
          answer === 'accept'
            ? 'agree to act for somebody: only then the mandate is in force'
            : 'do not agree; so is what nobody answers, after 30 days',
        )
        .argument('<mandate>')
        .requiredOption('--person <wallet>', 'the wallet of who would act')
        .option('--sector <sector>', 'the sector, if she is enrolled in several')
        .option('--for <subject>', 'the pseudonym that would be represented, where the offer is not listed')
        .action(
          runs(commands, async () => {
            const { acceptMandate, declineMandate } = await import('../policy/mandate-offers.ts');
            return answer === 'accept' ? acceptMandate : declineMandate;
          }),
        ),
      `annals mandate ${answer} mdt1… --person mari --sector health`,
    );
  }
  examples(
    submitting(mandate.command('revoke'))
      .description('end a mandate before its day')
      .argument('<mandate>')
      .option('--person <wallet>', 'the wallet of who granted it, or of who holds it')
      .option('--sector <sector>', 'the sector, if she is enrolled in several')
      .option('--for <subject>', 'for who holds it: the pseudonym that is represented')
      .option('--subject <subject>', 'for a registrar: the pseudonym that is represented')
      .action(runs(commands, async () => (await import('../policy/mandates.ts')).revokeMandate)),
    'annals mandate revoke mdt1… --person liis --sector health',
  );
  mandate
    .command('list')
    .description('who acts for a person, and for whom she acts')
    .requiredOption('--person <wallet>', 'the wallet of the person')
    .option('--sector <sector>', 'the sector, if she is enrolled in several')
    .action(runs(commands, async () => (await import('../policy/mandates.ts')).listMandates));
}

function declareClosing(commands: Commands): void {
  const person = group(commands, 'person', 'persons: wallets and the pseudonyms in them');
  examples(
    submitting(person.command('close'))
      .description('say that a person died: when two agencies do, nothing more is issued, and her key opens nothing')
      .argument('<person>', 'a pseudonym, or a wallet of this context')
      .requiredOption('--sector <sector>', 'the sector')
      .addOption(new Option('--event <event>', 'what has happened').choices(['death']).default('death'))
      .action(runs(commands, async () => (await import('../policy/close-person.ts')).closePerson)),
    'annals person close sub1… --sector health --as registrar',
  );
}
