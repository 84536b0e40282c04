/**
 * The reference signature backend, on `@noble/secp256k1` (imported here and in noble-group.ts only): audited
 * JavaScript that runs wherever the ledger does. Its arithmetic on secrets follows constant-time algorithms, as far as
 * big integers of a JavaScript engine allow.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as secp256k1 from '@noble/secp256k1';
import { AnnalsError, invariant } from '../errors/index.ts';
import type { SignatureBackend } from './signature-backend.ts';

secp256k1.hashes.sha256 = sha256;
secp256k1.hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);

/** What is signed is a digest already; high S is refused, and never produced. */
const OPTIONS = { prehash: false, lowS: true, format: 'compact' } as const;

/** Whether the bytes are a scalar from 1 to n - 1 in 32 bytes. */
export function isSecretScalar(bytes: Uint8Array): boolean {
  return bytes.length === 32 && secp256k1.utils.isValidSecretKey(bytes);
}

function requireSecret(secret: Uint8Array): void {
  if (!isSecretScalar(secret)) throw new AnnalsError('key.malformed', 'not a secret key: 32 bytes from 1 to n - 1');
}

/** ECDSA by `@noble/secp256k1`; about 2,300 microseconds to verify and 260 to sign on the reference machine. */
export const nobleBackend: SignatureBackend = {
  name: 'noble',
  verify(digest, signature, key) {
    // The library throws on wrong lengths and would take an uncompressed key, so both are settled before it runs.
    if (digest.length !== 32 || signature.length !== 64 || key.length !== 33) return false;
    return secp256k1.verify(signature, digest, key, OPTIONS);
  },
  sign(digest, secret) {
    invariant(digest.length === 32, 'a digest to sign has 32 bytes');
    requireSecret(secret);
    return secp256k1.sign(digest, secret, OPTIONS);
  },
  derivePublicKey(secret) {
    requireSecret(secret);
    return secp256k1.getPublicKey(secret, true);
  },
  isPublicKey(bytes) {
    return secp256k1.utils.isValidPublicKey(bytes, true);
  },
  sharedSecret(secret, key) {
    requireSecret(secret);
    if (!this.isPublicKey(key)) throw new AnnalsError('key.malformed', 'not a compressed public key');
    return secp256k1.getSharedSecret(secret, key, true).slice(1);
  },
};
