/**
 * Sealing to one public key: the integrated encryption scheme ECIES of SEC 1 v2 (section 5.1) with today's parts. A
 * fresh key pair is agreed with the recipient's key (ECDH, x-coordinate); HKDF-SHA256 (RFC 5869) turns the result
 * into the key and nonce of AES-256-GCM (NIST SP 800-38D). Both public keys stand in the HKDF info, and the context
 * (chain, record, section) is bound as additional data, so that a seal can not be moved elsewhere.
 *
 * Layout: `version (1) || ephemeral public key (33) || ciphertext || tag (16)`.
 */
import { gcm } from '@noble/ciphers/aes.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { generateSecretKey, isPublicKey, publicKeyOf } from './keys.ts';
import { type RandomSource, randomBytes } from './random.ts';
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
function cipherOf(secret: SecretKey, peer: PublicKey, ephemeral: PublicKey, recipient: PublicKey, context: Uint8Array) {
  const shared = signatureBackend().sharedSecret(secret, peer);
  const info = concatBytes(INFO_PREFIX, ephemeral, recipient);
  const material = hkdf(sha256, shared, undefined, info, KEY_SIZE_BYTES + NONCE_SIZE_BYTES);
  return gcm(material.subarray(0, KEY_SIZE_BYTES), material.subarray(KEY_SIZE_BYTES), context);
}

/**
 * Seals a plaintext so that only the holder of the recipient's secret key opens it, in the same context.
 * @throws AnnalsError `key.malformed` when the recipient is no public key.
 */
export function sealToKey(
  recipient: PublicKey,
  plaintext: Uint8Array,
  context: Uint8Array,
  random: RandomSource = randomBytes,
): Uint8Array {
  const secret = generateSecretKey(random);
  const ephemeral = publicKeyOf(secret);
  const ciphertext = cipherOf(secret, recipient, ephemeral, recipient, context).encrypt(plaintext);
  return concatBytes(Uint8Array.of(VERSION), ephemeral, ciphertext);
}

/**
 * Opens what {@link sealToKey} gave.
 * @throws AnnalsError `seal.malformed` for bytes that are no seal, `seal.open-failed` when it was sealed to another
 * key or in another context, or a byte was changed, `key.malformed` when the secret is none.
 */
export function openWithKey(secret: SecretKey, sealed: Uint8Array, context: Uint8Array): Uint8Array {
  if (sealed.length < SEAL_OVERHEAD_BYTES)
    throw new AnnalsError('seal.malformed', `${sealed.length} bytes are too few for a seal`);
  if (sealed[0] !== VERSION) throw new AnnalsError('seal.malformed', `seals of version ${sealed[0]} are not known`);
  const ephemeral = sealed.subarray(1, HEAD_SIZE_BYTES);
  if (!isPublicKey(ephemeral)) throw new AnnalsError('seal.malformed', 'the ephemeral key is no public key');
  const cipher = cipherOf(secret, ephemeral, ephemeral, publicKeyOf(secret), context);
  try {
    return cipher.decrypt(sealed.subarray(HEAD_SIZE_BYTES));
  } catch (cause) {
    throw new AnnalsError('seal.open-failed', 'the seal does not open with this key in this context', { cause });
  }
}
