/** What a person has restricted to those who have her consent, under `restrictions/<subject>`. Absent when nothing is. */
import { type Infer, shape } from '../../codec/index.ts';
import { restrictionScopeShape } from '../../transaction/index.ts';

/** Records and types restricted at a time, 112 bytes each at most; whole types save many records. */
export const MAX_RESTRICTIONS = 32;

export const restrictionShape = shape.struct({
  scope: restrictionScopeShape,
  /** Who decided it: she herself, or who represented her. */
  by: shape.id('subject'),
  sinceMs: shape.time,
});
export type Restriction = Infer<typeof restrictionShape>;

export const restrictionsShape = shape.list(restrictionShape, MAX_RESTRICTIONS);
