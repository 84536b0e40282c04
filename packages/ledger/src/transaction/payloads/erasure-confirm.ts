/**
 * `erasure.confirm`: a holder of content has destroyed that of these records, on its disk and read back. Its node signs
 * with the validator key, unasked; the agency's own key may sign for a node that no longer runs.
 */
import { shape } from '../../codec/index.ts';

/** What one node destroys between two blocks, when a whole register is erased; the rest comes in the next one. */
export const MAX_CONFIRMED_AT_ONCE = 128;

export const erasureConfirmShape = shape.struct({
  /** The agency whose node it was. */
  agency: shape.id('agency'),
  records: shape.list(shape.id('record'), MAX_CONFIRMED_AT_ONCE, 1),
});
