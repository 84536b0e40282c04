/**
 * Whom a block is about, and of what she is told: from its transactions and their results, and from the logs in which
 * they left their entries. It gives the same for a block that is applied now and for one of the past, so that a node
 * which was away tells what it missed.
 */
import { decodeAccessEntry, type Mandate, type Record, stateKey, type TransactionResult } from '@annals/ledger/block';
import type { MandateId, RecordId, SubjectId, TransactionId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import { newObjectId, officerIdOf, type Transaction } from '@annals/ledger/transaction';
import { type CommittedBlock, RecordChanges } from '../chain/index.ts';
import type { Store } from '../store/store.ts';
import { type AddressedNotice, noticeOfChange, noticeOfPerson, noticeOfRead } from './notice-of.ts';

/** Whether somebody is to be told at all. */
type Wants = (subject: SubjectId) => boolean;

/** The notices of a block for those who want any, in the order of its transactions. */
export async function noticesOfBlock(
  store: Store,
  block: CommittedBlock,
  wants: Wants,
): Promise<readonly AddressedNotice[]> {
  const all: AddressedNotice[] = [];
  const changes = new RecordChanges(store, block.height);
  for (const [index, transaction] of block.transactions.entries()) {
    const result = block.results[index];
    if (result) all.push(...(await noticesOf(store, block, changes, transaction, result, wants)));
  }
  return all.filter(({ subject }) => wants(subject));
}

async function noticesOf(
  store: Store,
  { timeMs, height }: CommittedBlock,
  changes: RecordChanges,
  { id, payload }: Transaction,
  result: TransactionResult,
  wants: Wants,
): Promise<readonly AddressedNotice[]> {
  if (payload.kind === 'access.read') {
    const found = await Promise.all(
      payload.body.items.map(({ record }, index) =>
        readNotice(store, changes, record, result.items[index]?.logIndex, id, wants),
      ),
    );
    return found.flatMap((notice) => notice ?? []);
  }
  if (result.code !== 'ok') return [];
  const at = { timeMs, height, transaction: id };
  const byOfficer = payload.agency && {
    agency: payload.agency,
    officer: officerOf(store, payload.agency, payload.signer),
  };
  switch (payload.kind) {
    case 'access.reveal': {
      const { record } = payload.body.disclosure.details;
      const notice = await readNotice(store, changes, record, result.items[0]?.logIndex, id, wants);
      return notice ? [notice] : [];
    }
    case 'record.issue':
      return changeNotices(store, changes, newObjectId('record', payload.signer, payload.salt), id, wants);
    case 'record.amend':
    case 'record.transition':
    case 'record.transfer':
    case 'record.erase':
    case 'record.hold':
    case 'record.release-hold':
      return changeNotices(store, changes, payload.body.record, id, wants);
    case 'consent.grant':
    case 'consent.withdraw': {
      const what = payload.kind === 'consent.grant' ? 'granted' : 'withdrawn';
      return [decided(payload.body, { kind: 'consent-changed', what, ...at })];
    }
    case 'access.restrict': {
      const what = payload.body.on ? 'restricted' : 'opened';
      return [decided(payload.body, { kind: 'restriction-changed', what, ...at })];
    }
    case 'mandate.grant': {
      const { subject, representative } = payload.body;
      // Of a second agency that enters the same, the ledger keeps no mandate: it stands beside the first one.
      const isNew = mandateOf(store, subject, newObjectId('mandate', payload.signer, payload.salt)) !== undefined;
      const what = isNew ? 'offered' : 'confirmed';
      const notice = { kind: 'mandate-changed', what, ...at, ...byOfficer, representative } as const;
      return [noticeOfPerson(subject, notice), noticeOfPerson(representative, { ...notice, representative: null })];
    }
    case 'mandate.accept':
    case 'mandate.decline': {
      const what = payload.kind === 'mandate.accept' ? 'accepted' : 'declined';
      return [decided(payload.body, { kind: 'mandate-changed', what, ...at })];
    }
    case 'mandate.revoke': {
      const { subject, represented } = payload.body;
      // An agency takes back its own word, and the mandate ends with the last one.
      const endedMs = mandateOf(store, represented ?? subject, payload.body.mandate)?.endedMs;
      const what = endedMs === undefined || endedMs === timeMs ? 'revoked' : 'withdrawn';
      return [decided(payload.body, { kind: 'mandate-changed', what, ...at, ...byOfficer })];
    }
    case 'recovery.object': {
      const { subject } = payload.body;
      const ended = endsRecovery(store, subject, timeMs)
        ? ({ kind: 'recovery', what: 'objected' } as const)
        : ({ kind: 'death-objected', what: null } as const);
      return [noticeOfPerson(subject, { ...ended, ...at, ...byOfficer })];
    }
    case 'recovery.request':
    case 'recovery.approve':
    case 'recovery.complete': {
      const what = RECOVERY_STEPS[payload.kind];
      return [noticeOfPerson(payload.body.subject, { kind: 'recovery', what, ...at, ...byOfficer })];
    }
    case 'person.rotate-key':
      return [noticeOfPerson(payload.body.subject, { kind: 'key-changed', what: null, ...at })];
    case 'person.close': {
      const { subject, event } = payload.body;
      const isClosed = readValue(store.state, stateKey.subject(subject))?.closedMs === timeMs;
      const kind = isClosed ? 'closed' : 'death-reported';
      return [noticeOfPerson(subject, { kind, what: isClosed ? event : null, ...at, ...byOfficer })];
    }
    default:
      return [];
  }
}

const RECOVERY_STEPS = {
  'recovery.request': 'requested',
  'recovery.approve': 'approved',
  'recovery.complete': 'completed',
} as const;

/**
 * Whether an objection of this time ended a recovery: else it ended the report of a death. The ledger keeps the latest
 * recovery alone; where another was requested since, it is taken for one that did.
 */
function endsRecovery({ state }: Store, subject: SubjectId, timeMs: number): boolean {
  const recovery = readValue(state, stateKey.recovery(subject));
  return recovery !== undefined && (recovery.endedMs === null || recovery.endedMs >= timeMs);
}

/** What a person decided, or somebody for her. */
function decided(
  { subject, represented }: { readonly subject: SubjectId; readonly represented: SubjectId | null },
  notice: Parameters<typeof noticeOfPerson>[1],
): AddressedNotice {
  return noticeOfPerson(represented ?? subject, { ...notice, representative: represented === null ? null : subject });
}

function mandateOf(store: Store, represented: SubjectId, mandate: MandateId): Mandate | undefined {
  return readValue(store.state, stateKey.mandates(represented))?.find(({ id }) => id === mandate);
}

function officerOf(store: Store, agency: NonNullable<Transaction['payload']['agency']>, signer: Uint8Array) {
  const id = officerIdOf(agency, signer);
  return readValue(store.state, stateKey.officer(id)) ? id : null;
}

/** The notice of a read that left its entry at this place. */
async function readNotice(
  store: Store,
  changes: RecordChanges,
  record: RecordId,
  logIndex: number | null | undefined,
  transaction: TransactionId,
  wants: Wants,
): Promise<AddressedNotice | undefined> {
  if (logIndex === null || logIndex === undefined) return undefined;
  for (const subject of await holdersOf(store, changes, record)) {
    if (!wants(subject)) continue;
    const { size } = readValue(store.state, stateKey.accessLog(subject)) ?? { size: 0 };
    if (logIndex >= size) continue;
    const [bytes] = await store.logEntries(`access/${subject}`, logIndex, logIndex + 1);
    const entry = bytes && decodeAccessEntry(bytes);
    const by = entry && (entry.disclosed ?? entry).transaction;
    if (entry && by === transaction && entry.record === record) return noticeOfRead(subject, entry, logIndex);
  }
  return undefined;
}

/** Who held a record in the block, the latest first: it may have passed on in it, and since. */
async function holdersOf(store: Store, changes: RecordChanges, id: RecordId): Promise<readonly SubjectId[]> {
  const record = readValue(store.state, stateKey.record(id));
  if (!record) return [];
  return isTransferable(store, record) ? changes.holdersOf(id) : [record.subject];
}

/** The notices of one change of a record: for whoever holds it after, and at a transfer for whoever held it before. */
async function changeNotices(
  store: Store,
  changes: RecordChanges,
  id: RecordId,
  transaction: TransactionId,
  wants: Wants,
): Promise<readonly AddressedNotice[]> {
  const record = readValue(store.state, stateKey.record(id));
  if (!record) return [];
  // Most records never pass on, and most people have not subscribed: no log is read for these.
  if (!wants(record.subject) && !isTransferable(store, record)) return [];
  const change = await changes.changeBy(transaction, id);
  if (!change) return [];
  const { entry, before } = change;
  // The entry before a transfer names who held it until then.
  const told = entry.change === 'transferred' && before ? [entry.subject, before.subject] : [entry.subject];
  return told.map((subject) => noticeOfChange(subject, id, record.type, entry));
}

function isTransferable(store: Store, record: Record): boolean {
  return readValue(store.state, stateKey.type(record.type))?.transferable ?? false;
}
