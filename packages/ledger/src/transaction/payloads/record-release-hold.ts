/** `record.release-hold`: the agency that has placed a hold lets it go, or another where that one may hold no more. */
import { shape } from '../../codec/index.ts';

export const recordReleaseHoldShape = shape.struct({
  record: shape.id('record'),
  /** Whose hold it is; null: that of the agency that signs. */
  agency: shape.nullable(shape.id('agency')),
});
