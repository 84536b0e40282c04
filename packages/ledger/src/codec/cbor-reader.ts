/**
 * Reads the canonical encoding item by item, for whoever knows what has to come: a shape asks for the next item and says
 * how long it may be, so that nothing is made of bytes before they are known to be what is expected. Each item is refused
 * unless `encode` would have written it, so that one value has one encoding (PROTOCOL encoding, ATTACK item-bomb).
 */
import { AnnalsError } from '../errors/index.ts';
import { MAJOR, SIMPLE } from './cbor-format.ts';
import { bytesToHex } from './hex.ts';
import { refuseMet } from './shape-error.ts';

/** Refuses what is no UTF-8, and keeps a byte order mark, which a decoder would else drop. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Up to this length, text of ASCII is read quicker here than by the platform's decoder. */
const MAX_SHORT_TEXT_BYTES = 48;

/** UTF-8 takes at most three bytes for a UTF-16 unit: four for the two of a surrogate pair. */
export const MAX_UTF8_BYTES_OF_UNIT = 3;

/**
 * Byte strings up to this long are copies: one that is kept must not hold the whole message that it stood in. Longer ones
 * are views into the input, so that nothing large is copied; whoever keeps one for long copies it.
 */
const COPY_UP_TO_BYTES = 128;

export class CborReader {
  readonly #input: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's `slice` is a view, and a short byte string must not change with the bytes it came from.
    this.#input =
      bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** How far it has read: where the next item begins. */
  get position(): number {
    return this.#position;
  }

