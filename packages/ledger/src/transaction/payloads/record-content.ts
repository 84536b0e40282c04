/**
 * The content of a record as a transaction carries it: for a sealed type only the hash of its sidecar and a salted
 * commitment, for a public type the content itself (LAW 1).
 */
import { type Infer, shape } from '../../codec/index.ts';
import { hashShape } from '../keys.ts';

/** Content in clear must leave room for the rest of a transaction of at most 16 KiB. */
export const MAX_PUBLIC_CONTENT_LENGTH = 15_000;

export const recordContentShape = shape.union('type', {
  sealed: shape.struct({
    /** Hash of the sidecar's bytes. */
    sidecar: hashShape,
    /** Commitment to each field, salted so that nothing can be guessed from it. */
    commitment: hashShape,
  }),
  public: shape.struct({
    /** Canonical JSON text of a map from section to content. */
    text: shape.text(MAX_PUBLIC_CONTENT_LENGTH),
  }),
});

export type RecordContent = Infer<typeof recordContentShape>;
