/** The names of all sealed content that a record ever had: one for each version, by its history. */
import { decodeHistoryEntry, stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import type { Store } from '../store/store.ts';

/** Entries of a history that are read at once. */
const PART = 500;

export async function contentHashesOf(store: Store, record: RecordId): Promise<Uint8Array[]> {
  const size = readValue(store.state, stateKey.record(record))?.history.size ?? 0;
  const hashes: Uint8Array[] = [];
  for (let from = 0; from < size; from += PART) {
    const entries = await store.logEntries(`history/${record}`, from, Math.min(size, from + PART));
    for (const { content } of entries.map(decodeHistoryEntry)) {
      if (content?.type === 'sealed') hashes.push(content.sidecar);
    }
  }
  return hashes;
}
