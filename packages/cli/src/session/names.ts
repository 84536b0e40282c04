/** Names that people use for what the ledger knows by id: agencies, officers and persons, and words for them. */
import type { Agency } from '@annals/ledger/block';
import {
  type AgencyId,
  formatId,
  IDENTIFIER_KINDS,
  type IdentifierKind,
  type IdOf,
  type OfficerId,
  parseId,
} from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { agencyNamesOfGenesis, fetchAgencies, fetchAgencyNames } from '@annals/ledger/reading';
import type { RestClient } from '@annals/ledger/rest';
import { agencyIdOf, type LocalizedText, officerIdOf } from '@annals/ledger/transaction';
import { listKeystores } from '@annals/node/keystore';
import type { Environment } from '../environment.ts';
import type { Session } from './session.ts';

/** Whether a text looks like an identifier of a kind, whole or mistyped. */
export function looksLikeId(kind: IdentifierKind, text: string): boolean {
  return text.startsWith(`${IDENTIFIER_KINDS[kind].prefix}1`);
}

/** The first of some languages that is the environment's. */
export function ownLanguage<T extends string>(tags: readonly T[], { variables }: Environment): T | undefined {
  const wanted = (variables.ANNALS_LANGUAGE ?? variables.LC_ALL ?? variables.LANG ?? 'en').toLowerCase();
  return tags.find((tag) => wanted.startsWith(tag.slice(0, 2).toLowerCase()));
}

/** A text in the language of the environment, or else in English, or else in any. */
export function localized(text: LocalizedText, environment: Environment): string {
  return text[ownLanguage(Object.keys(text), environment) ?? 'en'] ?? Object.values(text)[0] ?? '';
}

/** `Civil Registry` as `civil-registry`, so that it need not be quoted. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** The agencies, by id, each proven as it is at present. @throws AnnalsError `proof.*`, `node.*`. */
export async function agencies(session: Session): Promise<ReadonlyMap<AgencyId, Agency>> {
  return fetchAgencies(await session.knowing(), session.genesis);
}

/** Names by id; where several have the same, each is followed by its id, so that none passes for another. */
export function distinctNames(names: ReadonlyMap<AgencyId, string>): ReadonlyMap<AgencyId, string> {
  const counts = new Map<string, number>();
  for (const name of names.values()) counts.set(plain(name), (counts.get(plain(name)) ?? 0) + 1);
  return new Map(
    [...names].map(([id, name]) => [id, counts.get(plain(name)) === 1 ? name : `${name} (${shortId('agency', id)})`]),
  );
}

/** The names of the agencies in the genesis document, for what is shown offline. */
export function genesisAgencyNames(session: Session): ReadonlyMap<AgencyId, string> {
  return shownNames(session, agencyNamesOfGenesis(session.genesis));
}

/**
 * The same with those that were admitted since, as far as nodes prove them: the others are shown by their ids.
 * @param nodes whom to ask; all, unless given.
 */
export async function agencyNames(
  session: Session,
  nodes?: readonly RestClient[],
): Promise<ReadonlyMap<AgencyId, string>> {
  const { genesis } = session;
  try {
    const present = await session.knowing(nodes);
    return shownNames(session, await fetchAgencyNames(present, genesis));
  } catch (error) {
    if (error instanceof AnnalsError) return genesisAgencyNames(session);
    throw error;
  }
}

function shownNames(
  { environment }: Session,
  names: ReadonlyMap<AgencyId, LocalizedText>,
): ReadonlyMap<AgencyId, string> {
  return distinctNames(new Map([...names].map(([id, name]) => [id, localized(name, environment)])));
}

/**
 * An agency by its id, the label of its key, or its name in any language, which is proven: what is signed names it.
 * @throws AnnalsError `agency.unknown`; `command.usage` when several have the name; `proof.*`, `node.*`.
 */
export async function resolveAgency(session: Session, text: string): Promise<AgencyId> {
  if (looksLikeId('agency', text)) return parseId('agency', text);
  const key = listKeystores(session.files.keys).find(({ kind, label }) => kind === 'agency' && label === text);
  if (key) return agencyIdOf(key.publicKey);
  return agencyNamed(text, await fetchAgencyNames(await session.knowing(), session.genesis));
}

/** The one that has this name. @throws AnnalsError `agency.unknown`; `command.usage` when several have it. */
export function agencyNamed(text: string, names: ReadonlyMap<AgencyId, LocalizedText>): AgencyId {
  const wanted = plain(text);
  const found = [...names]
    .filter(([, name]) => Object.values(name).some((each) => plain(each) === wanted))
    .map(([id]) => id);
  const [id, another] = found;
  if (another !== undefined) {
    const ids = found.map((each) => formatId('agency', each)).join(', ');
    throw new AnnalsError('command.usage', `${found.length} agencies are called ${text}: give the id of one, ${ids}`);
  }
  if (id !== undefined) return id;
  throw new AnnalsError('agency.unknown', `there is no agency ${text}: give its id, its name, or the label of its key`);
}

/** An officer by id or by the label of a key. @throws AnnalsError `keystore.missing`, `codec.identifier`. */
export function resolveOfficer(session: Session, text: string): OfficerId {
  if (looksLikeId('officer', text)) return parseId('officer', text);
  const key = listKeystores(session.files.keys).find(({ label }) => label === text);
  if (key?.agency) return officerIdOf(key.agency, key.publicKey);
  throw new AnnalsError('keystore.missing', `there is no officer's key ${text} in ${session.files.keys}`);
}

/** The officers whose keys this context holds, by id: what a newcomer reads instead of an identifier. */
export function ownOfficers(session: Session): ReadonlyMap<OfficerId, string> {
  return new Map(
    listKeystores(session.files.keys).flatMap(({ kind, agency, publicKey, label }) =>
      kind === 'officer' && agency ? [[officerIdOf(agency, publicKey), label] as const] : [],
    ),
  );
}

/** The short form of an identifier, for tables in which it only tells rows apart. */
export function shortId<K extends IdentifierKind>(kind: K, id: IdOf<K>): string {
  const text = formatId(kind, id);
  return `${text.slice(0, 12)}…${text.slice(-4)}`;
}

/** The furthest that a `Date` reaches on either side of 1970. */
const LAST_DATE_MS = 8_640_000_000_000_000;

/** A time as people read it: UTC, to the second. What is none is shown as the number that it is. */
export function timeText(timeMs: number): string {
  if (!(Math.abs(timeMs) <= LAST_DATE_MS)) return `a date that no calendar has (${timeMs})`;
  return new Date(timeMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
