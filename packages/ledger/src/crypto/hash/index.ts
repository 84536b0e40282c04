/**
 * SHA-256 with domain separation. Whatever is hashed for a purpose of the protocol is hashed under the name of that
 * purpose, so that bytes made for one can never stand for another (PROTOCOL hashing).
 */

import { sha256 } from '#platform-hash';
import { concatBytes } from '../../codec/index.ts';

export { sha256 };

/** A 32-byte SHA-256 digest. */
export type Hash = Uint8Array;
export const HASH_SIZE_BYTES = 32;

/** The purposes that bytes are hashed for. */
export type Domain = `annals/${string}/v1`;

const encoder = new TextEncoder();
const prefixes = new Map<Domain, Uint8Array>();

/** Where short inputs are joined, so that hashing them leaves nothing behind but the digest. */
const joined = new Uint8Array(4_096);

/** SHA-256 of `domain || 0x00 || parts`. Parts are joined as they are: give them fixed lengths, or encode them. */
export function hash(domain: Domain, ...parts: readonly Uint8Array[]): Hash {
  let prefix = prefixes.get(domain);
  if (!prefix) {
    prefix = encoder.encode(`${domain}\0`);
    prefixes.set(domain, prefix);
  }
  let size = prefix.length;
  for (const part of parts) size += part.length;
  if (size > joined.length) return sha256(concatBytes(prefix, ...parts));
  joined.set(prefix, 0);
  let at = prefix.length;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return sha256(joined.subarray(0, size));
}
