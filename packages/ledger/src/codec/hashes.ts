/**
 * Hashes, and ids that are hashes, one after the other in one byte string, which decodes many times faster than a list
 * of them.
 */
import { concatBytes } from './bytes.ts';
import { refuse } from './shape-error.ts';

/** The size of each in the byte string. */
export const JOINED_HASH_BYTES = 32;

/** The byte string of hashes of 32 bytes. */
export function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...hashes);
}

/** The hashes, as views into the byte string. @throws ShapeError `codec.shape` unless they are whole, `most` at most. */
export function splitHashes(joined: Uint8Array, most: number): Uint8Array[] {
  if (joined.length % JOINED_HASH_BYTES !== 0 || joined.length > most * JOINED_HASH_BYTES) {
    return refuse(`up to ${most} hashes of ${JOINED_HASH_BYTES} bytes`, joined);
  }
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < joined.length; at += JOINED_HASH_BYTES) {
    hashes.push(joined.subarray(at, at + JOINED_HASH_BYTES));
  }
  return hashes;
}
