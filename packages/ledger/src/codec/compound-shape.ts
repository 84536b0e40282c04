/** Shapes of values that hold others: lists, tuples, maps of known fields, maps of any keys, and one of several maps. */
import type { CborValue } from './cbor-format.ts';
import type { CborReader } from './cbor-reader.ts';
import { setOwn } from './decoder.ts';
import { encode } from './encoder.ts';
import {
  HEAD_BYTES,
  type Infer,
  type JsonSchema,
  type JsonValue,
  oneOf,
  type Shape,
  type ShapeBounds,
} from './shape.ts';
import { at, refuse, ShapeError, under } from './shape-error.ts';

/** Longer names of fields that nobody knows are refused unread. */
const MAX_UNKNOWN_NAME_BYTES = 1_024;
/** What stands around an item in JSON: a comma or a colon. */
const JSON_SEPARATOR = 1;
const JSON_BRACKETS = 2;

// biome-ignore lint/suspicious/noExplicitAny: a field's type is recovered by inference, no other bound admits every shape
type AnyShape = Shape<any>;

/** The bounds of a list or map with these in it. */
function boundsAround(inner: readonly ShapeBounds[]): ShapeBounds {
  return {
    items: inner.reduce((sum, { items }) => sum + items, 1),
    cborBytes: inner.reduce((sum, { cborBytes }) => sum + cborBytes, HEAD_BYTES),
    jsonBytes: inner.reduce((sum, { jsonBytes }) => sum + jsonBytes + JSON_SEPARATOR, JSON_BRACKETS),
  };
}

function boundsTimes({ items, cborBytes, jsonBytes }: ShapeBounds, max: number): ShapeBounds {
  return { items: items * max, cborBytes: cborBytes * max, jsonBytes: (jsonBytes + JSON_SEPARATOR) * max };
}

/** A list of at most `max` items. */
export function list<T>(item: Shape<T>, max: number, min = 0): Shape<readonly T[]> {
  const expected = `a list of ${min} to ${max} items`;
  return {
    fromCbor: (reader) => {
      const size = reader.list(min, max, expected);
      const items: T[] = [];
      for (let i = 0; i < size; i++) items.push(atReader(i, item, reader));
      return items;
    },
    toCbor: (v) => v.map(item.toCbor),
    fromJson: (v) =>
      Array.isArray(v) && v.length >= min && v.length <= max
        ? v.map((x, i) => at(i, item.fromJson, x))
        : refuse(expected, v),
    toJson: (v) => v.map(item.toJson),
    jsonSchema: { type: 'array', items: item.jsonSchema, minItems: min, maxItems: max },
    bounds: boundsAround([boundsTimes(item.bounds, max)]),
  };
}

/** A list of exactly these items. */
export function tuple<const S extends readonly AnyShape[]>(
  ...items: S
): Shape<{ readonly [I in keyof S]: Infer<S[I]> }> {
  type Value = { readonly [I in keyof S]: Infer<S[I]> };
  const shapes: readonly Shape<unknown>[] = items;
  const expected = `a list of ${items.length} items`;
  return {
    fromCbor: (reader) => {
      reader.list(items.length, items.length, expected);
      return shapes.map((shape, i) => atReader(i, shape, reader)) as unknown as Value;
    },
    toCbor: (v) => shapes.map((shape, i) => shape.toCbor(v[i])),
    fromJson: (v) =>
      Array.isArray(v) && v.length === items.length
        ? (shapes.map((shape, i) => at(i, shape.fromJson, v[i])) as unknown as Value)
        : refuse(expected, v),
    toJson: (v) => shapes.map((shape, i) => shape.toJson(v[i])),
    jsonSchema: { type: 'array', prefixItems: items.map(({ jsonSchema }) => jsonSchema), items: false },
    bounds: boundsAround(items.map(({ bounds }) => bounds)),
  };
}

type FieldsOf<F> = { readonly [K in keyof F]: Infer<F[K]> };

/** A map with known fields: what a union can have as a variant. */
export interface StructShape<T> extends Shape<T> {
  readonly fields: { readonly [name: string]: AnyShape };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** A map with exactly these fields, none missing and none unknown. */
export function struct<F extends { readonly [name: string]: AnyShape }>(fields: F): StructShape<FieldsOf<F>> {
  const names = Object.keys(fields);
  // In the order of the encoding (a name's length first), so that encoder and decoder find the fields in place.
  const encoded = [...names]
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .map((name) => ({ name, key: encode(name), shape: fields[name] as Shape<unknown> }));
  const fromCbor = (reader: CborReader): FieldsOf<F> => {
    const size = reader.map(Number.MAX_SAFE_INTEGER, 'a map');
    const result: Record<string, unknown> = {};
    let previous: number | undefined;
    for (let i = 0; i < size; i++) {
      const start = reader.position;
      const field = encoded[i];
      if (!field || !reader.takeKey(field.key)) return refuseKey(reader, previous, field?.name, fields);
      result[field.name] = atReader(field.name, field.shape, reader);
      previous = start;
    }
    const missing = encoded[size];
    if (missing) throw new ShapeError('codec.shape', missing.name, 'is missing');
    return result as FieldsOf<F>;
  };
  const fromJson = (value: unknown): FieldsOf<F> => {
    if (!isPlainObject(value)) return refuse('a map', value);
    const result: Record<string, unknown> = {};
    for (const name of names) {
      if (!Object.hasOwn(value, name)) throw new ShapeError('codec.shape', name, 'is missing');
      result[name] = at(name, (fields[name] as Shape<unknown>).fromJson, value[name]);
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) throw unknownField(name);
    }
    return result as FieldsOf<F>;
  };
  return {
    fields,
    fromCbor,
    toCbor: (value) => {
      const result: { [key: string]: CborValue } = {};
      for (const { name, shape } of encoded) result[name] = shape.toCbor(value[name as keyof F]);
      return result;
    },
    fromJson,
    toJson: (value) => {
      const result: { [key: string]: JsonValue } = {};
      for (const name of names) result[name] = (fields[name] as Shape<unknown>).toJson(value[name as keyof F]);
      return result;
    },
    jsonSchema: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, (fields[name] as Shape<unknown>).jsonSchema])),
      required: names,
      additionalProperties: false,
    },
    bounds: boundsAround(names.flatMap((name) => [oneOf(name).bounds, (fields[name] as Shape<unknown>).bounds])),
  };
}

