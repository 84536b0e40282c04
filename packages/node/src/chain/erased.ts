/** Whether the content of a record has been erased, by the state after a block (PROTOCOL erasure). */
import { stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { readValue, type StateSource } from '@annals/ledger/state';

export function isErased(state: StateSource, record: RecordId): boolean {
  return (readValue(state, stateKey.record(record))?.erased ?? null) !== null;
}
