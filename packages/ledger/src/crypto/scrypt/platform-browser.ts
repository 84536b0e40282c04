/** scrypt (RFC 7914) where there is no Node: the audited JavaScript of `@noble/hashes`. It keeps its thread busy. */
import { scrypt as run } from '@noble/hashes/scrypt.js';
import type { ScryptCost } from './cost.ts';

export async function scrypt(
  password: Uint8Array,
  salt: Uint8Array,
  { n, r, p }: ScryptCost,
  sizeBytes: number,
): Promise<Uint8Array> {
  return run(password, salt, { N: n, r, p, dkLen: sizeBytes, maxmem: 256 * n * r });
}