/** Says what is wrong with the key that comes next, in the place of the field `expected` or after all. */
function refuseKey(
  reader: CborReader,
  previous: number | undefined,
  expected: string | undefined,
  fields: { readonly [name: string]: unknown },
): never {
  const start = reader.position;
  reader.requireKey();
  const name = reader.text(MAX_UNKNOWN_NAME_BYTES, 'a known field');
  reader.requireAscending(previous, start);
  if (expected !== undefined && Object.hasOwn(fields, name))
    throw new ShapeError('codec.shape', expected, 'is missing');
  throw unknownField(name);
}

function unknownField(name: string): ShapeError {
  return new ShapeError('codec.shape', name.slice(0, 40), 'is not a known field');
}

/** A map from texts of one shape to values of another, with at most `max` entries. */
export function dictionary<T>(key: Shape<string>, value: Shape<T>, max: number): Shape<{ readonly [key: string]: T }> {
  const expected = `a map of at most ${max} entries`;
  const mapped = <V>(v: { readonly [key: string]: T }, one: (x: T) => V): { [key: string]: V } =>
    Object.fromEntries(Object.entries(v).map(([k, x]) => [k, one(x)]));
  return {
    fromCbor: (reader) => {
      const size = reader.map(max, expected);
      const result: { [key: string]: T } = {};
      let previous: number | undefined;
      for (let i = 0; i < size; i++) {
        const start = reader.position;
        reader.requireKey();
        const name = key.fromCbor(reader);
        reader.requireAscending(previous, start);
        previous = start;
        setOwn(result, name, atReader(name, value, reader));
      }
      return result;
    },
    toCbor: (v) => mapped(v, value.toCbor),
    fromJson: (v) => {
      if (!isPlainObject(v)) return refuse('a map', v);
      const entries = Object.entries(v);
      if (entries.length > max) return refuse(expected, v);
      return Object.fromEntries(entries.map(([k, x]) => [key.fromJson(k), at(k, value.fromJson, x)]));
    },
    toJson: (v) => mapped(v, value.toJson),
    jsonSchema: {
      type: 'object',
      propertyNames: key.jsonSchema,
      additionalProperties: value.jsonSchema,
      maxProperties: max,
    },
    bounds: boundsAround([boundsTimes(key.bounds, max), boundsTimes(value.bounds, max)]),
  };
}

/** One of several maps, told apart by the text in the field `tag`. */
// biome-ignore lint/suspicious/noExplicitAny: see AnyShape
export function union<Tag extends string, V extends { readonly [name: string]: StructShape<any> }>(
  tag: Tag,
  variants: V,
): Shape<{ [K in keyof V]: { readonly [T in Tag]: K } & Infer<V[K]> }[keyof V]> {
  type Value = { [K in keyof V]: { readonly [T in Tag]: K } & Infer<V[K]> }[keyof V];
  const tagKey = encode(tag);
  const maxTagBytes = Math.max(...Object.keys(variants).map((name) => encode(name).length));
  const tagged = new Map(
    Object.entries(variants).map(([name, { fields }]) => [
      name,
      struct({ [tag]: oneOf(name), ...fields }) as unknown as Shape<Value>,
    ]),
  );
  const variantOf = (name: unknown): Shape<Value> => {
    const variant = typeof name === 'string' ? tagged.get(name) : undefined;
    if (variant) return variant;
    throw new ShapeError('codec.shape', tag, `expected one of ${[...tagged.keys()].join(', ')}`);
  };
  const shapeOf = (value: Value): Shape<Value> => variantOf((value as Record<string, unknown>)[tag]);
  return {
    fromCbor: (reader) => {
      const name = reader.peekField(tagKey, maxTagBytes);
      return name === undefined && !reader.isMap() ? reader.refuse('a map') : variantOf(name).fromCbor(reader);
    },
    toCbor: (v) => shapeOf(v).toCbor(v),
    fromJson: (v) => (isPlainObject(v) ? variantOf(v[tag]).fromJson(v) : refuse('a map', v)),
    toJson: (v) => shapeOf(v).toJson(v),
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
    bounds: mostOf([...tagged.values()].map(({ bounds }) => bounds)),
  };
}

/** The bounds of one of several. */
export function mostOf(several: readonly ShapeBounds[]): ShapeBounds {
  return {
    items: Math.max(...several.map(({ items }) => items)),
    cborBytes: Math.max(...several.map(({ cborBytes }) => cborBytes)),
    jsonBytes: Math.max(...several.map(({ jsonBytes }) => jsonBytes)),
  };
}

/** Reads the next item; what is thrown names the step that led to it. */
function atReader<T>(step: string | number, shape: Shape<T>, reader: CborReader): T {
  try {
    return shape.fromCbor(reader);
  } catch (error) {
    throw under(step, error);
  }
}
