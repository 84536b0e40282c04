/** Carries out `record.transfer`. */
import type { RecordType, Subject } from '../../block/index.ts';
import type { RecordContent } from '../../transaction/index.ts';
import { operation, refuse, type StateView } from '../operation.ts';
import { moveUnique, writeRecord } from '../record-change.ts';
import {
  existingRecord,
  requireChangeable,
  requireContent,
  requireIssuer,
  requireIssuingAgency,
  requireRecipient,
  requireUnique,
} from '../record-rules.ts';

export const recordTransfer = operation('record.transfer', ['officer', 'agency'], (context, body, actor) => {
  const { content, to } = body;
  const { record, type } = existingRecord(context.state, body.record);
  requireIssuingAgency(record, actor.agencyId);
  requireIssuer(type, actor);
  if (!type.transferable) refuse('record.not-transferable', `records of the type ${type.name} cannot be transferred`);
  requireChangeable(type, record, body.version);
  if (to === record.subject) refuse('record.same-holder', 'the subject holds this record already');
  const recipient = requireRecipient(context.state, to, type.sector);
  requireUnique(context.state, type, to);
  requireTransferredContent(context.state, type, content, recipient);

  const renewed = content && { content, version: record.version + 1, typeVersion: type.version };
  const after = { ...record, subject: to, ...renewed };
  writeRecord(context, actor, body.record, after, { change: 'transferred', content });
  moveUnique(context, type, body.record, record, after);
});

/** Sealed content has to be sealed anew, or the new holder could not open it; content in clear does not change hands. */
function requireTransferredContent(
  state: StateView,
  type: RecordType,
  content: RecordContent | null,
  recipient: Subject,
): void {
  if (type.visibility === 'sealed' && content === null) {
    refuse('record.visibility', 'a sealed record is transferred with its content sealed to the new holder');
  }
  if (type.visibility === 'public' && content !== null) {
    refuse('record.visibility', 'a public record keeps its content when it is transferred');
  }
  if (content) requireContent(state, type, content, recipient);
}
