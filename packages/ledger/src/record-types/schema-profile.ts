/**
 * The profile of JSON Schema (draft 2020-12) in which record types declare content: the keywords that every validator
 * evaluates alike and in bounded time. A keyword outside of it is refused rather than ignored (LAW 7, LAW 9).
 */
import type { JsonValue } from '../codec/index.ts';
import { isJsonMap } from './canonical-json.ts';
import { patternProblem } from './pattern.ts';
import { VALIDITY_MARKS } from './validity-dates.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Subschemas after following each `$ref`: what one value can be checked against at most. */
const MAX_SUBSCHEMAS = 512;
const MAX_SCHEMA_DEPTH = 24;

const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'];
/** Formats that the library checks exactly; it would ignore an unknown one. */
const FORMATS = ['date', 'date-time', 'uuid'];

type Check = (value: JsonValue) => boolean;
const isText: Check = (v) => typeof v === 'string';
const isCount: Check = (v) => typeof v === 'number' && Number.isSafeInteger(v) && v >= 0;
const isNumber: Check = (v) => typeof v === 'number';
const isTexts: Check = (v) => Array.isArray(v) && v.every(isText);

/**
 * Keywords whose value is no schema, with what that value must be. `uniqueItems` is none of them: comparing each item
 * with each other took half a second for one transaction of the largest size, and execution is on everybody's path (LAW 5).
 */
const PLAIN: { readonly [keyword: string]: Check } = {
  title: isText,
  description: isText,
  /** Names of a field by language, for whoever shows it; no part of JSON Schema, which lets such keywords be. */
  'x-titles': (v) => isJsonMap(v) && Object.values(v).every(isText),
  /** That a field says from or until when the content is valid; no part of JSON Schema either. */
  'x-validity': (v) => VALIDITY_MARKS.includes(v as 'from'),
  type: (v) => (Array.isArray(v) ? v : [v]).every((one) => TYPES.includes(one as string)),
  enum: (v) => Array.isArray(v) && v.length > 0,
  const: () => true,
  required: isTexts,
  dependentRequired: (v) => isJsonMap(v) && Object.values(v).every(isTexts),
  format: (v) => FORMATS.includes(v as string),
  pattern: isText,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (v) => typeof v === 'number' && v > 0,
};

const ONE_SCHEMA = ['items', 'additionalProperties', 'propertyNames', 'not', 'if', 'then', 'else'];
const LIST_OF_SCHEMAS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];

/** Keywords for people. */
const ANNOTATIONS = ['title', 'description', 'x-titles', 'x-validity'];
/** Where a date stands that content has once: a property of an object of properties, up to the root. */
const OF_PLAIN_FIELD = /^(\/properties\/[^/]*)+\/x-validity$/;

/** Thrown within this file only. */
class Unsuitable extends Error {}

/** Why a schema cannot be used, beginning with the place in it, or null when it can. */
export function schemaProblem(schema: JsonValue): string | null {
  try {
    if (!isJsonMap(schema)) throw new Unsuitable('must be an object');
    const { $schema, $defs, ...root } = schema;
    if ($schema !== undefined && $schema !== DIALECT) throw new Unsuitable(`/$schema: must be ${DIALECT}`);
    if ($defs !== undefined && !isJsonMap($defs)) throw new Unsuitable('/$defs: must be an object');
    const reader = new SchemaReader($defs ?? {});
    for (const name of Object.keys($defs ?? {})) reader.definition(name, 0);
    const count = reader.count(root, '', 0);
    if (count > MAX_SUBSCHEMAS) throw new Unsuitable(`has ${count} subschemas where ${MAX_SUBSCHEMAS} are allowed`);
    return null;
  } catch (problem) {
    if (problem instanceof Unsuitable) return problem.message;
    throw problem;
  }
}

/** Walks a schema, checks every keyword, and counts subschemas with references followed. */
class SchemaReader {
  readonly #definitions: { readonly [name: string]: JsonValue };
  readonly #counts = new Map<string, number | 'open'>();

  constructor(definitions: { readonly [name: string]: JsonValue }) {
    this.#definitions = definitions;
  }

