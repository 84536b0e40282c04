/** `annals mandate`: who may act for a person, and for whom she acts. */
import {
  isMandateInForce,
  isMandateOffered,
  isUnconfirmed,
  type Mandate,
  mandateShape,
  stateKey,
} from '@annals/ledger/block';
import { type AgencyId, formatId, parseId, type SubjectId } from '@annals/ledger/codec';
import { publicKeyOf, type SecretKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { type MandateKind, newObjectId } from '@annals/ledger/transaction';
import { parseTime } from '../identity/times.ts';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { verifiedUpTo } from '../records/show-records.ts';
import { shortId, timeText } from '../session/names.ts';
import { perform, type SubmitOptions, type Told } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { newSalt } from '../session/submit.ts';
import { resolveSubject } from '../wallet/resolve-subject.ts';
import { type ActingPerson, actingPerson, type PersonOptions } from './acting-person.ts';

interface GrantOptions extends SubmitOptions {
  readonly kind: MandateKind;
  readonly person?: string;
  readonly subject?: string;
  readonly sector: string;
  readonly representative: string;
  readonly from?: string;
  readonly until: string;
}

/**
 * A person names her representative; a registrar enters a guardian, or who settles an estate, and a registrar of a
 * second agency who enters the same confirms it.
 */
export async function grantMandate(session: Session, options: GrantOptions): Promise<Answer> {
  const { signer, subject } = await granting(session, options);
  const representative = await resolveSubject(session, options.representative, options.sector);
  const { kind } = options;
  const fromMs = options.from === undefined ? 0 : parseTime(options.from);
  const untilMs = parseTime(options.until);
  const terms = { representative, kind, fromMs, untilMs };
  const salt = newSalt();
  const told = (mandate: Mandate['id'], { isConfirmed }: { readonly isConfirmed: boolean }): Told => ({
    done: isConfirmed
      ? `A second agency stands for the mandate now. Once it is accepted it holds until ${timeText(untilMs)}.`
      : `The mandate is offered. Once it is accepted it holds until ${timeText(untilMs)}.`,
    shown: [
      ['mandate', formatId('mandate', mandate)],
      ['to be accepted by', formatId('subject', representative)],
    ],
    json: { mandate: formatId('mandate', mandate), confirmed: isConfirmed },
    next: `annals mandate accept ${formatId('mandate', mandate)} --person WALLET --sector ${options.sector} --for ${formatId('subject', subject)}`,
  });
  const { agency, secret } = signer;
  if (agency === null) {
    const own = newObjectId('mandate', publicKeyOf(secret), salt);
    const said = told(own, { isConfirmed: false });
    const body = { subject, ...terms };
    return perform(session, options, { signer, kind: 'mandate.grant', body, salt, ...said });
  }
  session.remark('It takes two agencies: a registrar of a second one enters the very same, which confirms the first.');
  return perform(session, options, {
    signer,
    kind: 'mandate.grant',
    body: { subject, ...terms },
    salt,
    done: 'The agency stands for the mandate.',
    outcome: async () => {
      const { value = [] } = await session.valueOfSubject(subject, stateKey.mandates(subject), secret);
      const entered = value.findLast((each) => isEnteredBy(each, terms, agency));
      if (!entered) throw new AnnalsError('mandate.unknown', 'the agency has taken it back, or it has ended');
      return told(entered.id, { isConfirmed: !isUnconfirmed(entered) });
    },
  });
}

type Terms = Pick<Mandate, 'kind' | 'representative' | 'fromMs' | 'untilMs'>;

/** Whether an agency stands for a mandate with these terms: its own, or one that another has entered before. */
function isEnteredBy(mandate: Mandate, terms: Terms, agency: AgencyId): boolean {
  const { kind, representative, fromMs, untilMs, statements } = mandate;
  const isSame = kind === terms.kind && representative === terms.representative;
  if (!isSame || fromMs !== terms.fromMs || untilMs !== terms.untilMs) return false;
  return mandate.endedMs === null && statements.some((each) => each.agency === agency);
}

async function granting(
  session: Session,
  { kind, person, subject, sector }: GrantOptions,
): Promise<Pick<ActingPerson, 'signer' | 'subject'>> {
  if (kind === 'representative') {
    if (person === undefined) throw new AnnalsError('command.usage', 'say whose wallet signs: --person');
    return actingPerson(session, { person, sector });
  }
  if (subject === undefined) throw new AnnalsError('command.usage', 'say who is represented: --subject');
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  return { signer, subject: await resolveSubject(session, subject, sector) };
}

interface RevokeOptions extends SubmitOptions {
  readonly person?: string;
  readonly sector?: string;
  readonly for?: string;
  readonly subject?: string;
}

/** A person ends what she has granted or holds, or what one agency alone stands for; a registrar takes back her agency's word. */
export async function revokeMandate(session: Session, options: RevokeOptions, text: string): Promise<Answer> {
  const { signer, subject, represented } = await revoking(session, options);
  return perform(session, options, {
    signer,
    kind: 'mandate.revoke',
    body: { subject, represented, mandate: parseId('mandate', text) },
    done:
      signer.agency === null
        ? 'The mandate has ended.'
        : 'The agency has taken back its word. The mandate holds only where two others stand for it, and ends with the last.',
    json: { mandate: text },
  });
}

async function revoking(
  session: Session,
  { person, sector, for: represented, subject }: RevokeOptions,
): Promise<Pick<ActingPerson, 'signer' | 'subject' | 'represented'>> {
  if (person !== undefined) {
    return actingPerson(session, {
      person,
      ...(sector === undefined ? {} : { sector }),
      ...(represented === undefined ? {} : { for: represented }),
    });
  }
  if (subject === undefined) {
    throw new AnnalsError('command.usage', 'say whose: --person with a wallet, or --subject and --as a registrar');
  }
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  return { signer, subject: parseId('subject', subject), represented: null };
}

function standingOf(mandate: Mandate, nowMs: number): string {
  if (mandate.status === 'declined' || mandate.status === 'revoked') return mandate.status;
  if (mandate.status === 'offered') return isMandateOffered(mandate, nowMs) ? 'waits to be accepted' : 'not accepted';
  if (nowMs >= mandate.untilMs) return 'ended';
  return isUnconfirmed(mandate) ? 'waits for a second agency' : 'accepted';
}

export async function listMandates(session: Session, options: PersonOptions): Promise<Answer> {
  const { signer, about } = await actingPerson(session, options);
  const { secret } = signer;
  const [{ value: mandates = [], header }, { value: hers = [] }, { value: person }] = await Promise.all([
    session.valueOfSubject(about, stateKey.mandates(about), secret),
    session.valueOfSubject(about, stateKey.represented(about), secret),
    session.valueOfSubject(about, stateKey.subject(about), secret),
  ]);
  const represented = await Promise.all(hers.map((subject) => mandatesFrom(session, subject, about, secret)));
  const nowMs = session.environment.nowMs();
  const cells = (mandate: Mandate) => [
    formatId('mandate', mandate.id),
    mandate.kind,
    timeText(mandate.untilMs),
    standingOf(mandate, nowMs),
  ];
  return {
    text: paragraphs(
      table(
        ['WHO ACTS FOR HER', 'MANDATE', 'KIND', 'UNTIL', 'STATUS'],
        mandates.map((mandate) => [
          shortId('subject', mandate.representative),
          ...cells(mandate).slice(0, 3),
          person && isMandateInForce(mandate, person, nowMs) ? 'in force' : (cells(mandate)[3] ?? ''),
        ]),
        'Nobody acts for her.',
      ),
      table(
        ['FOR WHOM SHE ACTS', 'MANDATE', 'KIND', 'UNTIL', 'STATUS'],
        represented.flatMap(({ subject, mandates: held, isTold }) =>
          isTold
            ? [[formatId('subject', subject), '', '', '', 'has ended, as the nodes say']]
            : held.map((mandate) => [formatId('subject', subject), ...cells(mandate)]),
        ),
        'She acts for nobody.',
      ),
      verifiedUpTo(header),
    ),
    json: {
      subject: formatId('subject', about),
      mandates: mandates.map((mandate) => mandateShape.toJson(mandate)),
      represented: represented.map(({ subject, mandates: held, isTold }) => ({
        subject: formatId('subject', subject),
        ...(isTold ? { told: true } : {}),
        mandates: held.map((mandate) => mandateShape.toJson(mandate)),
      })),
    },
  };
}

/** What somebody whom a person represents has granted her, and whether that there is none in force is only told. */
interface MandatesFrom {
  readonly subject: SubjectId;
  readonly mandates: readonly Mandate[];
  readonly isTold: boolean;
}

/** When no mandate is in force, nodes tell her nothing of the other person any more, and prove nothing. */
async function mandatesFrom(
  session: Session,
  subject: SubjectId,
  representative: SubjectId,
  secret: SecretKey,
): Promise<MandatesFrom> {
  try {
    const { value = [] } = await session.valueOfSubject(subject, stateKey.mandates(subject), secret);
    return { subject, mandates: value.filter((each) => each.representative === representative), isTold: false };
  } catch (error) {
    if (!(error instanceof AnnalsError && error.code === 'auth.not-entitled')) throw error;
    return { subject, mandates: [], isTold: true };
  }
}
