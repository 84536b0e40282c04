/** `annals entitlement`: what a person may be paid by a programme, and until when. */
import { stateKey } from '@annals/ledger/block';
import { formatId, parseId } from '@annals/ledger/codec';
import { routes } from '@annals/ledger/rest';
import { newObjectId } from '@annals/ledger/transaction';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { NOT_PROVEN_TO_BE_ALL } from '../output/told.ts';
import { localized } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { newSalt } from '../session/submit.ts';
import { resolveSubject } from '../wallet/resolve-subject.ts';
import { formatAmount, parseAmount } from './money.ts';
import { type Payee, type PayeeOptions, payees, provenOf } from './payees.ts';
import { presentProgramme, presentProgrammes } from './programmes.ts';

interface GrantOptions extends SubmitOptions {
  readonly programme: string;
  readonly subject: string;
  readonly amount: string;
  readonly from: string;
  readonly to: string;
}

export async function grantEntitlement(session: Session, options: GrantOptions): Promise<Answer> {
  const programme = parseId('programme', options.programme);
  const { currency, sector, agency } = await presentProgramme(session, programme);
  const subject = await resolveSubject(session, options.subject, sector);
  const signer = await openSigner(session, { kinds: ['officer'], agency });
  const amount = parseAmount(options.amount, currency);
  const salt = newSalt();
  const entitlement = formatId('entitlement', newObjectId('entitlement', signer.publicKey, salt));
  const { from, to } = options;
  return perform(session, options, {
    signer,
    kind: 'entitlement.grant',
    body: { programme, subject, amount, from, to },
    salt,
    done: `${formatAmount(amount, currency)} a month are granted from ${from} to ${to}.`,
    shown: [['entitlement', entitlement]],
    json: {
      entitlement,
      programme: options.programme,
      subject: formatId('subject', subject),
      amount,
      currency,
      from,
      to,
    },
    next: `annals payment schedule --programme ${options.programme} --entitlement ${entitlement} --period ${from} --amount ${options.amount} --due ${from}-20`,
  });
}

interface EndOptions extends SubmitOptions {
  readonly lastPeriod: string;
}

export async function endEntitlement(session: Session, options: EndOptions, text: string): Promise<Answer> {
  const entitlement = parseId('entitlement', text);
  const signer = await openSigner(session, { kinds: ['officer'] });
  return perform(session, options, {
    signer,
    kind: 'entitlement.end',
    body: { entitlement, lastPeriod: options.lastPeriod },
    done: `The entitlement ends with ${options.lastPeriod}.`,
    shown: [['entitlement', text]],
    json: { entitlement: text, lastPeriod: options.lastPeriod },
  });
}

export async function listEntitlements(session: Session, options: PayeeOptions): Promise<Answer> {
  const entitlements = await entitlementsOf(session, await payees(session, options));
  const programmeOf = await presentProgrammes(session, entitlements);
  const rows = entitlements.map(({ id, value }) => {
    const { name, currency } = programmeOf(value.programme);
    const amount = formatAmount(value.amount, currency);
    const ended = value.endedMs === null ? '' : 'ended early';
    return [localized(name, session.environment), amount, value.from, value.to, ended, formatId('entitlement', id)];
  });
  return {
    text: paragraphs(
      table(['PROGRAMME', 'A MONTH', 'FROM', 'TO', '', 'ENTITLEMENT'], rows, 'There are no entitlements.'),
      NOT_PROVEN_TO_BE_ALL,
    ),
    json: entitlements.map(({ id, value }) => ({
      id: formatId('entitlement', id),
      ...value,
      programme: formatId('programme', value.programme),
      subject: formatId('subject', value.subject),
      officer: value.officer && formatId('officer', value.officer),
    })),
  };
}

function entitlementsOf(session: Session, of: readonly Payee[]) {
  const { chain } = session;
  const list = ({ subject, secret }: Payee) =>
    session.list((node, after) =>
      node.call(routes.subjectEntitlements, { params: { subject }, query: { after }, prove: { secret, chain } }),
    );
  return provenOf(session, of, list, stateKey.entitlement);
}
