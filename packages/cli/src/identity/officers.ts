/** `annals officer`: who acts for an agency, with which roles and until when. */
import { type Officer, stateKey } from '@annals/ledger/block';
import { formatId, hexToBytes, type OfficerId } from '@annals/ledger/codec';
import { held } from '@annals/ledger/reading';
import { routes } from '@annals/ledger/rest';
import { officerIdOf } from '@annals/ledger/transaction';
import { listKeystores } from '@annals/node/keystore';
import type { Answer } from '../output/answer.ts';
import { paragraphs, table } from '../output/table.ts';
import { toldToBeAll } from '../output/told.ts';
import { agencies, localized, ownOfficers, resolveAgency, resolveOfficer, timeText } from '../session/names.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { parseTime } from './times.ts';

interface AppointOptions extends SubmitOptions {
  readonly role: readonly string[];
  readonly until?: string;
}

/** A year, when no end is given. */
const DEFAULT_TERM_MS = 365 * 86_400_000;

/** @param who the label of a key of this context, or a public key in hexadecimal. */
export async function appointOfficer(session: Session, options: AppointOptions, who: string): Promise<Answer> {
  const own = listKeystores(session.files.keys).find(({ label }) => label === who);
  const signer = await openSigner(session, { kinds: ['agency'], agency: own?.agency });
  const key = own?.publicKey ?? hexToBytes(who);
  const untilMs =
    options.until === undefined ? session.environment.nowMs() + DEFAULT_TERM_MS : parseTime(options.until);
  const officer = formatId('officer', officerIdOf(signer.agency ?? ('' as never), key));
  return perform(session, options, {
    signer,
    kind: 'officer.appoint',
    body: { key, roles: options.role, untilMs },
    done: `${own ? own.label : 'The officer'} acts for ${signer.label} as ${options.role.join(', ')} until ${timeText(untilMs)}.`,
    shown: [['officer', officer]],
    json: { officer, roles: options.role, untilMs },
  });
}

export async function dismissOfficer(session: Session, options: SubmitOptions, who: string): Promise<Answer> {
  const officer = resolveOfficer(session, who);
  const { agency } = held(await session.value(stateKey.officer(officer)), 'officer.unknown');
  const signer = await openSigner(session, { kinds: ['agency'], agency });
  return perform(session, options, {
    signer,
    kind: 'officer.dismiss',
    body: { officer },
    done: `The appointment of ${who} has ended.`,
    shown: [['officer', formatId('officer', officer)]],
    json: { officer: formatId('officer', officer) },
  });
}

export async function listOfficers(session: Session, options: { readonly agency?: string }): Promise<Answer> {
  const known = await agencies(session);
  const asked = options.agency === undefined ? [...known.keys()] : [await resolveAgency(session, options.agency)];
  const own = ownOfficers(session);
  const lists = await Promise.all(
    asked.map((agency) =>
      session.provenList(
        (node, after) => node.call(routes.officers, { params: { agency }, query: { after } }),
        ({ id }) => stateKey.officer(id),
      ),
    ),
  );
  const officers = lists.flatMap(({ items }) => items.map(({ item: { id }, value }) => ({ id, value })));
  const rows = officers.map(({ id, value }) => {
    const agency = known.get(value.agency);
    const name = agency ? localized(agency.name, session.environment) : '';
    return [own.get(id) ?? '', name, value.roles.join(', '), statusOf(session, value), formatId('officer', id)];
  });
  return {
    text: paragraphs(
      table(['KEY HERE', 'AGENCY', 'ROLES', 'STATUS', 'OFFICER'], rows, 'No officer is appointed.'),
      ...new Set(lists.map(({ toldBy }) => toldToBeAll(toldBy))),
    ),
    json: officers.map(jsonOf),
  };
}

function statusOf({ environment }: Session, { status, untilMs }: Officer): string {
  if (status === 'dismissed') return 'dismissed';
  return untilMs <= environment.nowMs() ? `ended ${timeText(untilMs)}` : `until ${timeText(untilMs).slice(0, 10)}`;
}

function jsonOf(answer: { readonly id: OfficerId; readonly value: Officer }) {
  return routes.officer.response.toJson(answer);
}
