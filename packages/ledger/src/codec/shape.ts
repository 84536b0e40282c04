/**
 * Shapes: one description of a value serves its strict reading from CBOR, its canonical form, its JSON form at the
 * REST API, and its JSON Schema in the OpenAPI document, so that the four cannot drift apart. Every text, byte
 * string and list has a bound, so that a shape also says how large its values can be.
 */
import { invariant } from '../errors/index.ts';
import type { CborValue } from './cbor-format.ts';
import { CborReader, MAX_UTF8_BYTES_OF_UNIT } from './cbor-reader.ts';
import { requireSize } from './decoder.ts';
import { encode } from './encoder.ts';
import { bytesToHex, hexToBytes } from './hex.ts';
import {
  formatId,
  IDENTIFIER_KINDS,
  type IdentifierKind,
  type IdOf,
  idFromBytes,
  idToBytes,
  parseId,
} from './identifier.ts';
import { refuse } from './shape-error.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonSchema = { readonly [key: string]: JsonValue };

/** The most that a value of a shape can be. */
export interface ShapeBounds {
  /** Values and map keys. */
  readonly items: number;
  readonly cborBytes: number;
  /** Without white space between the items. */
  readonly jsonBytes: number;
}

/** How values of T are read and written. */
export interface Shape<T> {
  /**
   * Reads the next item. What it cannot be is refused before anything is made of it, so that bytes cost no more than
   * the shape allows. Byte strings can be views into what is read: whoever keeps a long one copies it.
   * @throws AnnalsError `codec.shape`, naming the path, or `codec.malformed`.
   */
  readonly fromCbor: (reader: CborReader) => T;
  readonly toCbor: (value: T) => CborValue;
  /** Reads a JSON value. @throws AnnalsError `codec.shape` or `codec.identifier`, naming the path. */
  readonly fromJson: (value: unknown) => T;
  readonly toJson: (value: T) => JsonValue;
  readonly jsonSchema: JsonSchema;
  readonly bounds: ShapeBounds;
}

/** The type that a shape reads. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

/** A head of CBOR: its first byte and an argument of eight. */
export const HEAD_BYTES = 9;
const QUOTES = 2;
/** An escape such as \u00e9 for each UTF-16 unit. */
const JSON_BYTES_OF_UNIT = 6;
/** The digits and sign of a safe integer. */
const MAX_INTEGER_DIGITS = 17;
/** Bech32m texts are no longer. */
const MAX_ID_CHARACTERS = 90;

const FIXED: ShapeBounds = { items: 1, cborBytes: HEAD_BYTES, jsonBytes: MAX_INTEGER_DIGITS };

function boundsOfText(units: number): ShapeBounds {
  return {
    items: 1,
    cborBytes: HEAD_BYTES + MAX_UTF8_BYTES_OF_UNIT * units,
    jsonBytes: QUOTES + JSON_BYTES_OF_UNIT * units,
  };
}

/** Encodes a value of a shape canonically. */
export function encodeShape<T>(shape: Shape<T>, value: T): Uint8Array {
  return encode(shape.toCbor(value));
}

/** Reads and checks bytes of at most `maxBytes`. @throws AnnalsError `codec.too-large`, `codec.malformed`, `codec.shape`. */
export function decodeShape<T>(shape: Shape<T>, bytes: Uint8Array, maxBytes: number): T {
  requireSize(bytes, maxBytes);
  const reader = new CborReader(bytes);
  const value = shape.fromCbor(reader);
  reader.end();
  return value;
}

export const boolean: Shape<boolean> = {
  fromCbor: (reader) => reader.boolean('true or false'),
  toCbor: (v) => v,
  fromJson: (v) => (typeof v === 'boolean' ? v : refuse('true or false', v)),
  toJson: (v) => v,
  jsonSchema: { type: 'boolean' },
  bounds: FIXED,
};

/** An integer from `min` to `max` (both included; at most 2^53 - 1). */
export function integer(min: number, max: number): Shape<number> {
  const expected = `an integer from ${min} to ${max}`;
  const check = (v: unknown): number =>
    typeof v === 'number' && Number.isSafeInteger(v) && v >= min && v <= max
      ? v + 0 // JSON can say -0, which is no other value here.
      : refuse(expected, v);
  return {
    fromCbor: (reader) => {
      const v = reader.integer(expected);
      return v >= min && v <= max ? v : refuse(expected, v);
    },
    toCbor: (v) => v,
    fromJson: check,
    toJson: (v) => v,
    jsonSchema: { type: 'integer', minimum: min, maximum: max },
    bounds: FIXED,
  };
}

/** A non-negative safe integer. */
export const uint: Shape<number> = integer(0, Number.MAX_SAFE_INTEGER);

/** The last millisecond of the year 9999: every calendar, and every `Date`, has a day for it. */
export const MAX_TIME_MS = 253_402_300_799_999;

/**
 * A point in time, in milliseconds since 1970-01-01 UTC: of every field that ends in `Ms` and is no duration (house
 * rule). A larger number would be no date to whoever shows it (ATTACK date-beyond-calendars).
 */
