/**
 * Reads the canonical encoding where no shape says what has to come: any value, within a budget of items, so that a few
 * bytes do not become many objects. What comes from outside is read by its shape instead.
 */
import { AnnalsError } from '../errors/index.ts';
import { type CborValue, MAJOR, MAX_DEPTH } from './cbor-format.ts';
import { CborReader } from './cbor-reader.ts';

const ANY = 'a value';

/** Values and map keys in one value, unless its reader says otherwise. */
const MAX_ITEMS = 10_000;

/** @throws AnnalsError `codec.too-large`. */
export function requireSize({ length }: Uint8Array, maxBytes: number): void {
  if (length > maxBytes)
    throw new AnnalsError('codec.too-large', `${length} bytes where at most ${maxBytes} are allowed`);
}

class AnyReader {
  readonly #reader: CborReader;
  #items: number;

  constructor(reader: CborReader, maxItems: number) {
    this.#reader = reader;
    this.#items = maxItems;
  }

  read(depth: number): CborValue {
    const reader = this.#reader;
    this.#spend(1);
    switch (reader.peekMajor()) {
      case MAJOR.uint:
      case MAJOR.negative:
        return reader.integer(ANY);
      case MAJOR.bytes:
        return reader.bytes(0, Number.MAX_SAFE_INTEGER, ANY);
      case MAJOR.text:
        return reader.text(Number.MAX_SAFE_INTEGER, ANY);
      case MAJOR.list:
        if (depth === 0) reader.malformed(`nesting deeper than ${MAX_DEPTH}`);
        return this.#list(depth - 1);
      case MAJOR.map:
        if (depth === 0) reader.malformed(`nesting deeper than ${MAX_DEPTH}`);
        return this.#map(depth - 1);
      default:
        return reader.takeNull() ? null : reader.boolean(ANY);
    }
  }

  #list(depth: number): CborValue {
    const size = this.#reader.list(0, Number.MAX_SAFE_INTEGER, ANY);
    const list: CborValue[] = [];
    for (let i = 0; i < size; i++) list.push(this.read(depth));
    return list;
  }

  #map(depth: number): CborValue {
    const size = this.#reader.map(Number.MAX_SAFE_INTEGER, ANY);
    const map: { [key: string]: CborValue } = {};
    let previous: number | undefined;
    for (let i = 0; i < size; i++) {
      this.#spend(1);
      const start = this.#reader.position;
      this.#reader.requireKey();
      const key = this.#reader.text(Number.MAX_SAFE_INTEGER, ANY);
      this.#reader.requireAscending(previous, start);
      previous = start;
      setOwn(map, key, this.read(depth));
    }
    return map;
  }

  #spend(items: number): void {
    this.#items -= items;
    if (this.#items < 0) throw new AnnalsError('codec.too-large', 'more items than are allowed');
  }
}

/** Sets a key that came from outside: assigning to `__proto__` would set the prototype instead. */
export function setOwn<V>(map: { [key: string]: V }, key: string, value: V): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Decodes any value of at most `maxBytes` and `maxItems`.
 * @throws AnnalsError `codec.too-large`, or `codec.malformed` for bytes that `encode` would not have written.
 */
export function decode(bytes: Uint8Array, maxBytes: number, maxItems = MAX_ITEMS): CborValue {
  requireSize(bytes, maxBytes);
  const reader = new CborReader(bytes);
  const value = new AnyReader(reader, maxItems).read(MAX_DEPTH);
  reader.end();
  return value;
}
