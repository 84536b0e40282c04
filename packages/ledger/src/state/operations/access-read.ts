/**
 * Carries out `access.read`: decides each item and enters it in the access log of the record's subject. What is granted
 * has an entry for each item, what is refused of one person has one, whoever asks (ATTACK buried-log). The share that opens a section is given only after the entry is committed (LAW 2).
 */
import { encodeAccessEntry, type RecordType, type ResultCode, type ResultItem, stateKey } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import { emptyLog } from '../../merkle/index.ts';
import { verifyReaderKey } from '../../threshold/index.ts';
import { type AccessItem, type BodyOf, readerDigest } from '../../transaction/index.ts';
import type { ActorOf } from '../actor.ts';
import { type OperationContext, operation, refuse } from '../operation.ts';
import { countReads } from '../policy/access-counts.ts';
import { decideRead, modeOf } from '../policy/decide-read.ts';
import { openReview } from '../policy/reviews.ts';
import { typeOf } from '../record-rules.ts';

type Reading = BodyOf<'access.read'>;
type Reader = ActorOf<'officer' | 'subject'>;

export const accessRead = operation('access.read', ['officer', 'subject'], (context, body, reader) => {
  const { chain, transaction } = context;
  const { signer, salt } = transaction.payload;
  if (reader.type === 'officer' && body.subject !== null) {
    refuse('tx.not-authorised', 'an officer asks with no subject; only a person names the subject that she signs as');
  }
  requireDistinct(body.items);
  if (!verifyReaderKey(body.readerKey, readerDigest(chain, signer, salt, body.items), body.readerProof)) {
    refuse('access.reader-key', 'it is not proven that somebody knows the secret of the reader key, for this request');
  }
  const soFar: SoFar = { told: new Set(), reviewRoles: null };
  const items = body.items.map((item) => readItem(context, body, reader, item, soFar));
  if (reader.type === 'officer') countOfficer(context, body, reader, items);
  return { code: items.find(({ code }) => code !== 'ok')?.code ?? 'ok', items };
});

/** What came of the items before. */
interface SoFar {
  /** Persons whose log has an entry of what this request was refused: one says it, more would bury the others. */
  readonly told: Set<SubjectId>;
  /** The roles that review all that an emergency has opened; null while it has opened nothing. */
  reviewRoles: readonly string[] | null;
}

/** Each record once, or one request would have all holders make the same shares 32 times (ATTACK repeated-items). */
function requireDistinct(items: readonly AccessItem[]): void {
  const records = new Set(items.map(({ record }) => record));
  const isRepeated = items.some(({ sections }) => new Set(sections).size < sections.length);
  if (records.size < items.length || isRepeated) refuse('access.repeated', 'a record or a section is named twice');
}

/** Decides one item and writes its entry; a record that does not exist has no subject whose log could hold one. */
function readItem(
  context: OperationContext,
  body: Reading,
  reader: Reader,
  item: AccessItem,
  soFar: SoFar,
): ResultItem {
  const { state, timeMs } = context;
  const record = state.get(stateKey.record(item.record));
  if (!record) return { code: 'record.unknown', logIndex: null };
  const question = {
    reader,
    recordId: item.record,
    record,
    type: typeOf(state, record),
    sections: item.sections,
    purpose: body.purpose,
    isEmergency: body.emergency !== null,
    timeMs,
  };
  const mode = modeOf(question);
  const decided = decideRead(state, question);
  const code = decided === 'ok' && mode === 'emergency' ? decideReview(question.type, soFar) : decided;
  if (code !== 'ok') {
    if (soFar.told.has(record.subject)) return { code, logIndex: null };
    soFar.told.add(record.subject);
  }
  const place = stateKey.accessLog(record.subject);
  const head = state.get(place) ?? emptyLog;
  const entry = encodeAccessEntry({
    record: item.record,
    type: record.type,
    version: record.version,
    sections: item.sections,
    agency: reader.type === 'officer' ? reader.agencyId : null,
    officer: reader.type === 'officer' ? reader.officerId : null,
    representative: reader.type === 'subject' && mode === 'represented' ? reader.subjectId : null,
    purpose: body.purpose,
    basis: body.basis,
    mode,
    reason: body.emergency,
    outcome: code === 'ok' ? 'granted' : 'refused',
    code,
    timeMs,
    height: context.height,
    transaction: context.transaction.id,
    disclosed: null,
  });
  state.set(place, state.append(`access/${record.subject}`, head, entry));
  return { code, logIndex: head.size };
}

/** One review judges all of a request, so somebody has to be left who may (ATTACK unreviewable-emergency). */
function decideReview({ emergency }: RecordType, soFar: SoFar): ResultCode {
  const roles = emergency?.reviewRoles ?? [];
  const common = soFar.reviewRoles?.filter((role) => roles.includes(role)) ?? roles;
  if (common.length === 0) return 'access.review-roles';
  soFar.reviewRoles = common;
  return 'ok';
}

/** An officer's reads are counted in public, and what an emergency has opened is due for review. */
function countOfficer(
  context: OperationContext,
  { items, emergency }: Reading,
  reader: ActorOf<'officer'>,
  results: readonly ResultItem[],
): void {
  const granted = items.filter((_, index) => results[index]?.code === 'ok');
  // What does not exist was not read, and not refused to anybody.
  const refused = results.filter(({ logIndex }) => logIndex !== null).length - granted.length;
  if (granted.length + refused === 0) return;
  const opened = emergency === null ? [] : granted;
  countReads(context, reader.agencyId, { granted: granted.length, refused, emergency: opened.length });
  if (emergency !== null && opened.length > 0) openReview(context, reader, opened, emergency);
}