  /** @throws AnnalsError `codec.malformed` when anything is left. */
  end(): void {
    if (this.#position < this.#input.length) this.malformed('more bytes after the value');
  }

  /** The upper three bits of the next item: one of `MAJOR`, or a tag. */
  peekMajor(): number {
    if (this.#position >= this.#input.length) this.malformed('the end comes too early');
    return (this.#input[this.#position] as number) & 0xe0;
  }

  isMap(): boolean {
    return this.peekMajor() === MAJOR.map;
  }

  /** Takes the next item if it is null. */
  takeNull(): boolean {
    if (this.#input[this.#position] !== (MAJOR.simple | SIMPLE.null)) return false;
    this.#position += 1;
    return true;
  }

  boolean(expected: string): boolean {
    const first = this.#input[this.#position];
    if (first === (MAJOR.simple | SIMPLE.true) || first === (MAJOR.simple | SIMPLE.false)) {
      this.#position += 1;
      return first === (MAJOR.simple | SIMPLE.true);
    }
    return this.refuse(expected);
  }

  /** A safe integer. */
  integer(expected: string): number {
    const major = this.peekMajor();
    if (major === MAJOR.uint) return this.#head();
    if (major !== MAJOR.negative) return this.refuse(expected);
    const argument = this.#head();
    return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : this.malformed('an integer beyond the safe range');
  }

  /** Text of at most so many bytes. */
  text(maxBytes: number, expected: string): string {
    return this.#text(this.#sizeOf(MAJOR.text, 0, maxBytes, expected));
  }

  /** A byte string of `min` to `max` bytes. */
  bytes(min: number, max: number, expected: string): Uint8Array {
    const size = this.#sizeOf(MAJOR.bytes, min, max, expected);
    this.#need(size);
    const start = this.#position;
    this.#position += size;
    return size <= COPY_UP_TO_BYTES
      ? this.#input.slice(start, this.#position)
      : this.#input.subarray(start, this.#position);
  }

  /** A byte string of exactly so many bytes, as lower-case hex text; undefined, with nothing read, for another length. */
  hex(sizeBytes: number, expected: string): string | undefined {
    const start = this.#position;
    const size = this.#sizeOf(MAJOR.bytes, 0, Number.MAX_SAFE_INTEGER, expected);
    this.#need(size);
    if (size !== sizeBytes) {
      this.#position = start;
      return undefined;
    }
    this.#position += size;
    return bytesToHex(this.#input.subarray(this.#position - size, this.#position));
  }

  /** The number of items of a list that begins here. More than the rest of the input could hold is malformed. */
  list(min: number, max: number, expected: string): number {
    const size = this.#sizeOf(MAJOR.list, min, max, expected);
    this.#need(size);
    return size;
  }

  /** The number of entries of a map that begins here. More than the rest of the input could hold is malformed. */
  map(max: number, expected: string): number {
    const size = this.#sizeOf(MAJOR.map, 0, max, expected);
    this.#need(2 * size);
    return size;
  }

  /** Takes the next map key if its encoding is this one. */
  takeKey(encoded: Uint8Array): boolean {
    const start = this.#position;
    if (this.#input.length - start < encoded.length) return false;
    for (let i = 0; i < encoded.length; i++) if (this.#input[start + i] !== encoded[i]) return false;
    this.#position = start + encoded.length;
    return true;
  }

  /** @throws AnnalsError `codec.malformed` unless a text comes next, as map keys are. */
  requireKey(): void {
    if (this.peekMajor() !== MAJOR.text) this.malformed('a map key that is not text');
  }

  /**
   * The key that begins at `start` and was just read sorts after the one that begins at `previous`; no encoding is a
   * prefix of another.
   * @throws AnnalsError `codec.malformed`.
   */
  requireAscending(previous: number | undefined, start: number): void {
    if (previous === undefined) return;
    for (let i = 0; start + i < this.#position; i++) {
      const difference = (this.#input[start + i] as number) - (this.#input[previous + i] as number);
      if (difference > 0) return;
      if (difference < 0) break;
    }
    this.malformed('map keys that do not ascend');
  }

  /** The text under a key of the map that comes next, of which nothing is read; undefined where there is none such. */
  peekField(encodedKey: Uint8Array, maxBytes: number): string | undefined {
    if (!this.isMap()) return undefined;
    const start = this.#position;
    const size = this.#head();
    let found: string | undefined;
    for (let i = 0; i < size; i++) {
      if (this.takeKey(encodedKey)) {
        if (this.peekMajor() !== MAJOR.text) break;
        const length = this.#head();
        if (length <= maxBytes) found = this.#text(length);
        break;
      }
      this.skip();
      this.skip();
    }
    this.#position = start;
    return found;
  }

  /** Passes over one item without making anything of it. What it holds is not checked but for its length. */
  skip(): void {
    // A count of items, not a recursion; each takes a byte, so that the input bounds the loop whatever lengths say.
    for (let items = 1; items > 0; items--) {
      const major = this.peekMajor();
      if (major === MAJOR.simple) {
        this.#position += 1;
        continue;
      }
      const argument = this.#head();
      if (major === MAJOR.list) items += argument;
      else if (major === MAJOR.map) items += 2 * argument;
      else if (major === MAJOR.bytes || major === MAJOR.text) {
        this.#need(argument);
        this.#position += argument;
      }
    }
  }

  /** Refuses the next item for what it is. @throws ShapeError, or AnnalsError `codec.malformed` where it is nothing. */
  refuse(expected: string): never {
    return refuseMet(expected, this.#describe());
  }

  malformed(fault: string): never {
    throw new AnnalsError('codec.malformed', `not the canonical encoding: ${fault} at byte ${this.#position}`);
  }

  /** What comes next, for an error. */
  #describe(): string {
    const major = this.peekMajor();
    if (major === MAJOR.simple) {
      const low = (this.#input[this.#position] as number) & 0x1f;
      if (low === SIMPLE.null) return 'null';
      if (low === SIMPLE.true || low === SIMPLE.false) return 'boolean';
      return this.malformed(low >= 25 && low <= 27 ? 'a float' : 'undefined or an unknown simple value');
    }
    const argument = this.#head();
    switch (major) {
      case MAJOR.uint:
        return `${argument}`;
      case MAJOR.negative:
        return `${-1 - argument}`;
      case MAJOR.bytes:
        return `${argument} bytes`;
      case MAJOR.text:
        return `text of ${argument} bytes`;
      case MAJOR.list:
        return `a list of ${argument}`;
      case MAJOR.map:
        return `a map of ${argument}`;
      default:
        return this.malformed('a tag');
    }
  }

  /** Takes the head of an item that says how many bytes or items follow, of which nothing is read. */
  #sizeOf(major: number, min: number, max: number, expected: string): number {
    if (this.peekMajor() !== major) return this.refuse(expected);
    const start = this.#position;
    const size = this.#head();
    if (size >= min && size <= max) return size;
    this.#position = start;
    return this.refuse(expected);
  }

  #need(size: number): void {
    if (this.#input.length - this.#position < size) this.malformed('the end comes too early');
  }

  #uint32(at: number): number {
    const input = this.#input;
    const low = ((input[at + 1] as number) << 16) | ((input[at + 2] as number) << 8) | (input[at + 3] as number);
    return (input[at] as number) * 0x100_0000 + low;
  }

  /** Takes a head and gives its argument; only the shortest form passes. */
  #head(): number {
    const low = (this.#input[this.#position++] as number) & 0x1f;
    if (low < 24) return low;
    const size =
      low === 24
        ? 1
        : low === 25
          ? 2
          : low === 26
            ? 4
            : low === 27
              ? 8
              : this.malformed('an indefinite or reserved length');
    this.#need(size);
    const at = this.#position;
    let argument: number;
    let least: number;
    if (size === 1) {
      argument = this.#input[at] as number;
      least = 24;
    } else if (size === 2) {
      argument = ((this.#input[at] as number) << 8) | (this.#input[at + 1] as number);
      least = 0x100;
    } else if (size === 4) {
      argument = this.#uint32(at);
      least = 0x1_0000;
    } else {
      argument = this.#uint32(at) * 0x1_0000_0000 + this.#uint32(at + 4);
      least = 0x1_0000_0000;
    }
    if (argument < least) this.malformed('an integer or length in more bytes than it needs');
    if (argument > Number.MAX_SAFE_INTEGER) this.malformed('an integer beyond the safe range');
    this.#position += size;
    return argument;
  }

  #text(size: number): string {
    this.#need(size);
    const start = this.#position;
    const end = start + size;
    this.#position = end;
    if (size <= MAX_SHORT_TEXT_BYTES) {
      let text = '';
      let at = start;
      while (at < end && (this.#input[at] as number) < 0x80) text += String.fromCharCode(this.#input[at++] as number);
      if (at === end) return text;
    }
    try {
      return utf8.decode(this.#input.subarray(start, end));
    } catch {
      this.#position = start;
      return this.malformed('text that is not UTF-8');
    }
  }
}
