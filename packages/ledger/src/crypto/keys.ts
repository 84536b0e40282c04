/** Keys of secp256k1: making them, and telling whether bytes are one. */
import { AnnalsError } from '../errors/index.ts';
import { isSecretScalar } from './noble-backend.ts';
import { type RandomSource, randomBytes } from './random.ts';
import { signatureBackend } from './signature.ts';
import { type PublicKey, SECRET_KEY_SIZE_BYTES, type SecretKey } from './signature-backend.ts';

/** A draw is no scalar with a chance of 2^-128; a source that misses this often is broken. */
const MAX_DRAWS = 8;

/** The public key of a secret. @throws AnnalsError `key.malformed` when it is no scalar from 1 to n - 1. */
export function publicKeyOf(secret: SecretKey): PublicKey {
  return signatureBackend().derivePublicKey(secret);
}

/** Whether the bytes are a public key: 33 bytes, compressed, on the curve. */
export function isPublicKey(bytes: Uint8Array): boolean {
  return signatureBackend().isPublicKey(bytes);
}

/** Whether the bytes are a secret key: 32 bytes, from 1 to n - 1. */
export function isSecretKey(bytes: Uint8Array): boolean {
  return isSecretScalar(bytes);
}

/**
 * A fresh secret key, uniform over the scalars: what is out of range is drawn again (FIPS 186-5, appendix A.2.2).
 * @throws AnnalsError `key.random` when the source gives no scalar in several draws.
 */
export function generateSecretKey(random: RandomSource = randomBytes): SecretKey {
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const candidate = random(SECRET_KEY_SIZE_BYTES);
    if (isSecretScalar(candidate)) return candidate;
  }
  throw new AnnalsError('key.random', `the random source gave no secret key in ${MAX_DRAWS} draws`);
}
