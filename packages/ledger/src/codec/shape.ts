/**
 * Shapes: one description of a value serves its strict reading from CBOR, its canonical form, its JSON form at the
 * REST API, and its JSON Schema in the OpenAPI document, so that the four can not drift apart. Every text, byte
 * string and list has a bound.
 */
import { invariant } from '../errors/index.ts';
import type { CborValue } from './cbor-format.ts';
import { decode } from './decoder.ts';
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
import { at, refuse, ShapeError } from './shape-error.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonSchema = { readonly [key: string]: JsonValue };

/** How values of T are read and written. */
export interface Shape<T> {
  /** Reads a decoded CBOR value. @throws AnnalsError `codec.shape`, naming the path. */
  readonly fromCbor: (value: CborValue) => T;
  readonly toCbor: (value: T) => CborValue;
  /** Reads a JSON value. @throws AnnalsError `codec.shape` or `codec.identifier`, naming the path. */
  readonly fromJson: (value: unknown) => T;
  readonly toJson: (value: T) => JsonValue;
  readonly jsonSchema: JsonSchema;
}

/** The type that a shape reads. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

/** Encodes a value of a shape canonically. */
export function encodeShape<T>(shape: Shape<T>, value: T): Uint8Array {
  return encode(shape.toCbor(value));
}

/** Decodes and checks bytes of at most `maxBytes`. @throws AnnalsError `codec.too-large`, `codec.malformed`, `codec.shape`. */
export function decodeShape<T>(shape: Shape<T>, bytes: Uint8Array, maxBytes: number): T {
  return shape.fromCbor(decode(bytes, maxBytes));
}

function scalar<T extends CborValue & JsonValue>(read: (value: unknown) => T, jsonSchema: JsonSchema): Shape<T> {
  return { fromCbor: read, toCbor: (v) => v, fromJson: read, toJson: (v) => v, jsonSchema };
}

export const boolean: Shape<boolean> = scalar((v) => (typeof v === 'boolean' ? v : refuse('true or false', v)), {
  type: 'boolean',
});

/** An integer from `min` to `max` (both included; at most 2^53 - 1). */
export function integer(min: number, max: number): Shape<number> {
  return scalar(
    (v) =>
      typeof v === 'number' && Number.isSafeInteger(v) && v >= min && v <= max
        ? v + 0 // JSON can say -0, which is no other value here.
        : refuse(`an integer from ${min} to ${max}`, v),
    { type: 'integer', minimum: min, maximum: max },
  );
}

/** A non-negative safe integer. */
export const uint: Shape<number> = integer(0, Number.MAX_SAFE_INTEGER);

/** Well-formed text of `min` to `max` UTF-16 units, optionally of a pattern. */
export function text(max: number, options: { min?: number; pattern?: RegExp } = {}): Shape<string> {
  const min = options.min ?? 1;
  invariant(
    options.pattern === undefined || options.pattern.flags === '',
    'a pattern has no flags, as JSON Schema has none',
  );
  return scalar(
    (v) =>
      typeof v === 'string' &&
      v.length >= min &&
      v.length <= max &&
      v.isWellFormed() &&
      (options.pattern?.test(v) ?? true)
        ? v
        : refuse(`text of ${min} to ${max} characters${options.pattern ? ` like ${options.pattern.source}` : ''}`, v),
    { type: 'string', minLength: min, maxLength: max, ...(options.pattern ? { pattern: options.pattern.source } : {}) },
  );
}

/** A lower-case name of letters, digits and hyphens, such as a record type, section, role, purpose or reason. */
export const slug: Shape<string> = text(48, { pattern: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/ });

/** One of the given texts. */
export function oneOf<const T extends string>(...options: readonly T[]): Shape<T> {
  const read = (v: unknown): T => (options.includes(v as T) ? (v as T) : refuse(`one of ${options.join(', ')}`, v));
  return scalar<T>(read, { type: 'string', enum: options });
}

