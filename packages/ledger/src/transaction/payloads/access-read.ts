/**
 * `access.read`: an officer, or a person herself, asks to read sections of records, for a purpose and on a legal basis.
 * Each item that is granted leaves an entry in the access log of the record's subject, and what is refused of one person
 * leaves one (LAW 2, LAW 3).
 */
import { encode, type Infer, idToBytes, shape } from '../../codec/index.ts';
import { type Hash, hash } from '../../crypto/index.ts';
import { publicKeyShape, signatureShape } from '../keys.ts';
import { MAX_SECTIONS } from '../record-type.ts';

/** One ward round; bulk reads take more transactions, each under the agency's quota. */
export const MAX_ACCESS_ITEMS = 32;

/** The legal basis, as a short reference to an act or article, never a sentence (LAW 1). */
export const basisShape = shape.text(64, { pattern: /^[A-Za-z0-9]+([./:-][A-Za-z0-9]+)*$/ });

export const sectionsReadShape = shape.list(shape.slug, MAX_SECTIONS, 1);

export const accessItemShape = shape.struct({ record: shape.id('record'), sections: sectionsReadShape });
export type AccessItem = Infer<typeof accessItemShape>;

export const accessReadShape = shape.struct({
  /**
   * Null: an officer asks. Else a person signs with the present key of this subject: for her own records, or for those
   * of somebody whom she represents under a mandate.
   */
  subject: shape.nullable(shape.id('subject')),
  items: shape.list(accessItemShape, MAX_ACCESS_ITEMS, 1),
  purpose: shape.slug,
  basis: basisShape,
  /** The reason, when an officer invokes an emergency: what policy would refuse is granted, and reviewed. */
  emergency: shape.nullable(shape.slug),
  /** A fresh key that what is opened is encrypted to. */
  readerKey: publicKeyShape,
  /** Proves that somebody knows the secret of the reader key, for {@link readerDigest}. */
  readerProof: signatureShape,
});

/**
 * What the reader proof is bound to. The proof is Schnorr's with the reader key in its challenge (`proveReaderKey` of
 * the threshold room): without it a key could be chosen as the difference of two seals, and the shares that open one
 * record would open the other. It covers the signer, the salt and the items, so that it cannot be lent to another
 * request.
 */
export function readerDigest(
  chain: Uint8Array,
  signer: Uint8Array,
  salt: Uint8Array,
  items: readonly AccessItem[],
): Hash {
  const asked = items.map(({ record, sections }) => [idToBytes(record), sections]);
  return hash('annals/reader/v1', chain, encode([signer, salt, asked]));
}
