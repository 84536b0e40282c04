/**
 * The list of a person's notices, computed from what the ledger keeps about her: her access log, the histories of the
 * records that she holds, and what was decided about consents, restrictions, mandates, recovery and her life. It is
 * merged anew for each page, from the latest entries of each, so nothing has to be kept for it.
 */
import {
  type AccessEntry,
  type AgencyStatement,
  decodeAccessEntry,
  decodeHistoryEntry,
  stateKey,
} from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Notice } from '@annals/ledger/rest';
import { type LogName, readValue } from '@annals/ledger/state';
import { firstWhere, heightBefore } from '../chain/index.ts';
import type { Page, PageRequest, Store } from '../store/store.ts';
import { type AddressedNotice, noticeOfChange, noticeOfPerson, noticeOfRead } from './notice-of.ts';

/** Records whose histories are looked at, the latest first: more than a person gathers in most sectors. */
const MAX_RECORDS = 200;
/** Entries of the access log that are read for one page: her own reads among them are passed over. */
const MAX_LOG_ENTRIES = 2_000;
const LOG_CHUNK = 200;
/** Entries that are read at once at least; of a record no more, since a page shows none or a few changes of most. */
const LEAST_CHUNK = 16;

/** Where a page begins: at this time, after so many notices of the very same time. */
interface Cursor {
  readonly timeMs: number;
  readonly skip: number;
}

export async function listNotices(
  store: Store,
  subject: SubjectId,
  { after, limit }: PageRequest,
): Promise<Page<Notice>> {
  const cursor = readCursor(after);
  const wanted = cursor.skip + limit + 1;
  const found = [
    ...(await readsUntil(store, subject, cursor.timeMs, wanted)),
    ...(await changesUntil(store, subject, cursor.timeMs, wanted)),
    ...decisions(store, subject).filter(({ notice }) => notice.timeMs <= cursor.timeMs),
  ];
  const items = found
    .map(({ notice }) => notice)
    .sort((a, b) => b.timeMs - a.timeMs)
    .slice(cursor.skip, wanted);
  const page = items.slice(0, limit).map((notice) => withHeight(store, notice));
  return { items: page, next: items.length > limit ? cursorAfter(page, cursor) : null };
}

/** @throws AnnalsError `codec.shape`. */
function readCursor(after: string | null): Cursor {
  if (after === null) return { timeMs: Number.MAX_SAFE_INTEGER, skip: 0 };
  const [, timeMs, skip] = /^(\d{1,16})\.(\d{1,4})$/.exec(after) ?? [];
  if (timeMs === undefined || skip === undefined)
    throw new AnnalsError('codec.shape', 'after: not a cursor of this list');
  return { timeMs: Number(timeMs), skip: Number(skip) };
}

function cursorAfter(page: readonly Notice[], before: Cursor): string {
  const timeMs = page.at(-1)?.timeMs ?? 0;
  const skip = page.filter((notice) => notice.timeMs === timeMs).length;
  return `${timeMs}.${timeMs === before.timeMs ? before.skip + skip : skip}`;
}

/** Her access log backwards from a time. */
async function readsUntil(
  store: Store,
  subject: SubjectId,
  untilMs: number,
  wanted: number,
): Promise<readonly AddressedNotice[]> {
  const log = `access/${subject}` as const;
  const size = readValue(store.state, stateKey.accessLog(subject))?.size ?? 0;
  const found: AddressedNotice[] = [];
  const end = await endAt(store, log, size, untilMs, (bytes) => writtenMs(decodeAccessEntry(bytes)));
  const least = Math.max(0, end - MAX_LOG_ENTRIES);
  for (let to = end; to > least && found.length < wanted; ) {
    const from = Math.max(least, to - Math.min(LOG_CHUNK, Math.max(wanted, LEAST_CHUNK)));
    const entries = await store.logEntries(log, from, to);
    for (const [offset, bytes] of [...entries.entries()].reverse()) {
      const notice = noticeOfRead(subject, decodeAccessEntry(bytes), from + offset);
      if (notice) found.push(notice);
    }
    to = from;
  }
  return found;
}

function writtenMs(entry: AccessEntry): number {
  return (entry.disclosed ?? entry).timeMs;
}