export const time: Shape<number> = integer(0, MAX_TIME_MS);

/** Well-formed text of `min` to `max` UTF-16 units, optionally of a pattern. */
export function text(max: number, options: { min?: number; pattern?: RegExp } = {}): Shape<string> {
  const { min = 1, pattern } = options;
  invariant(pattern === undefined || pattern.flags === '', 'a pattern has no flags, as JSON Schema has none');
  const expected = `text of ${min} to ${max} characters${pattern ? ` like ${pattern.source}` : ''}`;
  const fits = (v: string): boolean => v.length >= min && v.length <= max && (pattern?.test(v) ?? true);
  return {
    fromCbor: (reader) => {
      // UTF-8 holds no half of a surrogate pair, so that what was read is well-formed.
      const v = reader.text(MAX_UTF8_BYTES_OF_UNIT * max, expected);
      return fits(v) ? v : refuse(expected, v);
    },
    toCbor: (v) => v,
    fromJson: (v) => (typeof v === 'string' && fits(v) && v.isWellFormed() ? v : refuse(expected, v)),
    toJson: (v) => v,
    jsonSchema: { type: 'string', minLength: min, maxLength: max, ...(pattern ? { pattern: pattern.source } : {}) },
    bounds: boundsOfText(max),
  };
}

/** A lower-case name of letters, digits and hyphens, such as a record type, section, role, purpose or reason. */
export const slug: Shape<string> = text(48, { pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/ });

/** One of the given texts. */
export function oneOf<const T extends string>(...options: readonly T[]): Shape<T> {
  const expected = `one of ${options.join(', ')}`;
  const longest = Math.max(...options.map((option) => option.length));
  const check = (v: unknown): T => (options.includes(v as T) ? (v as T) : refuse(expected, v));
  return {
    fromCbor: (reader) => check(reader.text(MAX_UTF8_BYTES_OF_UNIT * longest, expected)),
    toCbor: (v) => v,
    fromJson: check,
    toJson: (v) => v,
    jsonSchema: { type: 'string', enum: options },
    bounds: boundsOfText(longest),
  };
}

/** A byte string of exactly, or of `min` to `max`, bytes; hexadecimal in JSON. */
export function bytes(size: number | { readonly min: number; readonly max: number }): Shape<Uint8Array> {
  const { min, max } = typeof size === 'number' ? { min: size, max: size } : size;
  const expected = min === max ? `${min} bytes` : `${min} to ${max} bytes`;
  const check = (v: Uint8Array): Uint8Array => (v.length >= min && v.length <= max ? v : refuse(expected, v));
  return {
    fromCbor: (reader) => reader.bytes(min, max, expected),
    toCbor: (v) => v,
    fromJson: (v) =>
      typeof v === 'string' && v.length <= 2 * max && /^([0-9a-f]{2})*$/.test(v)
        ? check(hexToBytes(v))
        : refuse('lower-case hex text', v),
    toJson: (v) => bytesToHex(v),
    jsonSchema: { type: 'string', format: 'hex', pattern: '^([0-9a-f]{2})*$', minLength: 2 * min, maxLength: 2 * max },
    bounds: { items: 1, cborBytes: HEAD_BYTES + max, jsonBytes: QUOTES + 2 * max },
  };
}

/** A typed identifier: bytes in CBOR, hex in memory, bech32m in JSON. */
export function id<K extends IdentifierKind>(kind: K): Shape<IdOf<K>> {
  const { prefix, sizeBytes } = IDENTIFIER_KINDS[kind];
  const expected = `a ${kind} id`;
  return {
    fromCbor: (reader) =>
      (reader.hex(sizeBytes, expected) as IdOf<K> | undefined) ??
      // Of another length, which the identifier's own reading refuses in its words.
      idFromBytes(kind, reader.bytes(0, Number.MAX_SAFE_INTEGER, expected)),
    toCbor: (v) => idToBytes(v),
    fromJson: (v) => (typeof v === 'string' ? parseId(kind, v) : refuse(expected, v)),
    toJson: (v) => formatId(kind, v),
    jsonSchema: { type: 'string', pattern: `^${prefix}1[02-9ac-hj-np-z]+$`, maxLength: MAX_ID_CHARACTERS },
    bounds: { items: 1, cborBytes: HEAD_BYTES + sizeBytes, jsonBytes: QUOTES + MAX_ID_CHARACTERS },
  };
}

/** Either a value or null. */
export function nullable<T>(inner: Shape<T>): Shape<T | null> {
  return {
    fromCbor: (reader) => (reader.takeNull() ? null : inner.fromCbor(reader)),
    toCbor: (v) => (v === null ? null : inner.toCbor(v)),
    fromJson: (v) => (v === null ? null : inner.fromJson(v)),
    toJson: (v) => (v === null ? null : inner.toJson(v)),
    jsonSchema: { anyOf: [inner.jsonSchema, { type: 'null' }] },
    bounds: inner.bounds,
  };
}
