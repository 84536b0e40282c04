/**
 * A hidden read as the state holds it under `hidden/<transaction>`, and the list of those that wait to be disclosed,
 * under `hidden-pending`. Who reads, under which court and until when is public; what is read is not, until then.
 */
import { type Infer, shape } from '../../codec/index.ts';
import { hashShape, hiddenPackageShape, publicKeyShape } from '../../transaction/index.ts';
import { resultCodeShape } from '../result.ts';

/** Hidden reads that wait at a time: the list is one value, which is written anew with each change. */
export const MAX_PENDING_HIDDEN_READS = 1_024;
/** Of one agency, so that none takes the room of all. */
export const MAX_PENDING_HIDDEN_READS_OF_AGENCY = 128;

export const hiddenReadShape = shape.struct({
  agency: shape.id('agency'),
  officer: shape.id('officer'),
  court: shape.id('agency'),
  type: shape.slug,
  /** What the package is bound to: `hiddenContext` of the room `hidden`. */
  context: hashShape,
  package: hiddenPackageShape,
  readerKey: publicKeyShape,
  revealMs: shape.time,
  timeMs: shape.time,
  height: shape.uint,
  /** `overdue`: not disclosed within the time that validators have for it. It can still be. */
  status: shape.oneOf('sealed', 'disclosed', 'overdue'),
  /** Where it was disclosed, and whether what it hid could be entered: `ok`, or why the person has no entry of it. */
  disclosed: shape.nullable(
    shape.struct({
      transaction: shape.id('transaction'),
      timeMs: shape.time,
      height: shape.uint,
      code: resultCodeShape,
    }),
  ),
});
export type HiddenRead = Infer<typeof hiddenReadShape>;

/** In the order in which they were committed. */
export const pendingHiddenReadsShape = shape.list(
  shape.struct({ transaction: shape.id('transaction'), agency: shape.id('agency'), revealMs: shape.time }),
  MAX_PENDING_HIDDEN_READS,
);
export type PendingHiddenRead = Infer<typeof pendingHiddenReadsShape>[number];
