/** `record.transfer`: a record passes to another subject of its sector, where its type allows that. */
import { shape } from '../../codec/index.ts';
import { recordContentShape } from './record-content.ts';

export const recordTransferShape = shape.struct({
  record: shape.id('record'),
  /** The version that is transferred; refused when that is no longer the present one. */
  version: shape.uint,
  /** The new holder. */
  to: shape.id('subject'),
  /** Sealed content, sealed anew so that the new holder can open it; null for a public record, which stays as it is. */
  content: shape.nullable(recordContentShape),
});
