/**
 * Writes the canonical encoding: deterministic CBOR (RFC 8949, section 4.2) within the strict dag-cbor profile.
 * Integers and lengths take their shortest form, map keys are texts in ascending order of their encoded bytes, and
 * there are no floats, tags, undefined or indefinite lengths (PROTOCOL encoding).
 */
import { AnnalsError } from '../errors/index.ts';
import { compareBytes } from './bytes.ts';
import { type CborValue, MAJOR, MAX_DEPTH, SIMPLE } from './cbor-format.ts';

const utf8 = new TextEncoder();

/** Every value is written here and copied out at the end. It grows with a large value and is let go after it. */
let scratch = new Uint8Array(4096);
const MAX_KEPT_SCRATCH_BYTES = 1 << 20;
let length = 0;

/**
 * Encoded map keys by their text. Nearly all keys are field names of our own shapes; what people choose is let in as
 * well, so the cache starts afresh when it is full.
 */
const encodedKeys = new Map<string, Uint8Array>();
const MAX_CACHED_KEYS = 1024;

function reserve(size: number): void {
  if (length + size <= scratch.length) return;
  const grown = new Uint8Array(Math.max(scratch.length * 2, length + size));
  grown.set(scratch.subarray(0, length));
  scratch = grown;
}

function refuse(what: string): never {
  throw new AnnalsError('codec.malformed', `${what} cannot be encoded`);
}

/** The head of an item: its major type and the shortest form of its argument. */
function writeHead(major: number, argument: number): void {
  reserve(9);
  if (argument < 24) {
    scratch[length++] = major | argument;
  } else if (argument < 0x100) {
    scratch[length++] = major | 24;
    scratch[length++] = argument;
  } else if (argument < 0x1_0000) {
    scratch[length++] = major | 25;
    scratch[length++] = argument >>> 8;
    scratch[length++] = argument;
  } else {
    const high = Math.floor(argument / 0x1_0000_0000);
    scratch[length++] = major | (high > 0 ? 27 : 26);
    if (high > 0) writeUint32(high);
    writeUint32(argument);
  }
}

function writeUint32(value: number): void {
  scratch[length++] = value >>> 24;
  scratch[length++] = value >>> 16;
  scratch[length++] = value >>> 8;
  scratch[length++] = value;
}

function writeRaw(bytes: Uint8Array): void {
  reserve(bytes.length);
  scratch.set(bytes, length);
  length += bytes.length;
}

function writeText(text: string): void {
  const start = length;
  writeHead(MAJOR.text, text.length);
  reserve(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) {
      // Beyond ASCII the count of bytes is another one, so the head is written again.
      length = start;
      if (!text.isWellFormed()) refuse('text with half a surrogate pair');
      const bytes = utf8.encode(text);
      writeHead(MAJOR.text, bytes.length);
      writeRaw(bytes);
      return;
    }
    scratch[length++] = unit;
  }
}

function encodedKey(key: string): Uint8Array {
  let encoded = encodedKeys.get(key);
  if (!encoded) {
    const start = length;
    writeText(key);
    encoded = scratch.slice(start, length);
    length = start;
    if (encodedKeys.size >= MAX_CACHED_KEYS) encodedKeys.clear();
    encodedKeys.set(key, encoded);
  }
  return encoded;
}

function writeMap(map: { readonly [key: string]: CborValue }, depth: number): void {
  // A plain object inherits from nothing, or from what inherits from nothing; a Map, a Date or a class does not.
  const prototype = Object.getPrototypeOf(map);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) refuse('an object that is no plain map');
  const keys = Object.keys(map);
  let sorted = true;
  for (let i = 1; sorted && i < keys.length; i++) {
    sorted = compareBytes(encodedKey(keys[i - 1] as string), encodedKey(keys[i] as string)) < 0;
  }
  if (!sorted) keys.sort((a, b) => compareBytes(encodedKey(a), encodedKey(b)));
  writeHead(MAJOR.map, keys.length);
  for (const key of keys) {
    writeRaw(encodedKey(key));
    writeValue(map[key] as CborValue, depth);
  }
}

function writeNumber(value: number): void {
  if (!Number.isSafeInteger(value)) refuse(`the number ${value}`);
  if (value >= 0) writeHead(MAJOR.uint, value);
  else writeHead(MAJOR.negative, -1 - value);
}

function writeList(list: readonly CborValue[], depth: number): void {
  writeHead(MAJOR.list, list.length);
  for (let i = 0; i < list.length; i++) writeValue(list[i] as CborValue, depth);
}

function writeObject(value: object, depth: number): void {
  if (value instanceof Uint8Array) {
    writeHead(MAJOR.bytes, value.length);
    writeRaw(value);
    return;
  }
  if (depth === 0) refuse(`nesting deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) writeList(value, depth - 1);
  else writeMap(value as { readonly [key: string]: CborValue }, depth - 1);
}

function writeValue(value: CborValue, depth: number): void {
  if (typeof value === 'string') writeText(value);
  else if (typeof value === 'number') writeNumber(value);
  else if (typeof value === 'boolean') writeHead(MAJOR.simple, value ? SIMPLE.true : SIMPLE.false);
  else if (value === null) writeHead(MAJOR.simple, SIMPLE.null);
  else if (typeof value === 'object') writeObject(value, depth);
  else refuse(typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`);
}

/**
 * Encodes a value; equal values always give the same bytes, and `decode` takes all that this gives.
 * @throws AnnalsError `codec.malformed` for what the encoding cannot hold.
 */
export function encode(value: CborValue): Uint8Array {
  length = 0;
  writeValue(value, MAX_DEPTH);
  const encoded = scratch.slice(0, length);
  if (scratch.length > MAX_KEPT_SCRATCH_BYTES) scratch = new Uint8Array(4096);
  return encoded;
}
