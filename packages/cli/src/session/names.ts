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
import { routes } from '@annals/ledger/rest';
import { agencyIdOf, type LocalizedText, officerIdOf } from '@annals/ledger/transaction';
import { listKeystores } from '@annals/node/keystore';
import type { Environment } from '../environment.ts';
import { allPages } from './pages.ts';
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

/** The agencies that a node knows, by id. */
export async function agencies(session: Session, url?: string): Promise<ReadonlyMap<AgencyId, Agency>> {
  const items = await allPages((after) => session.client(url).call(routes.agencies, { query: { after } }));
  return new Map(items.map(({ id, value }) => [id, value]));
}

/** The names of the agencies in the genesis document, for what is shown offline. */
export function genesisAgencyNames(session: Session): ReadonlyMap<AgencyId, string> {
  return new Map(
    session.genesis.agencies.map(({ key, name }) => [agencyIdOf(key), localized(name, session.environment)]),
  );
}

/** The same with those that were admitted since, as the node knows them; what it says is a name to read, no proof. */
export async function agencyNames(session: Session): Promise<ReadonlyMap<AgencyId, string>> {
  const known = [...(await agencies(session))].map(
    ([id, { name }]) => [id, localized(name, session.environment)] as const,
  );
  return new Map([...known, ...genesisAgencyNames(session)]);
}

/** An agency by its id, the label of its key, or its name in any language. @throws AnnalsError `agency.unknown`. */
export async function resolveAgency(session: Session, text: string): Promise<AgencyId> {
  if (looksLikeId('agency', text)) return parseId('agency', text);
  const key = listKeystores(session.files.keys).find(({ kind, label }) => kind === 'agency' && label === text);
  if (key) return agencyIdOf(key.publicKey);
  const wanted = plain(text);
  for (const [id, { name }] of await agencies(session)) {
    if (Object.values(name).some((each) => plain(each) === wanted)) return id;
  }
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

/** A time as people read it: UTC, to the second. */
export function timeText(timeMs: number): string {
  return new Date(timeMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
