/** Hashing and encoding as the protocol describes them, for published vectors: no code of the ledger is used. */
import { createHash } from 'node:crypto';
import { N, toBigInt } from './textbook-curve.ts';

export const hex = (bytes: Buffer): string => bytes.toString('hex');

export const hash = (domain: string, ...parts: Buffer[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${domain}\0`), ...parts]))
    .digest();

export const hashToScalar = (domain: string, ...parts: Buffer[]): bigint =>
  (toBigInt(hash(domain, ...parts)) % (N - 1n)) + 1n;

export type Cbor = number | string | Buffer | null | readonly Cbor[] | { readonly [name: string]: Cbor };

/** The few forms of deterministic CBOR that occur here. */
export function cbor(value: Cbor): Buffer {
  const head = (major: number, length: number): Buffer => {
    const first = major << 5;
    if (length < 24) return Buffer.from([first | length]);
    if (length < 256) return Buffer.from([first | 24, length]);
    if (length < 65_536) return Buffer.from([first | 25, length >> 8, length & 255]);
    const long = Buffer.alloc(9, first | 27);
    long.writeBigUInt64BE(BigInt(length), 1);
    return long;
  };
  if (value === null) return Buffer.from([0xf6]);
  if (typeof value === 'number') return head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  const fields = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return Buffer.concat([head(5, fields.length), ...fields.flatMap(([name, one]) => [cbor(name), cbor(one)])]);
}
