/** `record.amend`: the issuing agency replaces the content; the earlier version stays in the history. */
import { shape } from '../../codec/index.ts';
import { recordContentShape } from './record-content.ts';

export const recordAmendShape = shape.struct({
  record: shape.id('record'),
  /** The version that it replaces; refused when that is no longer the present one. */
  version: shape.uint,
  content: recordContentShape,
});
