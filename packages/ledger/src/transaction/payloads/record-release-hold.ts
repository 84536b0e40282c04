/** `record.release-hold`: the agency that has placed a hold lets it go. */
import { shape } from '../../codec/index.ts';

export const recordReleaseHoldShape = shape.struct({ record: shape.id('record') });
