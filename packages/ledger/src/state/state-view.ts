/** The state as an operation, and whatever else runs within a block, reads and writes it. */
import type { StateKey, ValueKind, ValueOf } from '../block/index.ts';
import type { RecordId, SubjectId } from '../codec/index.ts';
import { invariant } from '../errors/index.ts';
import type { LogHead } from '../merkle/index.ts';

/** The state as one transaction sees and changes it. Values are read-only: set a new one, never write into one. */
export interface StateView {
  get<K extends ValueKind>(key: StateKey<K>): ValueOf<K> | undefined;
  set<K extends ValueKind>(key: StateKey<K>, value: ValueOf<K>): void;
  delete(key: StateKey): void;
  /**
   * Appends an entry to a Merkle log and gives the head after it. The operation keeps that head in the value that
   * holds it: `access-log/<subject>` or the record.
   */
  append(log: LogName, head: LogHead, entry: Uint8Array): LogHead;
}

/** What genesis has written and nothing deletes. */
export type FoundingKind = 'agencies' | 'clock' | 'parameters' | 'validators';

/** The value of a key that genesis has written. @throws InvariantError when it is not there. */
export function required<K extends FoundingKind>(state: Pick<StateView, 'get'>, key: StateKey<K>): ValueOf<K> {
  const value = state.get(key);
  invariant(value !== undefined, `the state holds no ${key}`);
  return value;
}

/** A log outside the state, whose head stands in a state value. */
export type LogName = `access/${SubjectId}` | `history/${RecordId}`;
