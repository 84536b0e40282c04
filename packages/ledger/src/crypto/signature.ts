/**
 * ECDSA over secp256k1 on 32-byte digests (SEC 1 v2 section 4.1, nonces by RFC 6979): signatures in the 64-byte
 * compact form `r || s` with low S only, public keys in the 33-byte compressed form only (PROTOCOL signature).
 * The arithmetic is behind an interface: `@noble/secp256k1` everywhere, libsecp256k1 on servers that select it.
 */
import type { Hash } from './hash/index.ts';
import { nobleBackend } from './noble-backend.ts';
import type { PublicKey, SecretKey, Signature, SignatureBackend } from './signature-backend.ts';

let selected: SignatureBackend = nobleBackend;

/** Makes all signing and verifying of this process use a backend. A server calls it once, at start, and logs its name. */
export function selectSignatureBackend(backend: SignatureBackend): void {
  selected = backend;
}

/** The backend in use; noble until another is selected. */
export function signatureBackend(): SignatureBackend {
  return selected;
}

/** Whether the signature over the digest is valid under the key. Never throws, whatever the bytes. */
export function verifySignature(digest: Hash, signature: Signature, key: PublicKey): boolean {
  return selected.verify(digest, signature, key);
}

/** Signs a digest. The same digest and secret always give the same signature. @throws AnnalsError `key.malformed`. */
export function sign(digest: Hash, secret: SecretKey): Signature {
  return selected.sign(digest, secret);
}
