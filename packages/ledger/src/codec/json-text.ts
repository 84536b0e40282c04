/**
 * Reads JSON text that came from outside, within the bounds of the shape that is expected: how many items it has and how
 * deep they lie is counted before anything is made of it, and a key that stands twice is refused, of which JSON would
 * keep the last (ATTACK item-bomb).
 */
import { AnnalsError } from '../errors/index.ts';
import { MAX_DEPTH } from './cbor-format.ts';
import type { ShapeBounds } from './shape.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** White space that people and their tools put beside each item, such as the indentation of its line. */
const SPACE_BYTES_OF_ITEM = 40;

/** The most bytes of JSON text that a value within these bounds needs, with room for white space. */
export function maxJsonBytes({ items, jsonBytes }: ShapeBounds): number {
  return jsonBytes + SPACE_BYTES_OF_ITEM * items;
}

/**
 * The value of a JSON text.
 * @throws AnnalsError `codec.too-large` for more items than the bounds allow, `codec.malformed` for what is no JSON.
 */
export function parseJson(text: string, { items }: Pick<ShapeBounds, 'items'>): unknown {
  // An empty list or map is counted as if it had one item.
  const keys = countKeys(text, 2 * items);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AnnalsError('codec.malformed', 'this is not JSON');
  }
  if (keysIn(value) !== keys) throw new AnnalsError('codec.malformed', 'a key stands twice in one object');
  return value;
}

/** The number of keys in a text. @throws AnnalsError for too many items, or too deep ones. */
function countKeys(text: string, maxItems: number): number {
  let items = 1;
  let keys = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        continue;
      case COLON:
        keys += 1;
        break;
      case COMMA:
        break;
      case OPEN_LIST:
      case OPEN_MAP:
        depth += 1;
        if (depth > MAX_DEPTH) throw new AnnalsError('codec.malformed', `nesting deeper than ${MAX_DEPTH}`);
        break;
      case CLOSE_LIST:
      case CLOSE_MAP:
        depth -= 1;
        continue;
      default:
        continue;
    }
    items += 1;
    if (items > maxItems) throw new AnnalsError('codec.too-large', 'more items than are allowed');
  }
  return keys;
}

/** Where the string that begins at `start` ends: at its quote, or at the end of the text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Object.values(value)) keys += keysIn(inner);
  return keys;
}
