/** `annals consent`: a person lets her records be read, withdraws that, and sees what she has decided. */
import { type Consent, consentShape, isConsentInForce, restrictionShape, stateKey } from '@annals/ledger/block';
import { formatId, parseId } from '@annals/ledger/codec';
import { publicKeyOf } from '@annals/ledger/crypto';
import { newObjectId } from '@annals/ledger/transaction';
import { parseTime } from '../identity/times.ts';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { verifiedUpTo } from '../records/show-records.ts';
import { agencyNames, ownOfficers, resolveAgency, resolveOfficer, shortId, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { newSalt } from '../session/submit.ts';
import { actingPerson, type PersonOptions, sameOptions } from './acting-person.ts';

interface GrantOptions extends SubmitOptions, PersonOptions {
  readonly record?: readonly string[];
  readonly type?: readonly string[];
  readonly section?: readonly string[];
  readonly agency?: string;
  readonly officer?: string;
  readonly purpose?: readonly string[];
  readonly from?: string;
  readonly until?: string;
}

export async function grantConsent(session: Session, options: GrantOptions): Promise<Answer> {
  const { signer, subject, represented } = await actingPerson(session, options);
  const salt = newSalt();
  const consent = formatId('consent', newObjectId('consent', publicKeyOf(signer.secret), salt));
  return perform(session, options, {
    signer,
    kind: 'consent.grant',
    body: {
      subject,
      represented,
      scope: {
        records: options.record?.map((text) => parseId('record', text)) ?? null,
        types: options.type ?? null,
        sections: options.section ?? null,
      },
      agency: options.agency === undefined ? null : await resolveAgency(session, options.agency),
      officer: options.officer === undefined ? null : resolveOfficer(session, options.officer),
      purposes: options.purpose ?? null,
      fromMs: options.from === undefined ? 0 : parseTime(options.from),
      untilMs: options.until === undefined ? null : parseTime(options.until),
    },
    salt,
    done:
      options.until === undefined
        ? 'The consent holds until it is withdrawn.'
        : `The consent holds until ${timeText(parseTime(options.until))}, if it is not withdrawn before.`,
    shown: [['consent', consent]],
    json: { consent },
    next: `annals consent withdraw ${consent} ${sameOptions(options)}`,
  });
}

export async function withdrawConsent(
  session: Session,
  options: SubmitOptions & PersonOptions,
  text: string,
): Promise<Answer> {
  const { signer, subject, represented } = await actingPerson(session, options);
  return perform(session, options, {
    signer,
    kind: 'consent.withdraw',
    body: { subject, represented, consent: parseId('consent', text) },
    done: 'The consent is withdrawn. What rested on it is refused from now on, and each attempt is in the access log.',
    json: { consent: text },
  });
}

/** What a person has consented to and restricted. */
export async function listConsents(session: Session, options: PersonOptions): Promise<Answer> {
  const { signer, about } = await actingPerson(session, options);
  const [{ value: consents = [], header }, { value: restrictions = [] }] = await Promise.all([
    session.valueOfSubject(about, stateKey.consents(about), signer.secret),
    session.valueOfSubject(about, stateKey.restrictions(about), signer.secret),
  ]);
  const names = await agencyNames(session);
  const officers = ownOfficers(session);
  const who = ({ agency, officer }: Consent) =>
    [
      agency === null ? 'any agency' : (names.get(agency) ?? shortId('agency', agency)),
      officer === null ? undefined : (officers.get(officer) ?? shortId('officer', officer)),
    ]
      .filter((part) => part !== undefined)
      .join(', ');
  const nowMs = session.environment.nowMs();
  const rows = consents.map((consent) => [
    formatId('consent', consent.id),
    statusOf(consent, nowMs),
    what(consent),
    who(consent),
    consent.purposes?.join(', ') ?? 'any purpose',
    consent.untilMs === null ? 'withdrawn' : timeText(consent.untilMs),
  ]);
  return {
    text: paragraphs(
      table(['CONSENT', 'STATUS', 'TO READ', 'BY', 'FOR', 'UNTIL'], rows, 'No consent has been given.'),
      table(
        ['RESTRICTED', 'SINCE'],
        restrictions.map(({ scope, sinceMs }) => [
          scope.of === 'record' ? formatId('record', scope.record) : `all of ${scope.type}`,
          timeText(sinceMs),
        ]),
        'Nothing is restricted.',
      ),
      verifiedUpTo(header),
    ),
    json: {
      subject: formatId('subject', about),
      consents: consents.map((consent) => consentShape.toJson(consent)),
      restrictions: restrictions.map((restriction) => restrictionShape.toJson(restriction)),
    },
  };
}

function statusOf(consent: Consent, nowMs: number): string {
  if (consent.status === 'withdrawn') return 'withdrawn';
  if (isConsentInForce(consent, nowMs)) return 'in force';
  return nowMs < consent.fromMs ? `from ${timeText(consent.fromMs)}` : 'ended';
}

function what({ scope: { records, types, sections } }: Consent): string {
  const parts = [
    records?.map((record) => shortId('record', record)).join(', '),
    types?.join(', '),
    sections?.join(', '),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'everything' : parts.join(': ');
}
