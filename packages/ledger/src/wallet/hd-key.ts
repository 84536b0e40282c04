/**
 * BIP-32, its hardened half: from a seed a tree of secret keys, in which no key tells anything about its parent or its
 * siblings, not even together with public keys. The sums of secrets are the group backend's.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../codec/index.ts';
import { groupBackend, isSecretKey, type SecretKey } from '../crypto/index.ts';
import { AnnalsError, invariant } from '../errors/index.ts';

/** A key of the tree, with the chain code that its children need. */
export interface HdKey {
  readonly secret: SecretKey;
  readonly chainCode: Uint8Array;
}

/** Indices from here on are hardened. */
const HARDENED = 0x8000_0000;
const MASTER_SALT = new TextEncoder().encode('Bitcoin seed');

/** The root of the tree of a seed. */
export function masterKey(seed: Uint8Array): HdKey {
  const digest = hmac(sha512, MASTER_SALT, seed);
  const secret = digest.slice(0, 32);
  const chainCode = digest.slice(32);
  digest.fill(0);
  // BIP-32 has no key for one seed in 2^127.
  if (!isSecretKey(secret)) throw new AnnalsError('key.malformed', 'this seed gives no key');
  return { secret, chainCode };
}

/** The hardened child `index'` of a key. */
export function hardenedChild({ secret, chainCode }: HdKey, index: number): HdKey {
  invariant(Number.isInteger(index) && index >= 0 && index < HARDENED, 'an index has 31 bits');
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, HARDENED + index);
  const data = concatBytes(Uint8Array.of(0), secret, number);
  const digest = hmac(sha512, chainCode, data);
  data.fill(0);
  const tweak = digest.slice(0, 32);
  const child = isSecretKey(tweak) ? groupBackend().addSecrets(tweak, secret) : null;
  const childCode = digest.slice(32);
  digest.fill(0);
  tweak.fill(0);
  // BIP-32 has no key at one index in 2^127.
  if (!child) throw new AnnalsError('key.malformed', 'there is no key at this index');
  return { secret: child, chainCode: childCode };
}

/** Overwrites a key. */
export function forgetKey({ secret, chainCode }: HdKey): void {
  secret.fill(0);
  chainCode.fill(0);
}
