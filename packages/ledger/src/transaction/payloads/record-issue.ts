/** `record.issue`: an agency issues a record of a declared type about a subject. */
import { shape } from '../../codec/index.ts';
import { recordContentShape } from './record-content.ts';

export const recordIssueShape = shape.struct({
  type: shape.slug,
  subject: shape.id('subject'),
  content: recordContentShape,
});
