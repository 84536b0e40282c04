/** `record.hold`: an agency keeps the content of a record from being erased, as long as a case needs it. */
import { shape } from '../../codec/index.ts';
import { basisShape } from './access-read.ts';

export const recordHoldShape = shape.struct({
  record: shape.id('record'),
  basis: basisShape,
});
