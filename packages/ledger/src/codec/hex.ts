/**
 * Lower-case hexadecimal. Identifiers are kept in it and used as keys, thousands a block, so it is table-driven and
 * makes flat strings: a string joined of pieces must be flattened when it is first looked up.
 */
import { AnnalsError } from '../errors/index.ts';

const DIGITS = '0123456789abcdef';

/** The character codes of each byte's two digits. */
const CODES = new Uint8Array(512);
for (let byte = 0; byte < 256; byte++) {
  CODES[2 * byte] = DIGITS.charCodeAt(byte >> 4);
  CODES[2 * byte + 1] = DIGITS.charCodeAt(byte & 15);
}

/** The value of each digit by its character code, 255 for what is no digit. */
const VALUES = new Uint8Array(128).fill(255);
for (let value = 0; value < 16; value++) VALUES[DIGITS.charCodeAt(value)] = value;

/** The engine bounds how many arguments a call may have. */
const CHUNK_BYTES = 4096;

function chunkToHex(bytes: Uint8Array): string {
  const codes = new Array<number>(2 * bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    const at = 2 * (bytes[i] as number);
    codes[2 * i] = CODES[at] as number;
    codes[2 * i + 1] = CODES[at + 1] as number;
  }
  return String.fromCharCode.apply(null, codes);
}

/** The lower-case hex text of bytes. */
export function bytesToHex(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK_BYTES) return chunkToHex(bytes);
  let hex = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) hex += chunkToHex(bytes.subarray(at, at + CHUNK_BYTES));
  return hex;
}

/** Bytes of a lower-case hex text of even length. @throws AnnalsError `codec.malformed`. */
export function hexToBytes(hex: string): Uint8Array {
  if (hex.length % 2 !== 0) throw new AnnalsError('codec.malformed', 'hexadecimal text has an even length');
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = VALUES[hex.charCodeAt(2 * i)] ?? 255;
    const low = VALUES[hex.charCodeAt(2 * i + 1)] ?? 255;
    if (high === 255 || low === 255) throw new AnnalsError('codec.malformed', 'not lower-case hexadecimal text');
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}
