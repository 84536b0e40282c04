/**
 * An entry of a subject's access log: that an officer, or she herself, or who represents her, asked to read sections of
 * her record, why, and whether it was granted. A leaf of the log whose head stands under `access-log/<subject>` (LAW 3).
 */
import { decodeShape, encodeShape, type Infer, shape } from '../../codec/index.ts';
import { logHeadShape } from '../../merkle/index.ts';
import { basisShape, sectionsReadShape } from '../../transaction/index.ts';
import { resultCodeShape } from '../result.ts';

export const accessLogHeadShape = logHeadShape;

export const accessEntryShape = shape.struct({
  record: shape.id('record'),
  type: shape.slug,
  /** The version of the content at that time. */
  version: shape.uint,
  sections: sectionsReadShape,
  /** The officer who asked, and her agency; both null when a person asked. */
  agency: shape.nullable(shape.id('agency')),
  officer: shape.nullable(shape.id('officer')),
  /** The person who asked for the subject; null when an officer or the subject herself did. */
  representative: shape.nullable(shape.id('subject')),
  purpose: shape.slug,
  basis: basisShape,
  /** How it was asked. `hidden`: under a court reference, and disclosed by the ledger afterwards. */
  mode: shape.oneOf('ordinary', 'emergency', 'own', 'represented', 'hidden'),
  /** Of an emergency: the reason given. */
  reason: shape.nullable(shape.slug),
  outcome: shape.oneOf('granted', 'refused'),
  /** `ok` when granted, else why it was refused. */
  code: resultCodeShape,
  /** When it was asked, and by which transaction. */
  timeMs: shape.time,
  height: shape.uint,
  transaction: shape.id('transaction'),
  /** Of a hidden read: when it was disclosed, and by which transaction. */
  disclosed: shape.nullable(
    shape.struct({ timeMs: shape.time, height: shape.uint, transaction: shape.id('transaction') }),
  ),
});

export type AccessMode = AccessEntry['mode'];
export type AccessEntry = Infer<typeof accessEntryShape>;

/** Twice the longest entry: sixteen section names of 48 characters and a kilobyte for the rest. */
export const MAX_ACCESS_ENTRY_BYTES = 4_096;

/** The bytes that are the leaf. */
export function encodeAccessEntry(entry: AccessEntry): Uint8Array {
  return encodeShape(accessEntryShape, entry);
}

/** @throws AnnalsError `codec.too-large`, `codec.malformed`, `codec.shape`. */
export function decodeAccessEntry(bytes: Uint8Array): AccessEntry {
  return decodeShape(accessEntryShape, bytes, MAX_ACCESS_ENTRY_BYTES);
}