/** The latest changes of the records that she holds. */
async function changesUntil(
  store: Store,
  subject: SubjectId,
  untilMs: number,
  wanted: number,
): Promise<readonly AddressedNotice[]> {
  const { items } = await store.related('records-of-subject', subject, { after: null, limit: MAX_RECORDS });
  let found: AddressedNotice[] = [];
  // One record after the other: whoever reads a store in turns lets others go on in between.
  for (const id of items) {
    const record = readValue(store.state, stateKey.record(id));
    if (record?.subject !== subject) continue;
    const log = `history/${id}` as const;
    // What is not later than the last of a full list comes after it in this order, whichever page asks.
    const isLate = (timeMs: number): boolean => {
      const last = found[wanted - 1];
      return last === undefined || timeMs > last.notice.timeMs;
    };
    let to = await endAt(store, log, record.history.size, untilMs, (bytes) => decodeHistoryEntry(bytes).timeMs);
    const hers: AddressedNotice[] = [];
    while (to > 0 && hers.length < wanted) {
      const from = Math.max(0, to - LEAST_CHUNK);
      const entries = await store.logEntries(log, from, to);
      const changes = entries.map(decodeHistoryEntry).reverse();
      const late = changes.filter(({ timeMs }) => isLate(timeMs));
      hers.push(...late.map((change) => noticeOfChange(subject, id, record.type, change)));
      if (late.length < changes.length) break;
      to = from;
    }
    found = [...found, ...hers].sort((a, b) => b.notice.timeMs - a.notice.timeMs).slice(0, wanted);
  }
  return found;
}

/** How many entries of a log are not later than a time. */
async function endAt(
  store: Store,
  log: LogName,
  size: number,
  untilMs: number,
  timeOf: (entry: Uint8Array) => number,
): Promise<number> {
  if (untilMs === Number.MAX_SAFE_INTEGER) return size;
  return firstWhere(size, async (at) => {
    const [bytes] = await store.logEntries(log, at, at + 1);
    return bytes !== undefined && timeOf(bytes) > untilMs;
  });
}

/** What stands in lists of the state, which keep times and no heights. */
function decisions({ state }: Store, subject: SubjectId): AddressedNotice[] {
  const found: AddressedNotice[] = [];
  const add = (kind: Notice['kind'], what: string | null, timeMs: number | null, by: Partial<Notice> = {}): void => {
    if (timeMs === null) return;
    found.push(noticeOfPerson(subject, { kind, what, timeMs, height: 0, transaction: null, ...by }));
  };
  const byWhom = ({ agency, officer }: AgencyStatement) => ({ agency, officer });
  const other = (by: SubjectId) => ({ representative: by === subject ? null : by });
  for (const { by, grantedMs, endedMs } of readValue(state, stateKey.consents(subject)) ?? []) {
    add('consent-changed', 'granted', grantedMs, other(by));
    add('consent-changed', 'withdrawn', endedMs);
  }
  for (const { by, sinceMs } of readValue(state, stateKey.restrictions(subject)) ?? [])
    add('restriction-changed', 'restricted', sinceMs, other(by));
  for (const mandate of readValue(state, stateKey.mandates(subject)) ?? []) {
    const { statements, representative, status, grantedMs, acceptedMs, endedMs } = mandate;
    const [first] = statements;
    const isGrantors = first === undefined || first.timeMs === grantedMs;
    // Of an agency that has taken back its word only the offer stays.
    add('mandate-changed', 'offered', grantedMs, { ...(first && isGrantors && byWhom(first)), representative });
    for (const each of isGrantors ? statements.slice(1) : statements) {
      add('mandate-changed', 'confirmed', each.timeMs, { ...byWhom(each), representative });
    }
    add('mandate-changed', 'accepted', acceptedMs, { representative });
    add('mandate-changed', status, endedMs, { representative });
  }
  for (const { by, grantedMs } of readValue(state, stateKey.mandateOffers(subject)) ?? [])
    add('mandate-changed', 'offered', grantedMs, { ...by });
  const recovery = readValue(state, stateKey.recovery(subject));
  if (recovery) {
    const { agency, officer, approval, status } = recovery;
    add('recovery', 'requested', recovery.requestedMs, { agency, officer });
    if (approval) add('recovery', 'approved', approval.timeMs, { agency: approval.agency, officer: approval.officer });
    if (status !== 'open') add('recovery', status, recovery.endedMs);
  }
  const { closedMs = null, reported = null } = readValue(state, stateKey.subject(subject)) ?? {};
  if (reported) add('death-reported', null, reported.timeMs, byWhom(reported));
  add('closed', 'death', closedMs);
  return found;
}

/** The block of a time, which is the first whose time is not before it. */
function withHeight(store: Store, notice: Notice): Notice {
  return notice.height > 0 ? notice : { ...notice, height: heightBefore(store, notice.timeMs) + 1 };
}
