/**
 * `record.erase`: the content of a record is to be destroyed everywhere: every version's ciphertext and seals. That the
 * record was, who changed it and who read it stays (LAW 10).
 */
import { shape } from '../../codec/index.ts';
import { basisShape } from './access-read.ts';

export const recordEraseShape = shape.struct({
  record: shape.id('record'),
  /** Why the law demands it. */
  basis: basisShape,
});
