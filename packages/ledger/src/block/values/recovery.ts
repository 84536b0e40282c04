/** The latest recovery of a person's lost key, under `recovery/<subject>`. It stays when it has ended. */
import { type Infer, shape } from '../../codec/index.ts';
import { publicKeyShape } from '../../transaction/index.ts';

export const recoveryShape = shape.struct({
  /** The agency that asked for it, and its officer; null where the agency's own key signed. */
  agency: shape.id('agency'),
  officer: shape.nullable(shape.id('officer')),
  /** Which recovery of the subject it is: 1 for the first. The proof for the next one covers the next number. */
  number: shape.uint,
  /** The new key, and the one that it is to replace. */
  key: publicKeyShape,
  replaces: publicKeyShape,
  requestedMs: shape.time,
  /** When the agency first asked of those times that it has asked without an end between them: no other may for a while. */
  heldSinceMs: shape.time,
  /** It can be completed from this block time on; until then and beyond, until it is, she can object. */
  readyMs: shape.time,
  /** The second agency's approval; null until it is given. */
  approval: shape.nullable(
    shape.struct({
      agency: shape.id('agency'),
      officer: shape.nullable(shape.id('officer')),
      timeMs: shape.time,
    }),
  ),
  status: shape.oneOf('open', 'objected', 'completed'),
  endedMs: shape.nullable(shape.time),
});

export type Recovery = Infer<typeof recoveryShape>;
