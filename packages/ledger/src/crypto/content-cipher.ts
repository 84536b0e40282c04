/**
 * Authenticated encryption of content under a one-time key: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce
 * in front and the 128-bit tag behind. What the content belongs to is bound as additional data, so that a
 * ciphertext cannot be passed off as another record's or section's.
 */
import { gcm } from '@noble/ciphers/aes.js';
import { concatBytes } from '../codec/index.ts';
import { AnnalsError, invariant } from '../errors/index.ts';
import { type RandomSource, randomBytes } from './random.ts';

export const CONTENT_KEY_SIZE_BYTES = 32;
const NONCE_SIZE_BYTES = 12;
const TAG_SIZE_BYTES = 16;

/** What encryption adds to the length of a plaintext. */
export const CONTENT_OVERHEAD_BYTES = NONCE_SIZE_BYTES + TAG_SIZE_BYTES;

/**
 * Encrypts under a key of 32 bytes: `nonce || ciphertext || tag`. A key is meant for one plaintext; the random nonce
 * keeps a second use safe as well (SP 800-38D, section 8.3, allows 2^32).
 */
export function encryptContent(
  key: Uint8Array,
  plaintext: Uint8Array,
  context: Uint8Array,
  random: RandomSource = randomBytes,
): Uint8Array {
  invariant(key.length === CONTENT_KEY_SIZE_BYTES, 'a content key has 32 bytes');
  const nonce = random(NONCE_SIZE_BYTES);
  return concatBytes(nonce, gcm(key, nonce, context).encrypt(plaintext));
}

/**
 * Decrypts what {@link encryptContent} gave, under the same key and context.
 * @throws AnnalsError `content.open-failed` when the key or the context is another one or a byte was changed; the
 * three cannot be told apart.
 */
export function decryptContent(key: Uint8Array, sealed: Uint8Array, context: Uint8Array): Uint8Array {
  invariant(key.length === CONTENT_KEY_SIZE_BYTES, 'a content key has 32 bytes');
  if (sealed.length < CONTENT_OVERHEAD_BYTES) {
    throw new AnnalsError('content.open-failed', `${sealed.length} bytes are too few for a nonce and a tag`);
  }
  try {
    return gcm(key, sealed.subarray(0, NONCE_SIZE_BYTES), context).decrypt(sealed.subarray(NONCE_SIZE_BYTES));
  } catch (cause) {
    throw new AnnalsError('content.open-failed', 'the content does not open with this key in this context', { cause });
  }
}
