/**
 * What an implementation of the signature scheme offers, and the bytes that it takes and gives. The scheme itself is
 * described in signature.ts, which also says which implementation a process uses.
 */
import type { Hash } from './hash/index.ts';

/** A point of secp256k1 in the 33-byte compressed form. */
export type PublicKey = Uint8Array;
export const PUBLIC_KEY_SIZE_BYTES = 33;

/** A scalar from 1 to n - 1 in 32 bytes, big-endian. */
export type SecretKey = Uint8Array;
export const SECRET_KEY_SIZE_BYTES = 32;

/** `r || s`, 32 bytes each, big-endian; s is at most n / 2. */
export type Signature = Uint8Array;
export const SIGNATURE_SIZE_BYTES = 64;

/**
 * An implementation of the signature scheme. All of them accept and refuse exactly the same inputs: a replica that
 * verified by other rules than its peers would fork (LAW 4). The published vectors and a differential test hold
 * them together.
 */
export interface SignatureBackend {
  readonly name: 'noble' | 'libsecp256k1';
  /**
   * Whether the signature is valid. False, never a throw, for bytes of a wrong length, r or s out of range, high S, or
   * no key.
   */
  verify(digest: Hash, signature: Signature, key: PublicKey): boolean;
  /** The deterministic signature. @throws AnnalsError `key.malformed` when the secret is no scalar from 1 to n - 1. */
  sign(digest: Hash, secret: SecretKey): Signature;
  /** @throws AnnalsError `key.malformed` when the secret is no scalar from 1 to n - 1. */
  derivePublicKey(secret: SecretKey): PublicKey;
  /** Whether the bytes are a compressed point on the curve. */
  isPublicKey(bytes: Uint8Array): boolean;
  /**
   * The x-coordinate, 32 bytes, of the Diffie-Hellman point of a secret and a public key (SEC 1 v2, section 3.3.1).
   * @throws AnnalsError `key.malformed` for bytes that are no such keys.
   */
  sharedSecret(secret: SecretKey, key: PublicKey): Uint8Array;
}
