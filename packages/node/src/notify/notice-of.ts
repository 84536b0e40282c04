/** A notice from an entry of a log: one wording for the list, the live events and the mails. */
import type { AccessEntry, HistoryEntry, RecordType } from '@annals/ledger/block';
import type { RecordId, SubjectId } from '@annals/ledger/codec';
import type { Notice, NoticeKind } from '@annals/ledger/rest';

/** A notice with whom it is for, and by which rule she is told. */
export interface AddressedNotice {
  readonly subject: SubjectId;
  /** The rule of a record type that says whether and when a mail tells of it; null: one tells of it at once. */
  readonly rule: { readonly type: string; readonly on: RecordType['notices'][number]['on'] } | null;
  readonly notice: Notice;
}

const NOBODY = { record: null, agency: null, officer: null, representative: null, logIndex: null } as const;

/** Of an entry of the access log; undefined for what she did herself. */
export function noticeOfRead(subject: SubjectId, entry: AccessEntry, logIndex: number): AddressedNotice | undefined {
  if (entry.mode === 'own') return undefined;
  const { agency, officer, representative, record, type, purpose } = entry;
  // What was hidden is news when it is disclosed, not when it was done.
  const { timeMs, height, transaction } = entry.disclosed ?? entry;
  const kind = kindOfRead(entry);
  const rule = kind === 'read' || kind === 'read-refused' ? { type, on: kind } : null;
  const notice = { kind, what: purpose, timeMs, height, transaction, record };
  return { subject, rule, notice: { ...notice, agency, officer, representative, logIndex } };
}

function kindOfRead({ mode, outcome }: AccessEntry): NoticeKind {
  if (mode === 'hidden') return 'hidden-read';
  if (outcome === 'refused') return 'read-refused';
  return mode === 'emergency' ? 'emergency-read' : 'read';
}

/** Of an entry of a record's history, for whoever held the record after it or before. */
export function noticeOfChange(
  subject: SubjectId,
  record: RecordId,
  type: string,
  entry: HistoryEntry,
): AddressedNotice {
  const { change, action, timeMs, height, transaction, agency, officer } = entry;
  const kind: NoticeKind = change === 'issued' || change === 'erased' ? `record-${change}` : 'record-changed';
  // No rule of a type speaks of erasure and holds: the law does.
  const rule = change === 'erased' || change === 'held' || change === 'released' ? null : { type, on: change };
  const notice = { kind, what: action ?? change, timeMs, height, transaction };
  return { subject, rule, notice: { ...NOBODY, ...notice, record, agency, officer } };
}

/** Of anything that is about the person and not about one record. */
export function noticeOfPerson(
  subject: SubjectId,
  notice: Pick<Notice, 'kind' | 'what' | 'timeMs' | 'height' | 'transaction'> & Partial<Notice>,
): AddressedNotice {
  return { subject, rule: null, notice: { ...NOBODY, ...notice } };
}
