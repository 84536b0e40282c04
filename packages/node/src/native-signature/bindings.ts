/**
 * The native part of the `secp256k1` package. The package's own entry point falls back to slow JavaScript without a
 * word when that part does not load, so it is loaded on purpose here.
 */
import { createRequire } from 'node:module';
import { hexToBytes } from '@annals/ledger/codec';

/** What we use of the package, which comes without types. */
export interface Bindings {
  /** @throws Error when r or s is not below n, or the key is no point. Takes low S only. */
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, key: Uint8Array): boolean;
  ecdsaSign(digest: Uint8Array, secret: Uint8Array): { readonly signature: Uint8Array };
  /** The key under which a signature verifies, of which `recovery` says which point r stands for. */
  ecdsaRecover(signature: Uint8Array, recovery: number, digest: Uint8Array, compressed: boolean): Uint8Array;
  publicKeyCreate(secret: Uint8Array, compressed: boolean): Uint8Array;
  publicKeyVerify(key: Uint8Array): boolean;
  publicKeyNegate(key: Uint8Array, compressed: boolean): Uint8Array;
  /** @throws Error when a key is no point, or the sum is at infinity. */
  publicKeyCombine(keys: readonly Uint8Array[], compressed: boolean): Uint8Array;
  /** Not in constant time. */
  publicKeyTweakMul(key: Uint8Array, tweak: Uint8Array, compressed: boolean): Uint8Array;
  privateKeyVerify(secret: Uint8Array): boolean;
  /** Changes `secret`, as the next two do. */
  privateKeyNegate(secret: Uint8Array): Uint8Array;
  /** @throws Error when the sum is zero. */
  privateKeyTweakAdd(secret: Uint8Array, tweak: Uint8Array): Uint8Array;
  privateKeyTweakMul(secret: Uint8Array, tweak: Uint8Array): Uint8Array;
  /** Constant-time multiplication of a point by a secret; `hashfn` makes the output of the coordinates. */
  ecdh(
    key: Uint8Array,
    secret: Uint8Array,
    options: { readonly hashfn: (x: Uint8Array, y: Uint8Array) => Uint8Array },
    output: Uint8Array,
  ): Uint8Array;
}

/** The order n of the group. */
export const ORDER = hexToBytes('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');

/** Loads the native part. @throws Error when there is none for this platform. */
export function loadBindings(): unknown {
  return createRequire(import.meta.url)('secp256k1/bindings.js');
}
