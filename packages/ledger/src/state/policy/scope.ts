/** What a person's decision may name: her own records, and types that are declared. */
import { stateKey } from '../../block/index.ts';
import type { RecordId, SubjectId } from '../../codec/index.ts';
import { refuse, type StateView } from '../operation.ts';

/** Refuses a record that does not exist or is about somebody else. */
export function requireOwnRecord(state: StateView, id: RecordId, person: SubjectId): void {
  const record = state.get(stateKey.record(id));
  if (!record) refuse('record.unknown', 'there is no such record');
  else if (record.subject !== person) refuse('tx.not-authorised', 'the record is about somebody else');
}

/** Refuses a record type that is not declared. */
export function requireType(state: StateView, name: string): void {
  if (!state.get(stateKey.type(name))) refuse('type.unknown', `there is no record type ${name}`);
}
