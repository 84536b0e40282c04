/**
 * SHA-256 on servers: the platform's, which needs a third of the time of JavaScript for short inputs and a seventh
 * for long ones. The digest comes as a string of one byte a character, because making a Buffer costs the platform
 * more than hashing 300 bytes does (0.5 against 1.0 microseconds here).
 */
import { hash } from 'node:crypto';

/** The digest of bytes, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const characters = hash('sha256', bytes, 'binary');
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = characters.charCodeAt(i);
  return digest;
}
