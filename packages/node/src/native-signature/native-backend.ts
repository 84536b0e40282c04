/**
 * The signature backend of servers: libsecp256k1 through the native part of the `secp256k1` package, forty times
 * faster at verifying than the reference. When it is not there, or wrong, that is reported, and noble stays.
 */
import { compareBytes, equalBytes } from '@annals/ledger/codec';
import { nobleBackend, type SignatureBackend } from '@annals/ledger/crypto';
import { AnnalsError, invariant } from '@annals/ledger/errors';
import { type Bindings, loadBindings, ORDER } from './bindings.ts';

const PLAIN_X = { hashfn: (x: Uint8Array) => x };

function backendOf(native: Bindings): SignatureBackend {
  const requireSecret = (secret: Uint8Array): void => {
    if (secret.length !== 32 || !native.privateKeyVerify(secret)) {
      throw new AnnalsError('key.malformed', 'not a secret key: 32 bytes from 1 to n - 1');
    }
  };
  return {
    name: 'libsecp256k1',
    verify(digest, signature, key) {
      // The library throws on wrong lengths and would take an uncompressed key, so both are settled before it runs.
      if (digest.length !== 32 || signature.length !== 64 || key.length !== 33) return false;
      try {
        return native.ecdsaVerify(signature, digest, key);
      } catch {
        return false;
      }
    },
    sign(digest, secret) {
      invariant(digest.length === 32, 'a digest to sign has 32 bytes');
      requireSecret(secret);
      // The library feeds RFC 6979 with the digest as it is, where the RFC takes it modulo the order of the group.
      if (compareBytes(digest, ORDER) >= 0) return nobleBackend.sign(digest, secret);
      return native.ecdsaSign(digest, secret).signature;
    },
    derivePublicKey(secret) {
      requireSecret(secret);
      return native.publicKeyCreate(secret, true);
    },
    isPublicKey(bytes) {
      return bytes.length === 33 && native.publicKeyVerify(bytes);
    },
    sharedSecret(secret, key) {
      requireSecret(secret);
      if (!this.isPublicKey(key)) throw new AnnalsError('key.malformed', 'not a compressed public key');
      return native.ecdh(key, secret, PLAIN_X, new Uint8Array(32));
    },
  };
}

/** Whether the backend derives, signs and verifies one known case as the reference does. */
function agreesWithReference(backend: SignatureBackend): boolean {
  const secret = new Uint8Array(32).fill(0x11);
  const digest = new Uint8Array(32).fill(0x22);
  const key = nobleBackend.derivePublicKey(secret);
  const signature = nobleBackend.sign(digest, secret);
  return (
    equalBytes(backend.derivePublicKey(secret), key) &&
    equalBytes(backend.sign(digest, secret), signature) &&
    equalBytes(backend.sharedSecret(secret, key), nobleBackend.sharedSecret(secret, key)) &&
    backend.verify(digest, signature, key) &&
    !backend.verify(secret, signature, key)
  );
}

/**
 * Loads libsecp256k1 and tries it on a known case. Gives undefined, and tells `onUnavailable` why, when it is not
 * there for this platform or does not compute what the reference does; the node then stays with noble.
 */
export function loadNativeBackend(
  onUnavailable: (reason: string) => void = () => {},
  load: () => unknown = loadBindings,
): SignatureBackend | undefined {
  try {
    const backend = backendOf(load() as Bindings);
    if (agreesWithReference(backend)) return backend;
    onUnavailable('libsecp256k1 does not agree with the reference on a known case');
  } catch (error) {
    onUnavailable(`libsecp256k1 does not load: ${(error as Error).message}`);
  }
  return undefined;
}