/** A byte string of exactly, or of `min` to `max`, bytes; hexadecimal in JSON. */
export function bytes(size: number | { readonly min: number; readonly max: number }): Shape<Uint8Array> {
  const { min, max } = typeof size === 'number' ? { min: size, max: size } : size;
  const check = (v: unknown): Uint8Array =>
    v instanceof Uint8Array && v.length >= min && v.length <= max
      ? v
      : refuse(min === max ? `${min} bytes` : `${min} to ${max} bytes`, v);
  return {
    fromCbor: check,
    toCbor: (v) => v,
    fromJson: (v) =>
      typeof v === 'string' && v.length <= 2 * max && /^([0-9a-f]{2})*$/.test(v)
        ? check(hexToBytes(v))
        : refuse('lower-case hex text', v),
    toJson: (v) => bytesToHex(v),
    jsonSchema: { type: 'string', format: 'hex', pattern: '^([0-9a-f]{2})*$', minLength: 2 * min, maxLength: 2 * max },
  };
}

/** A typed identifier: bytes in CBOR, hex in memory, bech32m in JSON. */
export function id<K extends IdentifierKind>(kind: K): Shape<IdOf<K>> {
  const { prefix } = IDENTIFIER_KINDS[kind];
  return {
    fromCbor: (v) => (v instanceof Uint8Array ? idFromBytes(kind, v) : refuse(`a ${kind} id`, v)),
    toCbor: (v) => idToBytes(v),
    fromJson: (v) => (typeof v === 'string' ? parseId(kind, v) : refuse(`a ${kind} id`, v)),
    toJson: (v) => formatId(kind, v),
    jsonSchema: { type: 'string', pattern: `^${prefix}1[02-9ac-hj-np-z]+$`, maxLength: 90 },
  };
}

/** A list of at most `max` items. */
export function list<T>(item: Shape<T>, max: number, min = 0): Shape<readonly T[]> {
  const read = <V>(v: unknown, one: (x: V) => T): readonly T[] =>
    Array.isArray(v) && v.length >= min && v.length <= max
      ? v.map((x, i) => at(i, one, x as V))
      : refuse(`a list of ${min} to ${max} items`, v);
  return {
    fromCbor: (v) => read(v, item.fromCbor),
    toCbor: (v) => v.map(item.toCbor),
    fromJson: (v) => read(v, item.fromJson),
    toJson: (v) => v.map(item.toJson),
    jsonSchema: { type: 'array', items: item.jsonSchema, minItems: min, maxItems: max },
  };
}

/** Either a value or null. */
export function nullable<T>(inner: Shape<T>): Shape<T | null> {
  return {
    fromCbor: (v) => (v === null ? null : inner.fromCbor(v)),
    toCbor: (v) => (v === null ? null : inner.toCbor(v)),
    fromJson: (v) => (v === null ? null : inner.fromJson(v)),
    toJson: (v) => (v === null ? null : inner.toJson(v)),
    jsonSchema: { anyOf: [inner.jsonSchema, { type: 'null' }] },
  };
}

type FieldsOf<F> = { readonly [K in keyof F]: Infer<F[K]> };

function isPlainObject(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** A map with exactly these fields, none missing and none unknown. */
// biome-ignore lint/suspicious/noExplicitAny: a field's type is recovered by inference, no other bound admits every shape
export function struct<F extends { readonly [name: string]: Shape<any> }>(fields: F): Shape<FieldsOf<F>> {
  const names = Object.keys(fields);
  // In the order of the encoding (a name's length first), so that the encoder finds the fields in place.
  const encodedNames = [...names].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const read = (value: unknown, direction: 'fromCbor' | 'fromJson'): FieldsOf<F> => {
    if (!isPlainObject(value)) return refuse('a map', value);
    const result: Record<string, unknown> = {};
    for (const name of names) {
      if (!Object.hasOwn(value, name)) throw new ShapeError('codec.shape', name, 'is missing');
      result[name] = at(name, (fields[name] as Shape<unknown>)[direction], value[name] as never);
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) throw new ShapeError('codec.shape', name.slice(0, 40), 'is not a known field');
    }
    return result as FieldsOf<F>;
  };
  const write = <V>(value: FieldsOf<F>, direction: 'toCbor' | 'toJson'): { [key: string]: V } => {
    const result: { [key: string]: V } = {};
    for (const name of direction === 'toCbor' ? encodedNames : names) {
      result[name] = (fields[name] as Shape<unknown>)[direction](value[name as keyof F]) as V;
    }
    return result;
  };
  return {
    fromCbor: (v) => read(v, 'fromCbor'),
    toCbor: (v) => write<CborValue>(v, 'toCbor'),
    fromJson: (v) => read(v, 'fromJson'),
    toJson: (v) => write<JsonValue>(v, 'toJson'),
    jsonSchema: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, (fields[name] as Shape<unknown>).jsonSchema])),
      required: names,
      additionalProperties: false,
    },
  };
}

