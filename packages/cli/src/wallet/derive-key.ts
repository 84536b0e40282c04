/** A person's keys: one for each sector, all from the one seed of her wallet, so that no two pseudonyms can be linked. */
import { encode } from '@annals/ledger/codec';
import { hash, isSecretKey, type SecretKey } from '@annals/ledger/crypto';
import { invariant } from '@annals/ledger/errors';

/** The key of a sector; `index` is 0 for the one that was enrolled, and one more for each that replaced it. */
export function deriveSectorKey(seed: Uint8Array, sector: string, index: number): SecretKey {
  const secret = hash('annals/wallet-key/v1', seed, encode([sector, index]));
  // One in 2^128 hashes is no key.
  invariant(isSecretKey(secret), 'the seed gives no key for this sector');
  return secret;
}
