/** Carries out `record.issue`. */
import { type Record, stateKey } from '../../block/index.ts';
import { emptyLog } from '../../merkle/index.ts';
import { newObjectId } from '../../transaction/index.ts';
import { operation, refuse } from '../operation.ts';
import { moveUnique, officerOf, writeRecord } from '../record-change.ts';
import { requireContent, requireIssuer, requireRecipient, requireUnique } from '../record-rules.ts';

export const recordIssue = operation('record.issue', ['officer', 'agency'], (context, body, actor) => {
  const { state, timeMs, transaction } = context;
  const { subject, content } = body;
  const type = state.get(stateKey.type(body.type));
  if (!type) return refuse('type.unknown', `there is no record type ${body.type}`);
  requireIssuer(type, actor);
  const recipient = requireRecipient(state, subject, type.sector);
  const id = newObjectId('record', transaction.payload.signer, transaction.payload.salt);
  if (state.get(stateKey.record(id))) refuse('record.exists', 'there is a record of this signer and salt');
  requireUnique(state, type, subject);
  requireContent(state, type, content, recipient);

  const record: Record = {
    type: type.name,
    typeVersion: type.version,
    subject,
    agency: actor.agencyId,
    officer: officerOf(actor),
    state: type.lifecycle.initial,
    version: 1,
    content,
    issuedMs: timeMs,
    changedMs: timeMs,
    erased: null,
    history: emptyLog,
  };
  writeRecord(context, actor, id, record, { change: 'issued', content });
  moveUnique(context, type, id, undefined, record);
});
