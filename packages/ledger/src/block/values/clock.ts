/**
 * What the validators' clocks say, under `clock`: for each seat the clock that its latest block states, and the time
 * that follows from all of them. No f validators can move it, so whatever ends by time ends by it (PROTOCOL deadlines).
 */
import { type Infer, shape } from '../../codec/index.ts';
import { MAX_VALIDATORS } from './validator-sets.ts';

export const clockShape = shape.struct({
  /** What the clock of at least one correct validator has reached; it never goes back. */
  agreedMs: shape.time,
  /** The seats of the block's set that have proposed a block while they had it, in the order of the set. */
  seats: shape.list(
    shape.struct({
      agency: shape.id('agency'),
      /** What its clock showed when it built its latest block. */
      clockMs: shape.time,
      /** The height of that block. */
      height: shape.uint,
    }),
    MAX_VALIDATORS,
  ),
});

export type ClockValue = Infer<typeof clockShape>;
