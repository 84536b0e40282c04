/** `annals agency` and `annals validator`: the members, the seats, and the proposals that change them. */
import { type Agency, stateKey } from '@annals/ledger/block';
import { type AgencyId, bytesToHex, formatId, hexToBytes } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import { listKeystores } from '@annals/node/keystore';
import { DEFAULT_QUOTA, readSeat, rolesOfSeat } from '../node/seat.ts';
import type { Answer } from '../output/answer.ts';
import { fields, paragraphs, table } from '../output/table.ts';
import { toldBy } from '../output/told.ts';
import { verifiedUpTo } from '../records/show-records.ts';
import { agencies, localized, resolveAgency, timeText } from '../session/names.ts';
import type { SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { propose } from './proposals.ts';

export async function listAgencies(session: Session): Promise<Answer> {
  const known = [...(await agencies(session))];
  const { value: validators } = await session.value(stateKey.validators);
  const seated = new Set(validators?.current.map(({ agency }) => agency));
  const own = new Map(
    listKeystores(session.files.keys).flatMap((key) =>
      key.kind === 'agency' && key.agency ? [[key.agency, key.label] as const] : [],
    ),
  );
  const rows = known.map(([id, agency]) => [
    localized(agency.name, session.environment),
    agency.status,
    seated.has(id) ? 'yes' : 'no',
    agency.issuesIdentities ? 'yes' : 'no',
    agency.roles.join(', '),
    own.get(id) ?? '',
    formatId('agency', id),
  ]);
  return {
    text: table(['AGENCY', 'STATUS', 'VALIDATOR', 'ENROLS PERSONS', 'ROLES', 'KEY HERE', 'ID'], rows),
    json: known.map(([id, value]) => routes.agency.response.toJson({ id, value })),
  };
}

export async function showAgency(session: Session, _options: object, text: string): Promise<Answer> {
  const agency = await resolveAgency(session, text);
  const { value, header } = await session.value(stateKey.agency(agency));
  if (!value) throw new AnnalsError('agency.unknown', `there is no agency ${text} at block ${header.height}`);
  return {
    text: paragraphs(describe(agency, value), verifiedUpTo(header)),
    json: routes.agency.response.toJson({ id: agency, value }),
  };
}

function describe(id: AgencyId, agency: Agency): string {
  return paragraphs(
    fields(Object.entries(agency.name)),
    fields([
      ['agency', formatId('agency', id)],
      ['status', agency.status],
      ['enrols persons', agency.issuesIdentities ? 'yes' : 'no'],
      ['roles given to it', agency.roles.join(', ') || 'none'],
      ['transactions a block', agency.quota],
      ['admitted', timeText(agency.admittedMs)],
      ['public key', bytesToHex(agency.key)],
    ]),
  );
}

interface AdmitOptions extends SubmitOptions {
  readonly key?: string;
  readonly name?: readonly string[];
  readonly identities: boolean;
  readonly role?: readonly string[];
  readonly quota?: string;
  readonly seat?: string;
}

/** Proposes to admit an agency, as its seat file says or by options. */
export async function admitAgency(session: Session, options: AdmitOptions): Promise<Answer> {
  const agency = options.seat === undefined ? agencyOfOptions(options) : readSeat(session.path(options.seat)).agency;
  return propose(
    session,
    options,
    { type: 'agency.admit', ...agency },
    `admit ${localized(agency.name, session.environment)}`,
  );
}

function agencyOfOptions({ key, name = [], identities, role = [], quota }: AdmitOptions) {
  const names = name.map((each) => /^([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)=(.+)$/.exec(each)?.slice(1) ?? ['en', each]);
  if (key === undefined || names.length === 0) {
    throw new AnnalsError('command.usage', 'give the seat file of the agency with --seat, or its --key and --name');
  }
  const localizedName = Object.fromEntries(names as [string, string][]);
  return {
    key: hexToBytes(key),
    name: localizedName,
    issuesIdentities: identities,
    quota: quota === undefined ? DEFAULT_QUOTA : Number(quota),
    roles: rolesOfSeat(role, identities),
  };
}

export async function changeAgency(
  session: Session,
  options: SubmitOptions,
  type: 'agency.suspend' | 'agency.reinstate' | 'validator.remove',
  text: string,
): Promise<Answer> {
  const agency = await resolveAgency(session, text);
  const what = {
    'agency.suspend': 'suspend',
    'agency.reinstate': 'reinstate',
    'validator.remove': 'take the seat from',
  }[type];
  return propose(session, options, { type, agency }, `${what} ${text}`);
}

/** Proposes that roles count for an agency from then on, or no longer. */
export async function changeRoles(
  session: Session,
  options: SubmitOptions,
  type: 'agency.give-roles' | 'agency.withdraw-roles',
  text: string,
  roles: readonly string[],
): Promise<Answer> {
  const agency = await resolveAgency(session, text);
  const list = roles.join(', ');
  const what =
    type === 'agency.give-roles' ? `give ${text} the roles ${list}` : `withdraw the roles ${list} from ${text}`;
  return propose(session, options, { type, agency, roles }, what);
}

export async function listValidators(session: Session): Promise<Answer> {
  const { value: proven, header } = await session.value(stateKey.validators);
  if (!proven) throw new AnnalsError('proof.membership', `no validators are proven at block ${header.height}`);
  const told = await session.ask(async (node) => ({ by: node.baseUrl, ...(await node.call(routes.validators)) }));
  const heard = new Map(told.current.map((status) => [bytesToHex(status.validator.key), status]));
  const nothing = { connected: false, height: null, lastSeenMs: null };
  const current = proven.current.map((validator) => ({
    ...(heard.get(bytesToHex(validator.key)) ?? nothing),
    validator,
  }));
  const answer = { current, next: proven.next };
  const known = await agencies(session);
  const name = (id: AgencyId) => localized(known.get(id)?.name ?? { en: formatId('agency', id) }, session.environment);
  const rows = answer.current.map(({ validator, connected, height }) => [
    name(validator.agency),
    connected ? 'yes' : 'no',
    height === null ? '' : String(height),
    validator.address,
    validator.peer,
  ]);
  const differs =
    answer.next.map(({ agency }) => agency).join() !== answer.current.map(({ validator }) => validator.agency).join();
  return {
    text: paragraphs(
      table(['AGENCY', 'HEARD FROM', 'HEIGHT', 'ADDRESS', 'PEER'], rows),
      differs
        ? `From the next height but one: ${answer.next.map(({ agency }) => name(agency)).join(', ')}.`
        : undefined,
      verifiedUpTo(header),
      toldBy(told.by, 'Who is heard from, and the heights'),
    ),
    // What is told: who is connected, how high it is and when it was last seen.
    json: { ...(routes.validators.response.toJson(answer) as object), told: true },
  };
}

interface SeatOptions extends SubmitOptions {
  readonly agency?: string;
}

/** Proposes a seat, or new keys and address for one, as the node's seat file says. */
export async function changeSeat(
  session: Session,
  options: SeatOptions,
  type: 'validator.add' | 'validator.rekey',
  file: string,
): Promise<Answer> {
  const { validator, agency } = readSeat(session.path(file));
  if (!validator) throw new AnnalsError('command.file', `${file} names no validator`);
  const known = await agencies(session);
  const member = [...known].find(([, { key }]) => bytesToHex(key) === bytesToHex(agency.key))?.[0];
  const id = options.agency === undefined ? member : await resolveAgency(session, options.agency);
  if (!id) throw new AnnalsError('agency.unknown', `the agency of ${file} is not a member: admit it first`);
  const verb = type === 'validator.add' ? 'give a seat to' : 'change the keys of';
  return propose(
    session,
    options,
    { type, agency: id, ...validator },
    `${verb} ${localized(agency.name, session.environment)}`,
  );
}
