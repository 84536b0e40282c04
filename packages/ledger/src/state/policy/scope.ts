/** What a person's decision may name: her own records, and types that are declared. */
import { type RecordType, stateKey } from '../../block/index.ts';
import type { RecordId, SubjectId } from '../../codec/index.ts';
import { refuse, type StateView } from '../operation.ts';
import { typeOf } from '../record-rules.ts';

/** The type of a record of hers; refuses one that does not exist or is about somebody else. */
export function requireOwnRecord(state: StateView, id: RecordId, person: SubjectId): RecordType {
  const record = state.get(stateKey.record(id));
  if (!record) return refuse('record.unknown', 'there is no such record');
  if (record.subject !== person) refuse('tx.not-authorised', 'the record is about somebody else');
  return typeOf(state, record);
}

/** A record type; refuses one that is not declared. */
export function requireType(state: StateView, name: string): RecordType {
  return state.get(stateKey.type(name)) ?? refuse('type.unknown', `there is no record type ${name}`);
}

/** Refuses a section that none of these types declares. */
export function requireSection(types: readonly RecordType[], name: string): void {
  const isDeclared = types.some(({ sections }) => sections.some((section) => section.name === name));
  if (!isDeclared) refuse('access.no-section', `none of the record types named has a section ${name}`);
}
