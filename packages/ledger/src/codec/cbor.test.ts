import * as dagCbor from '@ipld/dag-cbor';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CborValue, decode, encode, hexToBytes } from './index.ts';

const MAX = 1 << 16;
const read = (hex: string): CborValue => decode(hexToBytes(hex), MAX);

/** Any value that the encoding can hold, nested up to `depth` levels. */
function values(depth = 4): fc.Arbitrary<CborValue> {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const leaf = fc.oneof(
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.integer({ min: -300, max: 300 }),
    text,
    fc.uint8Array({ maxLength: 300 }),
  );
  if (depth === 0) return leaf;
  const inner = values(depth - 1);
  const key = fc.oneof(fc.string({ maxLength: 30 }), text, fc.constantFrom('__proto__', 'constructor', 'toString', ''));
  return fc.oneof(
    leaf,
    fc.array(inner, { maxLength: 6 }),
    fc.dictionary(key, inner, { maxKeys: 6, noNullPrototype: true }),
  );
}

describe('one value has one encoding', () => {
  test('what is encoded is decoded', () => {
    fc.assert(fc.property(values(), (value) => expect(decode(encode(value), MAX)).toEqual(value)));
  });

  test('the bytes are those of the dag-cbor library, which reads them as we do', () => {
    fc.assert(
      fc.property(values(), (value) => {
        const bytes = encode(value);
        expect(bytes).toEqual(new Uint8Array(dagCbor.encode(value)));
        expect(decode(bytes, MAX)).toEqual(dagCbor.decode(bytes));
      }),
    );
  });

  test('the order in which a map was filled makes no difference', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), values(0), { maxKeys: 12 }), (map) => {
        const reversed = Object.fromEntries(Object.entries(map).reverse());
        expect(encode(reversed)).toEqual(encode(map));
      }),
    );
  });

  test('changed bytes are refused with a code, or are the encoding of another value', () => {
    const edit = fc.record({ at: fc.nat(), byte: fc.nat(255), kind: fc.constantFrom('set', 'insert', 'drop', 'cut') });
    fc.assert(
      fc.property(values(), fc.array(edit, { minLength: 1, maxLength: 3 }), (value, edits) => {
        const changed = [...encode(value)];
        for (const { at, byte, kind } of edits) {
          const place = at % (changed.length + 1);
          if (kind === 'cut') changed.length = place;
          else changed.splice(place, kind === 'insert' ? 0 : 1, ...(kind === 'drop' ? [] : [byte]));
        }
        const bytes = Uint8Array.from(changed);
        let decoded: CborValue;
        try {
          decoded = decode(bytes, MAX);
        } catch (error) {
          expect(error).toMatchObject({ code: 'codec.malformed' });
          return;
        }
        expect(encode(decoded)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('bytes that are refused', () => {
  test.each([
    ['nothing', ''],
    ['a second value', '0000'],
    ['23 in two bytes', '1817'],
    ['255 in three bytes', '1900ff'],
    ['65535 in five bytes', '1a0000ffff'],
    ['2^32 - 1 in nine bytes', '1b00000000ffffffff'],
    ['-24 in two bytes', '3817'],
    ['2^53', '1b0020000000000000'],
    ['-2^53', '3b001fffffffffffff'],
    ['2^64 - 1', '1bffffffffffffffff'],
    ['a length in more bytes than it needs', '580100'],
    ['a text length in more bytes than it needs', '780161'],
    ['a list length in more bytes than it needs', '980100'],
    ['a map length in more bytes than it needs', 'b801616100'],
    ['map keys in the wrong order', 'a2616200616100'],
    ['a longer key before a shorter one', 'a262616100616200'],
    ['a key twice', 'a2616100616101'],
    ['a key that is an integer', 'a10000'],
    ['a key that is a byte string', 'a1416100'],
    ['a key without a value', 'a16161'],
    ['an integral double', 'fb3ff0000000000000'],
    ['a double', 'fb3ff199999999999a'],
    ['a single', 'fa3f800000'],
    ['a half', 'f93c00'],
    ['not a number', 'f97e00'],
    ['undefined', 'f7'],
    ['simple value 0', 'e0'],
    ['simple value 32', 'f820'],
    ['false in two bytes', 'f814'],
    ['a break', 'ff'],
    ['a list without a length', '9f00ff'],
    ['a map without a length', 'bf616100ff'],
    ['a text without a length', '7f6161ff'],
    ['bytes without a length', '5f4100ff'],
    ['a reserved length', '1c'],
    ['a link (tag 42)', 'd82a450001551200'],
    ['a date (tag 0)', 'c06161'],
    ['a big integer (tag 2)', 'c249010000000000000000'],
    ['bytes that end early', '4200'],
    ['text that ends early', '6261'],
    ['a list that ends early', '8200'],
    ['a list of 2^53 - 1 items', '9b001fffffffffffff'],
    ['a byte string of 2^53 - 1 bytes', '5b001fffffffffffff'],
    ['a length that ends early', '1900'],
    ['half a surrogate pair in UTF-8', '63eda080'],
    ['an overlong slash in UTF-8', '62c0af'],
    ['a continuation byte alone', '6180'],
    ['an invalid key', 'a161ff00'],
  ])('%s', (_name, hex) => {
    expect(() => read(hex)).toThrow(expect.objectContaining({ code: 'codec.malformed' }));
  });

  test('nesting deeper than 16, however deep, in lists and maps', () => {
    expect(read(`${'81'.repeat(16)}00`)).toBeDefined();
    expect(() => read(`${'81'.repeat(17)}00`)).toThrow(/nesting deeper than 16/);
    expect(() => decode(new Uint8Array(16_384).fill(0x81), MAX)).toThrow(/nesting deeper than 16/);
    expect(() => read(`${'a16161'.repeat(17)}00`)).toThrow(/nesting deeper than 16/);
  });

  test('more bytes than allowed, before they are looked at', () => {
    expect(() => decode(new Uint8Array(101), 100)).toThrow(expect.objectContaining({ code: 'codec.too-large' }));
    expect(decode(hexToBytes('4100'), 2)).toEqual(new Uint8Array(1));
  });
});

describe('values that are refused', () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  test.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['2^53', 2 ** 53],
    ['a big integer', 1n],
    ['undefined', undefined],
    ['undefined in a map', { a: undefined }],
    ['a function', () => 0],
    ['a map object', new Map([['a', 1]])],
    ['an instance of a class', new (class Thing {})()],
    ['half a surrogate pair', '\ud800'],
    ['half a surrogate pair in a key', { '\udc00': 1 }],
    ['a list that holds itself', cycle],
  ])('%s', (_name, value) => {
    expect(() => encode(value as CborValue)).toThrow(expect.objectContaining({ code: 'codec.malformed' }));
    expect(encode([1, { a: 'b' }])).toEqual(hexToBytes('8201a161616162'));
  });
});

test('the bounds of integers, and zero', () => {
  expect(encode(Number.MAX_SAFE_INTEGER)).toEqual(hexToBytes('1b001fffffffffffff'));
  expect(encode(Number.MIN_SAFE_INTEGER)).toEqual(hexToBytes('3b001ffffffffffffe'));
  expect(read('3b001ffffffffffffe')).toBe(Number.MIN_SAFE_INTEGER);
  expect(encode(-0)).toEqual(hexToBytes('00'));
});

test('a byte order mark is kept, in browsers as in Node', () => {
  expect(read('65efbbbf6161')).toBe('\ufeffaa');
});

test('a key named __proto__ is a key and changes no prototype', () => {
  const value = decode(encode(JSON.parse('{"__proto__": {"admin": true}}')), MAX) as { admin?: boolean };
  expect(Object.hasOwn(value, '__proto__')).toBe(true);
  expect(value.admin).toBeUndefined();
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test('more items than allowed are refused, keys counted', () => {
  expect(decode(hexToBytes('8201a1616102'), MAX, 5)).toEqual([1, { a: 2 }]);
  expect(() => decode(hexToBytes('8201a1616102'), MAX, 4)).toThrow(
    expect.objectContaining({ code: 'codec.too-large' }),
  );
});

test('decoded short byte strings are copies, also of a Buffer', () => {
  const bytes = Buffer.from('4161', 'hex');
  const value = decode(bytes, MAX);
  bytes[1] = 0;
  expect(value).toEqual(Uint8Array.of(0x61));
});

test('encoded values do not share memory, whatever their size', () => {
  const long = encode(new Uint8Array(3_000_000).fill(7));
  const first = encode('first');
  encode('other');
  expect(first).toEqual(hexToBytes('656669727374'));
  expect(long.at(-1)).toBe(7);
});
