/**
 * Canonical JSON after RFC 8785: members in the order of their names, no white space, numbers as ECMAScript writes
 * them. One value has one text, so that content and schemas can be compared and hashed as texts.
 */
import type { JsonValue } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';

/** Deeper than any record that a person reads; it keeps recursion far from the end of any stack (LAW 7). */
export const MAX_JSON_DEPTH = 32;

/**
 * The canonical text of a value.
 * @throws AnnalsError `codec.malformed` for a number that is not finite, text that is not well-formed, a value that is
 * no JSON, or more than {@link MAX_JSON_DEPTH} levels.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0);
}

function write(value: JsonValue, depth: number): string {
  if (depth > MAX_JSON_DEPTH)
    throw new AnnalsError('codec.malformed', `JSON nested deeper than ${MAX_JSON_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new AnnalsError('codec.malformed', 'JSON has no number that is not finite');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new AnnalsError('codec.malformed', 'text with half a surrogate pair');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw new AnnalsError('codec.malformed', `a ${typeof value} is no JSON value`);
  const map = value as { readonly [name: string]: JsonValue };
  const members = Object.keys(map)
    .sort()
    .map((name) => `${write(name, depth)}:${write(map[name] as JsonValue, depth + 1)}`);
  return `{${members.join(',')}}`;
}

/**
 * Reads canonical JSON text, and no other: what has white space, another order or a repeated member is refused.
 * @throws AnnalsError `codec.malformed`.
 */
export function parseCanonicalJson(text: string): JsonValue {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new AnnalsError('codec.malformed', 'not JSON', { cause });
  }
  if (canonicalJson(value) !== text)
    throw new AnnalsError('codec.malformed', 'not the canonical JSON text of its value');
  return value;
}

/** Whether a value is a JSON object. */
export function isJsonMap(value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
