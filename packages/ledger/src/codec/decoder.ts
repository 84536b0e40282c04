/**
 * Reads the canonical encoding and nothing else: one pass that refuses whatever {@link encode} would not have
 * written, so that one value has one encoding and ids and signatures over bytes are ids of values (PROTOCOL encoding).
 */
import { AnnalsError } from '../errors/index.ts';
import { type CborValue, MAJOR, MAX_DEPTH, SIMPLE } from './cbor-format.ts';

/** Refuses what is no UTF-8, and keeps a byte order mark, which a decoder would else drop. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Up to this length, text of ASCII is read quicker here than by the platform's decoder. */
const MAX_SHORT_TEXT_BYTES = 48;

/** The bytes being read and how far. Decoding calls nothing that could decode, so one of each is enough. */
const NOTHING: Uint8Array = new Uint8Array(0);
let input = NOTHING;
let position = 0;

function refuse(fault: string): never {
  throw new AnnalsError('codec.malformed', `not the canonical encoding: ${fault} at byte ${position}`);
}

function need(size: number): void {
  if (input.length - position < size) refuse('the end comes too early');
}

function readUint32(at: number): number {
  const low = ((input[at + 1] as number) << 16) | ((input[at + 2] as number) << 8) | (input[at + 3] as number);
  return (input[at] as number) * 0x100_0000 + low;
}

/** The argument of a head, given the low five bits of its first byte; only the shortest form passes. */
function readArgument(low: number): number {
  if (low < 24) return low;
  const size =
    low === 24 ? 1 : low === 25 ? 2 : low === 26 ? 4 : low === 27 ? 8 : refuse('an indefinite or reserved length');
  need(size);
  const at = position;
  let argument: number;
  let least: number;
  if (size === 1) {
    argument = input[at] as number;
    least = 24;
  } else if (size === 2) {
    argument = ((input[at] as number) << 8) | (input[at + 1] as number);
    least = 0x100;
  } else if (size === 4) {
    argument = readUint32(at);
    least = 0x1_0000;
  } else {
    argument = readUint32(at) * 0x1_0000_0000 + readUint32(at + 4);
    least = 0x1_0000_0000;
  }
  if (argument < least) refuse('an integer or length in more bytes than it needs');
  if (argument > Number.MAX_SAFE_INTEGER) refuse('an integer beyond the safe range');
  position += size;
  return argument;
}

function readText(size: number): string {
  need(size);
  const start = position;
  position += size;
  if (size <= MAX_SHORT_TEXT_BYTES) {
    let text = '';
    let at = start;
    while (at < position && (input[at] as number) < 0x80) text += String.fromCharCode(input[at++] as number);
    if (at === position) return text;
  }
  try {
    return utf8.decode(input.subarray(start, position));
  } catch {
    position = start;
    return refuse('text that is not UTF-8');
  }
}

/** Whether the encoded key from `first` to `end` sorts before the one at `second`. No encoding is a prefix of another. */
function ascends(first: number, end: number, second: number): boolean {
  for (let i = 0; first + i < end; i++) {
    const difference = (input[second + i] as number) - (input[first + i] as number);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function readMap(size: number, depth: number): CborValue {
  const map: { [key: string]: CborValue } = {};
  let previousStart = 0;
  let previousEnd = 0;
  for (let i = 0; i < size; i++) {
    need(1);
    const start = position;
    const first = input[position++] as number;
    if ((first & 0xe0) !== MAJOR.text) refuse('a map key that is not text');
    const key = readText(readArgument(first & 0x1f));
    const end = position;
    if (i > 0 && !ascends(previousStart, previousEnd, start)) refuse('map keys that do not ascend');
    previousStart = start;
    previousEnd = end;
    const value = readValue(depth);
    // Assigning to this name would set the prototype instead.
    if (key === '__proto__')
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    else map[key] = value;
  }
  return map;
}

function readList(size: number, depth: number): CborValue {
  const list: CborValue[] = [];
  for (let i = 0; i < size; i++) list.push(readValue(depth));
  return list;
}

function readSimple(low: number): CborValue {
  if (low === SIMPLE.false) return false;
  if (low === SIMPLE.true) return true;
  if (low === SIMPLE.null) return null;
  return refuse(low >= 25 && low <= 27 ? 'a float' : 'undefined or an unknown simple value');
}

function readValue(depth: number): CborValue {
  need(1);
  const first = input[position++] as number;
  const major = first & 0xe0;
  if (major === MAJOR.simple) return readSimple(first & 0x1f);
  const argument = readArgument(first & 0x1f);
  switch (major) {
    case MAJOR.uint:
      return argument;
    case MAJOR.negative:
      return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : refuse('an integer beyond the safe range');
    case MAJOR.bytes:
      need(argument);
      position += argument;
      return input.slice(position - argument, position);
    case MAJOR.text:
      return readText(argument);
    case MAJOR.list:
      if (depth === 0) refuse(`nesting deeper than ${MAX_DEPTH}`);
      return readList(argument, depth - 1);
    case MAJOR.map:
      if (depth === 0) refuse(`nesting deeper than ${MAX_DEPTH}`);
      return readMap(argument, depth - 1);
    default:
      return refuse('a tag');
  }
}

/**
 * Decodes bytes of at most `maxBytes`. Byte strings in the value are copies.
 * @throws AnnalsError `codec.too-large`, or `codec.malformed` for bytes that {@link encode} would not have written.
 */
export function decode(bytes: Uint8Array, maxBytes: number): CborValue {
  if (bytes.length > maxBytes) {
    throw new AnnalsError('codec.too-large', `${bytes.length} bytes where at most ${maxBytes} are allowed`);
  }
  // A Buffer's `slice` is a view, and what is decoded must not change with the bytes it came from.
  input = bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  position = 0;
  try {
    const value = readValue(MAX_DEPTH);
    if (position < input.length) refuse('more bytes after the value');
    return value;
  } finally {
    input = NOTHING;
  }
}
