/** `annals payment`: money on its way to a person. */
import { type Payment, stateKey } from '@annals/ledger/block';
import { bytesToHex, formatId, type PaymentId, parseId } from '@annals/ledger/codec';
import { hash, randomBytes } from '@annals/ledger/crypto';
import { routes } from '@annals/ledger/rest';
import { paymentIdOf } from '@annals/ledger/transaction';
import { parseTime } from '../identity/times.ts';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { NOT_PROVEN_TO_BE_ALL } from '../output/told.ts';
import { localized, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { formatAmount, parseAmount } from './money.ts';
import { type Payee, type PayeeOptions, payees, provenOf } from './payees.ts';
import { presentProgramme, presentProgrammes } from './programmes.ts';

const SALT_BYTES = 32;

interface ScheduleOptions extends SubmitOptions {
  readonly entitlement: string;
  readonly period: string;
  readonly amount: string;
  readonly programme: string;
  readonly due: string;
}

export async function schedulePayment(session: Session, options: ScheduleOptions): Promise<Answer> {
  const { period } = options;
  const entitlement = parseId('entitlement', options.entitlement);
  const { currency, agency } = await presentProgramme(session, parseId('programme', options.programme));
  const signer = await openSigner(session, { kinds: ['officer'], agency });
  const payment = formatId('payment', paymentIdOf(entitlement, period));
  const amount = parseAmount(options.amount, currency);
  const dueMs = parseTime(options.due);
  return perform(session, options, {
    signer,
    kind: 'payment.schedule',
    body: { entitlement, period, amount, dueMs },
    done: `${formatAmount(amount, currency)} for ${period} are set aside, due ${options.due}.`,
    shown: [['payment', payment]],
    json: { payment, entitlement: options.entitlement, period, amount, dueMs },
    next: `annals payment confirm ${payment} --reference <the bank's reference>`,
  });
}

interface ConfirmOptions extends SubmitOptions {
  readonly reference: string;
}

/** The ledger gets a salted commitment to the bank's reference; whoever holds reference and salt can show it. */
export function referenceCommitment(reference: string, salt: Uint8Array): Uint8Array {
  return hash('annals/payment-reference/v1', salt, new TextEncoder().encode(reference));
}

export async function confirmPayment(session: Session, options: ConfirmOptions, text: string): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['officer'] });
  const salt = randomBytes(SALT_BYTES);
  return perform(session, options, {
    signer,
    kind: 'payment.confirm',
    body: { payment: parseId('payment', text), reference: referenceCommitment(options.reference, salt) },
    done: 'The payment is confirmed. Keep the salt with the reference: together they show which transfer it was.',
    shown: [
      ['payment', text],
      ['salt', bytesToHex(salt)],
    ],
    json: { payment: text, salt: bytesToHex(salt) },
  });
}

interface ReturnOptions extends SubmitOptions {
  readonly reason: string;
}

export async function returnPayment(session: Session, options: ReturnOptions, text: string): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['officer'] });
  return perform(session, options, {
    signer,
    kind: 'payment.return',
    body: { payment: parseId('payment', text), reason: options.reason },
    done: 'The payment has come back; its amount is free in the budget again.',
    shown: [
      ['payment', text],
      ['reason', options.reason],
    ],
    json: { payment: text, reason: options.reason },
  });
}

export async function listPayments(session: Session, options: PayeeOptions): Promise<Answer> {
  const { chain } = session;
  const list = ({ subject, secret }: Payee) =>
    session.list((node, after) =>
      node.call(routes.subjectPayments, { params: { subject }, query: { after }, prove: { secret, chain } }),
    );
  const found = await provenOf(session, await payees(session, options), list, stateKey.payment);
  const payments = [...found].sort((a, b) => (a.value.period < b.value.period ? -1 : 1));
  const programmeOf = await presentProgrammes(session, payments);
  const rows = payments.map(({ id, value }) => {
    const { name, currency } = programmeOf(value.programme);
    return [
      value.period,
      formatAmount(value.amount, currency),
      stateOf(value),
      timeText(value.dueMs).slice(0, 10),
      localized(name, session.environment),
      formatId('payment', id),
    ];
  });
  return {
    text: paragraphs(
      table(['MONTH', 'AMOUNT', 'STATE', 'DUE', 'PROGRAMME', 'PAYMENT'], rows, 'There are no payments.'),
      NOT_PROVEN_TO_BE_ALL,
    ),
    json: payments.map(({ id, value }) => paymentJson(id, value)),
  };
}

function stateOf({ state, reason }: Payment): string {
  return reason === null ? state : `${state}: ${reason}`;
}

function paymentJson(id: PaymentId, value: Payment) {
  return {
    id: formatId('payment', id),
    ...value,
    entitlement: formatId('entitlement', value.entitlement),
    programme: formatId('programme', value.programme),
    subject: formatId('subject', value.subject),
    reference: value.reference && bytesToHex(value.reference),
  };
}
