/** Names of agencies and record types: those of the genesis document are trusted, later ones come from a node. */
import type { AgencyId } from '@annals/ledger/codec';
import { formatId } from '@annals/ledger/codec';
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

/** The present declarations of all record types. */
export function recordTypes(connection: Connection): Promise<readonly RecordType[]> {
  return fetchWholeList((after) => connection.call(routes.recordTypes, { query: { after } }));
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
