/**
 * The canonical encoding: deterministic CBOR in the strict dag-cbor profile, by its library. One value has one
 * encoding; a decoder that meets another one, trailing bytes or too many bytes refuses (PROTOCOL encoding).
 */
import * as dagCbor from '@ipld/dag-cbor';
import { AnnalsError } from '../errors/index.ts';
import { equalBytes } from './bytes.ts';

/** What the encoding can hold. No floats, no undefined, integers within the safe range only. */
export type CborValue = null | boolean | number | string | Uint8Array | readonly CborValue[] | { readonly [key: string]: CborValue };

/** Encodes a value; the same value always gives the same bytes. */
export function encode(value: CborValue): Uint8Array {
  return dagCbor.encode(value);
}

/**
 * Decodes bytes of at most `maxBytes`.
 * @throws AnnalsError `codec.too-large` or `codec.malformed`.
 */
export function decode(bytes: Uint8Array, maxBytes: number): CborValue {
  if (bytes.length > maxBytes) {
    throw new AnnalsError('codec.too-large', `${bytes.length} bytes where at most ${maxBytes} are allowed`);
  }
  let value: CborValue;
  try {
    value = dagCbor.decode(bytes);
  } catch (cause) {
    throw new AnnalsError('codec.malformed', `not strict dag-cbor: ${(cause as Error).message}`, { cause });
  }
  if (!equalBytes(dagCbor.encode(value), bytes)) {
    throw new AnnalsError('codec.malformed', 'not the canonical encoding of its value');
  }
  return value;
}
