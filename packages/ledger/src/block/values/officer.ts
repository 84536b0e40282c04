/** An officer's appointment, under `officer/<id>`. */
import { type Infer, shape } from '../../codec/index.ts';
import { publicKeyShape, rolesShape } from '../../transaction/index.ts';

export const officerShape = shape.struct({
  agency: shape.id('agency'),
  key: publicKeyShape,
  roles: rolesShape,
  appointedMs: shape.time,
  /** The appointment holds while the block time is before this. */
  untilMs: shape.time,
  status: shape.oneOf('appointed', 'dismissed'),
});

export type Officer = Infer<typeof officerShape>;
