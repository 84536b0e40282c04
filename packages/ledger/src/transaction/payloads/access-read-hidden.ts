/**
 * `access.read-hidden`: an officer reads under a court's order without the person being told yet. What is read stands
 * in the transaction as a package that nobody opens before the reveal date and that opens by itself at it: who reads,
 * under which court, of which type and until when is public at once (PROTOCOL hidden-read).
 */
import { encode, type Infer, shape } from '../../codec/index.ts';
import { CONTENT_OVERHEAD_BYTES, type Hash, hash } from '../../crypto/index.ts';
import { NETWORK_SEAL_SIZE_BYTES } from '../../threshold/index.ts';
import { hashShape, publicKeyShape, signatureShape } from '../keys.ts';
import { basisShape, sectionsReadShape } from './access-read.ts';

/** What a court orders. It stays sealed until the reveal date. */
export const hiddenDetailsShape = shape.struct({
  record: shape.id('record'),
  sections: sectionsReadShape,
  purpose: shape.slug,
  basis: basisShape,
  /** The court's reference of the case: a number, never a sentence (LAW 1). */
  reference: basisShape,
});
export type HiddenDetails = Infer<typeof hiddenDetailsShape>;

export const HIDDEN_SEED_SIZE_BYTES = 32;

/** What the package hides, and all that it takes to make it again. */
export const hiddenDisclosureShape = shape.struct({
  details: hiddenDetailsShape,
  /** The version of the record's content that is read. */
  version: shape.uint,
  /** Chosen by the court with the order. */
  seed: shape.bytes(HIDDEN_SEED_SIZE_BYTES),
});
export type HiddenDisclosure = Infer<typeof hiddenDisclosureShape>;

/**
 * Every package hides as many bytes, whatever it says: sixteen names of sections of 48 characters, and 300 bytes for
 * the rest. The first two bytes are the length of what follows, the rest is zeros.
 */
export const HIDDEN_PLAINTEXT_BYTES = 1_280;

export const hiddenPackageShape = shape.struct({
  /** What the court signed: the hash of seed and details. */
  commitment: hashShape,
  /** The seed, sealed to the network. */
  seal: shape.bytes(NETWORK_SEAL_SIZE_BYTES),
  /** Details and version under a key from the seed. */
  ciphertext: shape.bytes(HIDDEN_PLAINTEXT_BYTES + CONTENT_OVERHEAD_BYTES),
});
export type HiddenPackage = Infer<typeof hiddenPackageShape>;

export const accessReadHiddenShape = shape.struct({
  /** The type of the record. */
  type: shape.slug,
  /** The agency that gave the order, one of the type's courts. */
  court: shape.id('agency'),
  /** Its signature, for `courtOrderDigest` of the room `hidden`. */
  courtSignature: signatureShape,
  package: hiddenPackageShape,
  /** From this block time on the ledger discloses what the package hides. */
  revealMs: shape.time,
  /** A fresh key that what is opened is encrypted to. */
  readerKey: publicKeyShape,
  /** Proves that somebody knows the secret of the reader key, for {@link hiddenReaderDigest}. */
  readerProof: signatureShape,
});

/** What the reader proof is bound to: as for `access.read`, with the commitment in place of the items. */
export function hiddenReaderDigest(chain: Uint8Array, signer: Uint8Array, salt: Uint8Array, commitment: Hash): Hash {
  return hash('annals/hidden-reader/v1', chain, encode([signer, salt, commitment]));
}
