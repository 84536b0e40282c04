/**
 * Sealing a content key to its subject: ECIES, with Schnorr's proof that the sealer knows the secret of the seal's own
 * key. Validators cannot see whether such a seal holds the right key, so that a bad one is for the subject to show: she
 * reveals the Diffie-Hellman point of that one seal. The proof is what makes this safe for her: without it, an issuer
 * could put the ephemeral key of somebody else's seal into a bad one, and what she reveals would open the other
 * (ATTACK accusation-opens-another-seal).
 *
 * Layout: `version (1) || ephemeral key (33) || encrypted content key (32) || tag (16) || proof (64)`.
 */
import { concatBytes, type Shape, shape } from '../codec/index.ts';
import {
  CONTENT_KEY_SIZE_BYTES,
  ephemeralOf,
  generateSecretKey,
  type Hash,
  hash,
  openWithKey,
  openWithShared,
  type Point,
  type PublicKey,
  type RandomSource,
  SEAL_OVERHEAD_BYTES,
  type SecretKey,
  sealToKey,
} from '../crypto/index.ts';
import { AnnalsError, invariant } from '../errors/index.ts';
import { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from '../threshold/index.ts';

const SEALED_SIZE_BYTES = CONTENT_KEY_SIZE_BYTES + SEAL_OVERHEAD_BYTES;

const SUBJECT_SEAL_SIZE_BYTES = SEALED_SIZE_BYTES + linearProofSize(1);

export const subjectSealShape: Shape<Uint8Array> = shape.bytes(SUBJECT_SEAL_SIZE_BYTES);

/** The proof of a seal: that its maker knows the logarithm of its ephemeral key. */
function statementOf(recipient: PublicKey, sealed: Uint8Array, context: Hash): LinearStatement {
  return {
    domain: 'annals/subject-seal-proof/v1',
    context: hash('annals/subject-seal/v1', recipient, context, sealed),
    secretCount: 1,
    equations: [{ image: ephemeralOf(sealed), terms: [{ secret: 0 }] }],
  };
}

const sealedOf = (seal: Uint8Array): Uint8Array => seal.subarray(0, SEALED_SIZE_BYTES);

/**
 * Seals a content key to a subject's key, in the context of a section.
 * @throws AnnalsError `key.malformed` when the recipient is no public key.
 */
export function sealToSubject(
  recipient: PublicKey,
  contentKey: Uint8Array,
  context: Hash,
  random: RandomSource,
): Uint8Array {
  invariant(contentKey.length === CONTENT_KEY_SIZE_BYTES, 'a content key has 32 bytes');
  const secret = generateSecretKey(random);
  const sealed = sealToKey(recipient, contentKey, context, secret);
  return concatBytes(sealed, proveLinear(statementOf(recipient, sealed, context), [secret], random));
}

/** Whether whoever made the seal knew the secret of its ephemeral key. Never throws, whatever the bytes. */
export function isSealProven(recipient: PublicKey, seal: Uint8Array, context: Hash): boolean {
  if (seal.length !== SUBJECT_SEAL_SIZE_BYTES) return false;
  try {
    return verifyLinear(statementOf(recipient, sealedOf(seal), context), seal.subarray(SEALED_SIZE_BYTES));
  } catch (error) {
    if (error instanceof AnnalsError) return false;
    throw error;
  }
}

/** The content key of a seal. @throws AnnalsError `seal.malformed`, `seal.open-failed`. */
export function openSubjectSeal(secret: SecretKey, seal: Uint8Array, context: Hash): Uint8Array {
  return openWithKey(secret, sealedOf(seal), context);
}

/** The same for whoever was shown the Diffie-Hellman point of a seal. @throws AnnalsError as {@link openSubjectSeal}. */
export function openDisclosedSeal(shared: Point, recipient: PublicKey, seal: Uint8Array, context: Hash): Uint8Array {
  return openWithShared(shared.subarray(1), recipient, sealedOf(seal), context);
}

/** The ephemeral key of a seal. @throws AnnalsError `seal.malformed`. */
export function sealKey(seal: Uint8Array): PublicKey {
  return ephemeralOf(sealedOf(seal));
}
