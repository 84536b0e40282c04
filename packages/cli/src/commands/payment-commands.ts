/** Commands about money: `programme`, `entitlement`, `payment`. */
import { type Commands, examples, list, runs, submitting } from './declare.ts';

export function declarePaymentCommands(commands: Commands): void {
  declareProgrammes(commands);
  declareEntitlements(commands);
  declarePayments(commands);
}

function declareProgrammes(commands: Commands): void {
  const programme = commands.program.command('programme').description('welfare programmes and their budgets');
  examples(
    submitting(programme.command('open'))
      .description('open a programme; its payments can never exceed the budget')
      .requiredOption('--name <name>', 'its name, as `en=Child benefit`; once for each language', list)
      .requiredOption('--budget <amount>', 'such as 1000000.00')
      .option('--currency <code>', 'ISO 4217', 'EUR')
      .option('--sector <sector>', 'whose pseudonyms its recipients are', 'welfare')
      .option('--grant-role <role...>', 'who grants and ends entitlements', ['case-worker'])
      .option('--pay-role <role...>', 'who schedules, confirms and returns payments', ['treasurer'])
      .action(runs(commands, async () => (await import('../payments/programmes.ts')).openProgramme)),
    "annals programme open --name 'en=Heating support' --budget 250000.00 --as social-insurance",
  );
  submitting(programme.command('close'))
    .description('close a programme: nothing more is granted or scheduled')
    .argument('<programme>')
    .action(runs(commands, async () => (await import('../payments/programmes.ts')).closeProgramme));
  programme
    .command('list')
    .description('all programmes, and how their budgets stand')
    .action(runs(commands, async () => (await import('../payments/programmes.ts')).listProgrammes));
  programme
    .command('show')
    .description('one programme')
    .argument('<programme>')
    .action(runs(commands, async () => (await import('../payments/programmes.ts')).showProgramme));
}

function declareEntitlements(commands: Commands): void {
  const entitlement = commands.program.command('entitlement').description('what a person may be paid by a programme');
  examples(
    submitting(entitlement.command('grant'))
      .description('grant a monthly amount')
      .requiredOption('--programme <programme>', 'the programme')
      .requiredOption('--subject <person>', 'a pseudonym, or a wallet of this context')
      .requiredOption('--amount <amount>', 'the most for one month, such as 120.00')
      .requiredOption('--from <month>', 'the first month, such as 2026-12')
      .requiredOption('--to <month>', 'the last month')
      .action(runs(commands, async () => (await import('../payments/entitlements.ts')).grantEntitlement)),
    'annals entitlement grant --programme prg1… --subject liis --amount 120.00 --from 2026-12 --to 2027-11 --as case-worker',
  );
  submitting(entitlement.command('end'))
    .description('end an entitlement before its time')
    .argument('<entitlement>')
    .requiredOption('--last-period <month>', 'the last month that is still paid')
    .action(runs(commands, async () => (await import('../payments/entitlements.ts')).endEntitlement));
  entitlement
    .command('list')
    .description("a person's entitlements")
    .option('--person <wallet>', 'the wallet of the person')
    .option('--subject <subject>', "a pseudonym; an officer sees her agency's programmes")
    .action(runs(commands, async () => (await import('../payments/entitlements.ts')).listEntitlements));
}

function declarePayments(commands: Commands): void {
  const payment = commands.program.command('payment').description('money on its way to a person');
  examples(
    submitting(payment.command('schedule'))
      .description('set money aside for one month of an entitlement')
      .requiredOption('--programme <programme>', 'the programme')
      .requiredOption('--entitlement <entitlement>', 'the entitlement')
      .requiredOption('--period <month>', 'the month, such as 2026-12')
      .requiredOption('--amount <amount>', 'such as 120.00')
      .requiredOption('--due <day>', 'when it is to be paid, such as 2026-12-20')
      .action(runs(commands, async () => (await import('../payments/payments.ts')).schedulePayment)),
    'annals payment schedule --programme prg1… --entitlement ent1… --period 2026-12 --amount 120.00 --due 2026-12-20 --as treasurer',
  );
  submitting(payment.command('confirm'))
    .description('the bank has carried the payment out')
    .argument('<payment>')
    .requiredOption('--reference <reference>', "the bank's reference; the ledger gets a salted commitment to it")
    .action(runs(commands, async () => (await import('../payments/payments.ts')).confirmPayment));
  submitting(payment.command('return'))
    .description('the money did not arrive or was given back')
    .argument('<payment>')
    .requiredOption('--reason <reason>', 'as a short name, such as account-closed')
    .action(runs(commands, async () => (await import('../payments/payments.ts')).returnPayment));
  payment
    .command('list')
    .description("a person's payments")
    .option('--person <wallet>', 'the wallet of the person')
    .option('--subject <subject>', "a pseudonym; an officer sees her agency's programmes")
    .action(runs(commands, async () => (await import('../payments/payments.ts')).listPayments));
}
