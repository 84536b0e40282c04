/** `ceremony.advance`: the time of a ceremony's round is over, though not everybody has spoken. */
import { shape } from '../../codec/index.ts';

export const ceremonyAdvanceShape = shape.struct({
  epoch: shape.uint,
});
