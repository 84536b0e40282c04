/**
 * Carries out `access.read`: decides each item and enters it in the access log of the record's subject, granted or
 * refused. The share that opens a section is given only after the entry is committed (LAW 2).
 */
import { encodeAccessEntry, type Record, type ResultCode, type ResultItem, stateKey } from '../../block/index.ts';
import { emptyLog } from '../../merkle/index.ts';
import { verifyReaderKey } from '../../threshold/index.ts';
import { type AccessItem, type BodyOf, readerDigest } from '../../transaction/index.ts';
import type { ActorOf } from '../actor.ts';
import { type OperationContext, operation, refuse, type StateView } from '../operation.ts';
import { lifecycleState, typeOf } from '../record-rules.ts';

type Reading = BodyOf<'access.read'>;
type Reader = ActorOf<'officer'>;

export const accessRead = operation('access.read', ['officer'], (context, body, reader) => {
  const { chain, transaction } = context;
  const { signer, salt } = transaction.payload;
  if (!verifyReaderKey(body.readerKey, readerDigest(chain, signer, salt, body.items), body.readerProof)) {
    refuse('access.reader-key', 'it is not proven that somebody knows the secret of the reader key, for this request');
  }
  const items = body.items.map((item) => readItem(context, body, reader, item));
  return { code: items.find(({ code }) => code !== 'ok')?.code ?? 'ok', items };
});

/** Decides one item and writes its entry; a record that does not exist has no subject whose log could hold one. */
function readItem(context: OperationContext, body: Reading, reader: Reader, item: AccessItem): ResultItem {
  const { state } = context;
  const record = state.get(stateKey.record(item.record));
  if (!record) return { code: 'record.unknown', logIndex: null };
  const code = decide(state, record, body.purpose, reader, item.sections);
  const place = stateKey.accessLog(record.subject);
  const head = state.get(place) ?? emptyLog;
  const entry = encodeAccessEntry({
    record: item.record,
    type: record.type,
    version: record.version,
    sections: item.sections,
    agency: reader.agencyId,
    officer: reader.officerId,
    purpose: body.purpose,
    basis: body.basis,
    outcome: code === 'ok' ? 'granted' : 'refused',
    code,
    timeMs: context.timeMs,
    height: context.height,
    transaction: context.transaction.id,
  });
  state.set(place, state.append(`access/${record.subject}`, head, entry));
  return { code, logIndex: head.size };
}

/** Whether the reader may read all of the sections for the purpose: `ok`, or the first reason why not. */
function decide(
  state: StateView,
  record: Record,
  purpose: string,
  { agencyId, officer }: Reader,
  sections: readonly string[],
): ResultCode {
  const type = typeOf(state, record);
  if (type.visibility === 'public') return 'access.public';
  if (type.readAgencies !== null && !type.readAgencies.includes(agencyId)) return 'access.agency';
  for (const name of sections) {
    const section = type.sections.find((each) => each.name === name);
    if (!section) return 'access.no-section';
    const readers = section.readers.filter(({ role }) => officer.roles.includes(role));
    if (readers.length === 0) return 'access.role';
    if (!readers.some(({ purposes }) => purposes.includes(purpose))) return 'access.purpose';
  }
  return lifecycleState(type, record.state).readable ? 'ok' : 'access.state';
}
