/** scrypt (RFC 7914) on servers: the platform's, off the main thread. */
import { scrypt as run } from 'node:crypto';
import type { ScryptCost } from './cost.ts';

export function scrypt(
  password: Uint8Array,
  salt: Uint8Array,
  { n, r, p }: ScryptCost,
  sizeBytes: number,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    run(password, salt, sizeBytes, { N: n, r, p, maxmem: 256 * n * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
