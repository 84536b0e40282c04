/** The holds that keep a record's content from being erased, under `hold/<record>`; absent when there are none. */
import { type Infer, shape } from '../../codec/index.ts';
import { basisShape } from '../../transaction/index.ts';

/** Several cases at once are rare; one hold is enough to stop an erasure. */
export const MAX_HOLDS = 16;

/** In the order in which they were placed, one for an agency. */
export const holdsShape = shape.list(
  shape.struct({
    agency: shape.id('agency'),
    /** Null when the agency signed itself. */
    officer: shape.nullable(shape.id('officer')),
    basis: basisShape,
    timeMs: shape.time,
    height: shape.uint,
    transaction: shape.id('transaction'),
  }),
  MAX_HOLDS,
  1,
);

export type Holds = Infer<typeof holdsShape>;
export type Hold = Holds[number];
