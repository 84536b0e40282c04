/**
 * Names of agencies, by the genesis document, and titles of record types, each proven. They stand inside what is shown
 * as verified, so that a name that no node proves is not shown: its identifier is (ATTACK told-names).
 */
import { stateKey } from '@annals/ledger/block';
import { type AgencyId, formatId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { inGroups } from '@annals/ledger/reading';
import { fetchWholeList, routes } from '@annals/ledger/rest';
import { agencyIdOf, type LocalizedText, type RecordType } from '@annals/ledger/transaction';
import type { Connection } from '../connection/connection.ts';
import { localized, shorten } from '../format/format.ts';
import type { Language } from '../messages/index.ts';

/** The name of an agency of the genesis document, or its shortened identifier. */
export function agencyName(connection: Connection, language: Language, id: AgencyId): string {
  const found = connection.genesis.agencies.find(({ key }) => agencyIdOf(key) === id);
  return found ? localized(language, found.name) : shorten(formatId('agency', id));
}

/** Types that a node can name; far more than a ledger has. */
const MAX_TYPES = 200;

/** The present declarations of the record types that a node names, each proven; those that no node proves are left out. */
export async function recordTypes(connection: Connection): Promise<readonly RecordType[]> {
  const told = await connection.ask((node, tookPart) =>
    fetchWholeList((after) => node.call(routes.recordTypes, { query: { after } }), tookPart),
  );
  const names = [...new Set(told.map(({ name }) => name))].slice(0, MAX_TYPES);
  const proven = await inGroups(names, (name) => provenType(connection, name));
  return proven.filter((type) => type !== undefined);
}

async function provenType(connection: Connection, name: string): Promise<RecordType | undefined> {
  try {
    return (await connection.value(stateKey.type(name))).value;
  } catch (error) {
    if (error instanceof AnnalsError) return undefined;
    throw error;
  }
}

/** The title of a type, and of one of its sections, else the names that the ledger has for them. */
export function typeTitle(types: readonly RecordType[], language: Language, name: string): string {
  return titleOf(types.find((type) => type.name === name)?.title, language, name);
}

export function sectionTitle(types: readonly RecordType[], language: Language, type: string, section: string): string {
  const sections = types.find(({ name }) => name === type)?.sections;
  return titleOf(sections?.find(({ name }) => name === section)?.title, language, section);
}

export function stateTitle(types: readonly RecordType[], language: Language, type: string, state: string): string {
  const states = types.find(({ name }) => name === type)?.lifecycle.states;
  return titleOf(states?.find(({ name }) => name === state)?.title, language, state);
}

function titleOf(title: LocalizedText | undefined, language: Language, name: string): string {
  return title ? localized(language, title) : name;
}