  /** Size of a definition; a definition that leads back to itself is refused, so that checking always ends. */
  definition(name: string, depth: number): number {
    if (!/^[A-Za-z][A-Za-z0-9]{0,47}$/.test(name)) throw new Unsuitable('/$defs: names are letters and digits');
    const known = this.#counts.get(name);
    if (known === 'open') throw new Unsuitable(`/$defs/${name}: refers to itself`);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.#definitions, name)) throw new Unsuitable(`$ref: there is no definition ${name}`);
    this.#counts.set(name, 'open');
    const count = this.count(this.#definitions[name] as JsonValue, `/$defs/${name}`, depth + 1);
    this.#counts.set(name, count);
    return count;
  }

  count(schema: JsonValue, path: string, depth: number): number {
    if (depth > MAX_SCHEMA_DEPTH) throw new Unsuitable(`${path}: is nested deeper than ${MAX_SCHEMA_DEPTH} levels`);
    if (typeof schema === 'boolean') return 1;
    if (!isJsonMap(schema)) throw new Unsuitable(`${path}: must be an object, true or false`);
    let count = 1;
    for (const [keyword, value] of Object.entries(schema))
      count += this.#keyword(keyword, value, `${path}/${keyword}`, depth);
    return count;
  }

  #keyword(keyword: string, value: JsonValue, path: string, depth: number): number {
    if (keyword === '$ref') return this.#reference(value, path, depth);
    if (keyword === 'properties') {
      if (!isJsonMap(value)) throw new Unsuitable(`${path}: must be an object`);
      return sum(Object.entries(value), ([name, one]) => this.#property(name, one, path, depth));
    }
    if (ONE_SCHEMA.includes(keyword)) return this.count(value, path, depth + 1);
    if (LIST_OF_SCHEMAS.includes(keyword)) {
      if (!Array.isArray(value) || value.length === 0) throw new Unsuitable(`${path}: must be a list of schemas`);
      return sum(value as readonly JsonValue[], (one, i) => this.count(one, `${path}/${i}`, depth + 1));
    }
    const check = Object.hasOwn(PLAIN, keyword) ? PLAIN[keyword] : undefined;
    if (!check) throw new Unsuitable(`${path}: this keyword is not in the profile`);
    if (!check(value)) throw new Unsuitable(`${path}: has a value that is not allowed`);
    if (keyword === 'x-validity' && !OF_PLAIN_FIELD.test(path)) throw new Unsuitable(`${path}: is for plain fields`);
    const problem = keyword === 'pattern' ? patternProblem(value as string) : null;
    if (problem) throw new Unsuitable(`${path}: ${problem}`);
    return 0;
  }

  #property(name: string, schema: JsonValue, path: string, depth: number): number {
    if (name === '__proto__') throw new Unsuitable(`${path}: a property cannot have this name`);
    return this.count(schema, `${path}/${name}`, depth + 1);
  }

  #reference(value: JsonValue, path: string, depth: number): number {
    const name = typeof value === 'string' && value.startsWith('#/$defs/') ? value.slice('#/$defs/'.length) : undefined;
    if (name === undefined) throw new Unsuitable(`${path}: must be #/$defs/ and a name`);
    return this.definition(name, depth);
  }
}

function sum<T>(items: readonly T[], size: (item: T, index: number) => number): number {
  return items.reduce((total, item, index) => total + size(item, index), 0);
}

/**
 * A schema of the profile as the library may have it, without the keywords for people. It would read `x-titles` as one
 * more schema, and a title by the language code `id` (Indonesian) as its address, and throw when two are the same.
 */
export function withoutAnnotations(schema: JsonValue): JsonValue {
  if (!isJsonMap(schema)) return schema;
  const kept = Object.entries(schema).filter(([keyword]) => !ANNOTATIONS.includes(keyword));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, valueWithoutAnnotations(keyword, value)]));
}

function valueWithoutAnnotations(keyword: string, value: JsonValue): JsonValue {
  if (ONE_SCHEMA.includes(keyword)) return withoutAnnotations(value);
  if (LIST_OF_SCHEMAS.includes(keyword)) return (value as readonly JsonValue[]).map(withoutAnnotations);
  if ((keyword !== 'properties' && keyword !== '$defs') || !isJsonMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutAnnotations(one)]));
}
