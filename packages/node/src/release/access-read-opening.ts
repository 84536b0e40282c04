/**
 * What `access.read` lets its reader open: the sections of the items that were entered as granted, while the reader
 * still has the capacity in which she asked.
 */
import { type AccessEntry, decodeAccessEntry, type ResultItem, stateKey } from '@annals/ledger/block';
import type { RecordId, SubjectId, TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { readValue, stillReads } from '@annals/ledger/state';
import type { PayloadOf } from '@annals/ledger/transaction';
import { agreedMs } from '../chain/index.ts';
import type { Store } from '../store/store.ts';
import type { Grant, GrantedSeal, Opening } from './opening.ts';
import { findChange, type SealedContentParts, sealLocator } from './sealed-versions.ts';

/** A person can have become the holder of a record after it was read; more former holders than these are not searched. */
const MAX_FORMER_HOLDERS = 8;

export function accessReadOpening(parts: SealedContentParts): Opening {
  return {
    kind: 'access.read',
    grant: async ({ transaction, result, timeMs }): Promise<Grant> => {
      const payload = transaction.payload as PayloadOf<'access.read'>;
      const { body } = payload;
      const { state } = parts.store;
      const seals: GrantedSeal[] = [];
      const locate = sealLocator(parts);
      for (const [item, { record }] of body.items.entries()) {
        const granted = await grantedEntry(parts.store, transaction.id, record, result.items[item]);
        if (!granted) continue;
        const { entry, subject } = granted;
        // ATTACK dismissed-officer: the state that this node has executed decides, not the one of the request.
        if (!stillReads(state, payload, entry, subject, agreedMs(state))) {
          throw new AnnalsError('release.lapsed', 'who was granted this read may not read any more');
        }
        for (const section of new Set(entry.sections)) {
          const { version } = entry;
          seals.push({
            item,
            section,
            content: { record, version },
            locate: () => locate(record, version, section),
          });
        }
      }
      if (seals.length === 0) throw new AnnalsError('release.not-granted', 'the ledger has granted no item of it');
      return { readerKey: body.readerKey, endsMs: timeMs + leaseMs(parts.store), seals };
    },
  };
}

/** How long what was granted is opened, by block time. */
export function leaseMs(store: Store): number {
  const parameters = readValue(store.state, stateKey.parameters);
  if (!parameters) throw new AnnalsError('store.damaged', 'the state holds no parameters');
  return parameters.leaseMs;
}

/** The entry that an item has left, if it was granted, and in whose access log it stands. */
async function grantedEntry(
  store: Store,
  transaction: TransactionId,
  record: RecordId,
  result: ResultItem | undefined,
): Promise<{ readonly entry: AccessEntry; readonly subject: SubjectId } | undefined> {
  if (result?.code !== 'ok' || result.logIndex === null) return undefined;
  for await (const subject of holders(store, record)) {
    const head = readValue(store.state, stateKey.accessLog(subject));
    if (!head || head.size <= result.logIndex) continue;
    const [bytes] = await store.logEntries(`access/${subject}`, result.logIndex, result.logIndex + 1);
    const entry = bytes && decodeAccessEntry(bytes);
    if (entry?.transaction !== transaction || entry.record !== record) continue;
    return entry.outcome === 'granted' ? { entry, subject } : undefined;
  }
  return undefined;
}

/** The subject of a record, then those from whom it has passed on, the latest first. */
async function* holders(store: Store, id: RecordId): AsyncGenerator<SubjectId> {
  const record = readValue(store.state, stateKey.record(id));
  if (!record) return;
  const seen = new Set([record.subject]);
  yield record.subject;
  while (seen.size <= MAX_FORMER_HOLDERS) {
    const earlier = await findChange(store, id, record, ({ subject }) => !seen.has(subject));
    if (!earlier) return;
    seen.add(earlier.subject);
    yield earlier.subject;
  }
}
