/**
 * What `access.read` lets its reader open: the sections of the items that were entered as granted, while the reader
 * still has the capacity in which she asked.
 */
import { type AccessEntry, decodeAccessEntry, type Record, type ResultItem, stateKey } from '@annals/ledger/block';
import type { RecordId, SubjectId, TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { readValue, requireValue, stillReads } from '@annals/ledger/state';
import type { PayloadOf } from '@annals/ledger/transaction';
import { agreedMs } from '../chain/index.ts';
import { FREE_ACCOUNT, type WorkAccount } from '../network/peer-account.ts';
import type { Store } from '../store/store.ts';
import { requireTime } from './committed-requests.ts';
import { type Finding, KeptFindings } from './kept-findings.ts';
import { RELEASE_LIMITS } from './limits.ts';
import type { CommittedRequest, Grant, GrantedSeal, Opening } from './opening.ts';
import { changesOf, firstChange, type SealedContentParts, sealLocator } from './sealed-versions.ts';

/** A person can have become the holder of a record after it was read; more who held it in that block are not searched. */
const MAX_HOLDERS = 8;
/** Changes of a record that are read first: mostly the one before the block says who it was. */
const FIRST_PART = 4;
/** Then so many are read at once, as far as they are of that block. */
const PART = 500;
/** What is kept of an item that was granted. */
const ITEM_BYTES = 1_024;

/** An item that was granted, as its entry says, and in whose access log that stands. */
interface GrantedItem {
  readonly item: number;
  readonly entry: AccessEntry;
  readonly subject: SubjectId;
}

export function accessReadOpening(parts: SealedContentParts): Opening {
  const locate = sealLocator(parts);
  // Where the entries stand never changes once they are committed; whether they still count is asked each time.
  const found = new KeptFindings<readonly GrantedItem[]>(RELEASE_LIMITS.keptGrants);
  return {
    kind: 'access.read',
    grant: async (request, _, work): Promise<Grant> => {
      const { id } = request.transaction;
      const payload = request.transaction.payload as PayloadOf<'access.read'>;
      if (!found.has(id)) requireTime(work);
      const items = await found.get(id, () => grantedItems(parts.store, request, work));
      const { state } = parts.store;
      return work.charge(() => {
        const seals: GrantedSeal[] = [];
        for (const { item, entry, subject } of items) {
          // ATTACK dismissed-officer: the state that this node has executed decides, not the one of the request.
          if (!stillReads(state, payload, entry, subject, agreedMs(state))) {
            throw new AnnalsError('release.lapsed', 'who was granted this read may not read any more');
          }
          const { record, version } = entry;
          for (const section of new Set(entry.sections)) {
            const content = { record, version };
            const find = (payer: WorkAccount = FREE_ACCOUNT) => locate(record, version, section, payer);
            seals.push({ item, section, content, locate: find });
          }
        }
        if (seals.length === 0) throw new AnnalsError('release.not-granted', 'the ledger has granted no item of it');
        return { readerKey: payload.body.readerKey, endsMs: request.timeMs + leaseMs(parts.store), seals };
      });
    },
  };
}

/** How long what was granted is opened, by block time. */
export function leaseMs(store: Store): number {
  const parameters = requireValue(store.state, stateKey.parameters);
  return parameters.leaseMs;
}

async function grantedItems(
  store: Store,
  { transaction, result, height }: CommittedRequest,
  work: WorkAccount,
): Promise<Finding<readonly GrantedItem[]>> {
  const { body } = transaction.payload as PayloadOf<'access.read'>;
  const items: GrantedItem[] = [];
  for (const [item, { record }] of body.items.entries()) {
    const granted = await grantedEntry(store, transaction.id, height, record, result.items[item], work);
    if (granted) items.push({ item, ...granted });
  }
  return { value: items, sizeBytes: (1 + items.length) * ITEM_BYTES };
}

/** The entry that an item has left, if it was granted, and in whose access log it stands. */
async function grantedEntry(
  store: Store,
  transaction: TransactionId,
  height: number,
  id: RecordId,
  result: ResultItem | undefined,
  work: WorkAccount,
): Promise<Omit<GrantedItem, 'item'> | undefined> {
  const record = readValue(store.state, stateKey.record(id));
  if (!record || result?.code !== 'ok' || result.logIndex === null) return undefined;
  for await (const subject of holdersAt(store, id, record, height, work)) {
    const head = readValue(store.state, stateKey.accessLog(subject));
    if (!head || head.size <= result.logIndex) continue;
    const [bytes] = await store.logEntries(`access/${subject}`, result.logIndex, result.logIndex + 1);
    const entry = bytes && work.charge(() => decodeAccessEntry(bytes));
    if (entry?.transaction !== transaction || entry.record !== id) continue;
    return entry.outcome === 'granted' ? { entry, subject } : undefined;
  }
  return undefined;
}

/**
 * Who can have been the subject of a record when a block read it: the present one, mostly; else who was before that
 * block, or those to whom it passed within it.
 */
async function* holdersAt(
  store: Store,
  id: RecordId,
  record: Record,
  height: number,
  work: WorkAccount,
): AsyncGenerator<SubjectId> {
  const seen = new Set([record.subject]);
  yield record.subject;
  const first = await firstChange(store, id, record, (change) => change.height >= height, work);
  let part = FIRST_PART;
  for (let from = Math.max(0, first - 1); from < record.history.size; from += part, part = PART) {
    const to = Math.min(from + part, record.history.size);
    for (const change of await changesOf(store, id, from, to, work)) {
      if (change.height > height || seen.size > MAX_HOLDERS) return;
      if (seen.has(change.subject)) continue;
      seen.add(change.subject);
      yield change.subject;
    }
  }
}