/** A map from texts of one shape to values of another, with at most `max` entries. */
export function dictionary<T>(key: Shape<string>, value: Shape<T>, max: number): Shape<{ readonly [key: string]: T }> {
  const read = (v: unknown, direction: 'fromCbor' | 'fromJson'): { readonly [key: string]: T } => {
    if (!isPlainObject(v)) return refuse('a map', v);
    const entries = Object.entries(v);
    if (entries.length > max) return refuse(`a map of at most ${max} entries`, v);
    return Object.fromEntries(entries.map(([k, x]) => [key[direction](k), at(k, value[direction], x)]));
  };
  const write = <V>(v: { readonly [key: string]: T }, direction: 'toCbor' | 'toJson') =>
    Object.fromEntries(Object.entries(v).map(([k, x]) => [k, value[direction](x) as V]));
  return {
    fromCbor: (v) => read(v, 'fromCbor'),
    toCbor: (v) => write<CborValue>(v, 'toCbor'),
    fromJson: (v) => read(v, 'fromJson'),
    toJson: (v) => write<JsonValue>(v, 'toJson'),
    jsonSchema: {
      type: 'object',
      propertyNames: key.jsonSchema,
      additionalProperties: value.jsonSchema,
      maxProperties: max,
    },
  };
}

/** One of several maps, told apart by the text in the field `tag`. */
// biome-ignore lint/suspicious/noExplicitAny: see struct
export function union<Tag extends string, V extends { readonly [name: string]: Shape<any> }>(
  tag: Tag,
  variants: V,
): Shape<{ [K in keyof V]: { readonly [T in Tag]: K } & Infer<V[K]> }[keyof V]> {
  type Value = { [K in keyof V]: { readonly [T in Tag]: K } & Infer<V[K]> }[keyof V];
  const read = (value: unknown, direction: 'fromCbor' | 'fromJson'): Value => {
    if (!isPlainObject(value)) return refuse('a map', value);
    const { [tag]: name, ...rest } = value as Record<string, unknown>;
    const variant = typeof name === 'string' && Object.hasOwn(variants, name) ? variants[name] : undefined;
    if (!variant) throw new ShapeError('codec.shape', tag, `expected one of ${Object.keys(variants).join(', ')}`);
    return { [tag]: name, ...variant[direction](rest as never) } as Value;
  };
  const write = (value: Value, direction: 'toCbor' | 'toJson') => {
    const { [tag]: name, ...rest } = value as Record<string, unknown>;
    return { [tag]: name, ...((variants[name as string] as Shape<unknown>)[direction](rest) as object) };
  };
  return {
    fromCbor: (v) => read(v, 'fromCbor'),
    toCbor: (v) => write(v, 'toCbor') as CborValue,
    fromJson: (v) => read(v, 'fromJson'),
    toJson: (v) => write(v, 'toJson') as JsonValue,
    jsonSchema: {
      oneOf: Object.entries(variants).map(([name, shape]) => {
        const schema = shape.jsonSchema as { properties?: JsonSchema; required?: readonly string[] };
        return {
          ...schema,
          properties: { [tag]: { const: name }, ...schema.properties },
          required: [tag, ...(schema.required ?? [])],
        };
      }),
    },
  };
}
