/**
 * The content of a record as a transaction carries it: for a sealed type only the hash of its sidecar and a salted
 * commitment, for a public type the content itself (LAW 1).
 */
import { type Infer, shape } from '../../codec/index.ts';
import { hashShape, publicKeyShape } from '../keys.ts';

/** Content in clear must leave room for the rest of a transaction of at most 16 KiB. */
export const MAX_PUBLIC_CONTENT_LENGTH = 15_000;

/** How sealed content is named, in a transaction, a record and its history. */
export const sealedContentShape = shape.struct({
  /** Hash of the sidecar's bytes. */
  sidecar: hashShape,
  /** Commitment to each field, salted so that nothing can be guessed from it. */
  commitment: hashShape,
  /** The subject's key to which every section is sealed: her present one in the block that carries it out. */
  sealedTo: publicKeyShape,
});

export const recordContentShape = shape.union('type', {
  sealed: sealedContentShape,
  public: shape.struct({
    /** Canonical JSON text of a map from section to content. */
    text: shape.text(MAX_PUBLIC_CONTENT_LENGTH),
  }),
});

export type RecordContent = Infer<typeof recordContentShape>;
export type SealedContent = Extract<RecordContent, { type: 'sealed' }>;
