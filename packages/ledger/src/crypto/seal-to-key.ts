/**
 * Sealing to one public key: the integrated encryption scheme ECIES of SEC 1 v2 (section 5.1) with today's parts. A
 * fresh key pair is agreed with the recipient's key (ECDH, x-coordinate); HKDF-SHA256 (RFC 5869) turns the result
 * into the key and nonce of AES-256-GCM (NIST SP 800-38D). Both public keys stand in the HKDF info, and the context
 * (chain, record, section) is bound as additional data, so that a seal cannot be moved elsewhere.
 *
 * Layout: `version (1) || ephemeral public key (33) || ciphertext || tag (16)`.
 */
import { gcm } from '@noble/ciphers/aes.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { generateSecretKey, isPublicKey, publicKeyOf } from './keys.ts';
import { signatureBackend } from './signature.ts';
import { PUBLIC_KEY_SIZE_BYTES, type PublicKey, type SecretKey } from './signature-backend.ts';

const VERSION = 1;
const KEY_SIZE_BYTES = 32;
const NONCE_SIZE_BYTES = 12;
const TAG_SIZE_BYTES = 16;
const HEAD_SIZE_BYTES = 1 + PUBLIC_KEY_SIZE_BYTES;
const INFO_PREFIX = new TextEncoder().encode('annals/seal-to-key/v1\0');

/** What sealing adds to the length of a plaintext. */
export const SEAL_OVERHEAD_BYTES = HEAD_SIZE_BYTES + TAG_SIZE_BYTES;

/** The cipher of one seal. The key is used once, so the nonce may be derived with it instead of being sent. */
function cipherOf(shared: Uint8Array, ephemeral: PublicKey, recipient: PublicKey, context: Uint8Array) {
  const info = concatBytes(INFO_PREFIX, ephemeral, recipient);
  const material = hkdf(sha256, shared, undefined, info, KEY_SIZE_BYTES + NONCE_SIZE_BYTES);
  return gcm(material.subarray(0, KEY_SIZE_BYTES), material.subarray(KEY_SIZE_BYTES), context);
}

/**
 * Seals a plaintext so that only the holder of the recipient's secret key opens it, in the same context.
 * @param secret of the fresh key pair; given by whoever proves to have made it, and used for this seal alone.
 * @throws AnnalsError `key.malformed` when the recipient is no public key.
 */
export function sealToKey(
  recipient: PublicKey,
  plaintext: Uint8Array,
  context: Uint8Array,
  secret: SecretKey = generateSecretKey(),
): Uint8Array {
  const ephemeral = publicKeyOf(secret);
  const shared = signatureBackend().sharedSecret(secret, recipient);
  const ciphertext = cipherOf(shared, ephemeral, recipient, context).encrypt(plaintext);
  return concatBytes(Uint8Array.of(VERSION), ephemeral, ciphertext);
}

/** The fresh public key in a seal. @throws AnnalsError `seal.malformed` for bytes that are no seal. */
export function ephemeralOf(sealed: Uint8Array): PublicKey {
  if (sealed.length < SEAL_OVERHEAD_BYTES)
    throw new AnnalsError('seal.malformed', `${sealed.length} bytes are too few for a seal`);
  if (sealed[0] !== VERSION) throw new AnnalsError('seal.malformed', `seals of version ${sealed[0]} are not known`);
  const ephemeral = sealed.subarray(1, HEAD_SIZE_BYTES);
  if (!isPublicKey(ephemeral)) throw new AnnalsError('seal.malformed', 'the ephemeral key is no public key');
  return ephemeral;
}

/**
 * Opens what {@link sealToKey} gave.
 * @throws AnnalsError `seal.malformed` for bytes that are no seal, `seal.open-failed` when it was sealed to another
 * key or in another context, or a byte was changed, `key.malformed` when the secret is none.
 */
export function openWithKey(secret: SecretKey, sealed: Uint8Array, context: Uint8Array): Uint8Array {
  const shared = signatureBackend().sharedSecret(secret, ephemeralOf(sealed));
  return openWithShared(shared, publicKeyOf(secret), sealed, context);
}

/**
 * Opens a seal with what its two keys agree on, for whoever was shown that and has no secret.
 * @param shared the x-coordinate of the Diffie-Hellman point of the ephemeral key and the recipient's, 32 bytes.
 * @throws AnnalsError as {@link openWithKey}.
 */
export function openWithShared(
  shared: Uint8Array,
  recipient: PublicKey,
  sealed: Uint8Array,
  context: Uint8Array,
): Uint8Array {
  const cipher = cipherOf(shared, ephemeralOf(sealed), recipient, context);
  try {
    return cipher.decrypt(sealed.subarray(HEAD_SIZE_BYTES));
  } catch (cause) {
    throw new AnnalsError('seal.open-failed', 'the seal does not open with this key in this context', { cause });
  }
}
