/** Carries out `record.amend`. */
import { operation } from '../operation.ts';
import { writeRecord } from '../record-change.ts';
import {
  existingRecord,
  requireChangeable,
  requireContent,
  requireIssuer,
  requireIssuingAgency,
  subjectOf,
} from '../record-rules.ts';

export const recordAmend = operation('record.amend', ['officer', 'agency'], (context, body, actor) => {
  const { content } = body;
  const { record, type } = existingRecord(context.state, body.record);
  requireIssuingAgency(record, actor.agencyId);
  requireIssuer(type, actor);
  requireChangeable(type, record, body.version);
  requireContent(context.state, type, content, subjectOf(context.state, record));

  const after = { ...record, version: record.version + 1, typeVersion: type.version, content };
  writeRecord(context, actor, body.record, after, { change: 'amended', content });
});
