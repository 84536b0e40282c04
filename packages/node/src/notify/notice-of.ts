/** A notice from an entry of a log: one wording for the list, the live events and the mails. */
import type { AccessEntry, Erasure, HistoryEntry } from '@annals/ledger/block';
import type { RecordId, SubjectId } from '@annals/ledger/codec';
import type { Notice, NoticeKind } from '@annals/ledger/rest';

/** A notice with whom it is for, and whose rules say how she is told. */
export interface AddressedNotice {
  readonly subject: SubjectId;
  /** The type of the record; null where no record is meant. */
  readonly type: string | null;
  readonly notice: Notice;
}

const NOBODY = { record: null, agency: null, officer: null, representative: null, logIndex: null } as const;

/** Of an entry of the access log; undefined for what she did herself. */
export function noticeOfRead(subject: SubjectId, entry: AccessEntry, logIndex: number): AddressedNotice | undefined {
  if (entry.mode === 'own') return undefined;
  const { agency, officer, representative, record, type, purpose } = entry;
  // What was hidden is news when it is disclosed, not when it was done.
  const { timeMs, height, transaction } = entry.disclosed ?? entry;
  const notice = { kind: kindOfRead(entry), what: purpose, timeMs, height, transaction, record };
  return { subject, type, notice: { ...notice, agency, officer, representative, logIndex } };
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
  const kind = change === 'issued' ? 'record-issued' : 'record-changed';
  const notice = { kind, what: action ?? change, timeMs, height, transaction } as const;
  return { subject, type, notice: { ...NOBODY, ...notice, record, agency, officer } };
}

/** Of the erasure of a record's content. */
export function noticeOfErasure(
  subject: SubjectId,
  record: RecordId,
  type: string,
  { timeMs, height, transaction, agency, officer }: Erasure,
): AddressedNotice {
  const notice = { kind: 'record-erased', what: null, timeMs, height, transaction } as const;
  return { subject, type, notice: { ...NOBODY, ...notice, record, agency, officer } };
}

/** Of anything that is about the person and not about one record. */
export function noticeOfPerson(
  subject: SubjectId,
  notice: Pick<Notice, 'kind' | 'what' | 'timeMs' | 'height' | 'transaction'> & Partial<Notice>,
): AddressedNotice {
  return { subject, type: null, notice: { ...NOBODY, ...notice } };
}
