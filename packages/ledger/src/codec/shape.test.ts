import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnnalsError } from '../errors/index.ts';
import {
  type CborValue,
  decodeShape,
  encode,
  encodeShape,
  formatId,
  hexToBytes,
  type Infer,
  idFromBytes,
  type JsonValue,
  type Shape,
  ShapeError,
  shape,
} from './index.ts';

const item = shape.struct({
  record: shape.id('record'),
  sections: shape.list(shape.slug, 3, 1),
  note: shape.nullable(shape.text(5)),
});
const action = shape.union('type', {
  pay: shape.struct({ amount: shape.integer(1, 1000), to: shape.bytes(4) }),
  close: shape.struct({}),
});
const request = shape.struct({
  items: shape.list(item, 4),
  purpose: shape.oneOf('treatment', 'review'),
  labels: shape.dictionary(shape.slug, shape.text(10), 2),
  action,
  urgent: shape.boolean,
});

const record = idFromBytes('record', new Uint8Array(20).fill(9));
const example = {
  items: [{ record, sections: ['emergency'], note: null }],
  purpose: 'treatment' as const,
  labels: { en: 'Hello', 'zh-hk': '你好' },
  action: { type: 'pay' as const, amount: 7, to: Uint8Array.of(1, 2, 3, 4) },
  urgent: false,
};
const json = {
  items: [{ record: formatId('record', record), sections: ['emergency'], note: null }],
  purpose: 'treatment',
  labels: { en: 'Hello', 'zh-hk': '你好' },
  action: { type: 'pay', amount: 7, to: '01020304' },
  urgent: false,
};

/** What reading a value is refused with. */
function fault<T>(of: Shape<T>, value: unknown): ShapeError {
  try {
    of.fromJson(value);
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('one description serves both forms', () => {
  test('CBOR and JSON lead back to the value', () => {
    expect(decodeShape(request, encodeShape(request, example), 1000)).toEqual(example);
    expect(request.toJson(example)).toEqual(json);
    expect(request.fromJson(JSON.parse(JSON.stringify(json)))).toEqual(example);
  });

  test('the JSON Schema takes what the shape takes, and refuses a field more, a field less and a wrong value', () => {
    const schema = new Validator(request.jsonSchema, '2020-12');
    const changed: [JsonValue, boolean][] = [
      [json, true],
      [{ ...json, action: { type: 'close' } }, true],
      [{ ...json, more: 1 }, false],
      [{ ...json, action: { type: 'close', amount: 7 } }, false],
      [{ ...json, action: { type: 'other' } }, false],
      [{ ...json, purpose: 'other' }, false],
      [{ ...json, labels: { EN: 'x' } }, false],
      [{ ...json, items: [{ ...json.items[0], sections: [] }] } as JsonValue, false],
      [{ ...json, items: [{ ...json.items[0], record: 'rec2' }] } as JsonValue, false],
      [{ items: [], purpose: 'review' }, false],
    ];
    for (const [value, valid] of changed) {
      expect({ value, valid: schema.validate(value).valid }).toEqual({ value, valid });
      if (valid) expect(() => request.fromJson(value)).not.toThrow();
      else expect(() => request.fromJson(value)).toThrow();
    }
  });

  test('fields are encoded in canonical order, and written to JSON in the order of declaration', () => {
    expect(Object.keys(request.toCbor(example) as object)).toEqual(['items', 'action', 'labels', 'urgent', 'purpose']);
    expect(Object.keys(request.toJson(example) as object)).toEqual(['items', 'purpose', 'labels', 'action', 'urgent']);
  });
});

describe('an error leads to the place', () => {
  const first = json.items[0];
  test.each<[string, unknown, string, string]>([
    [
      'a list in a struct in a list',
      { ...json, items: [first, { ...first, sections: ['a', 'B'] }] },
      'items[1].sections[1]',
      'codec.shape',
    ],
    ['a struct in a list', { ...json, items: [{ ...first, note: 'too long' }] }, 'items[0].note', 'codec.shape'],
    ['an identifier', { ...json, items: [{ ...first, record: 'rec1' }] }, 'items[0].record', 'codec.identifier'],
    [
      'a missing field',
      { ...json, items: [{ record: first?.record, note: null }] },
      'items[0].sections',
      'codec.shape',
    ],
    ['an unknown field', { ...json, items: [{ ...first, more: 1 }] }, 'items[0].more', 'codec.shape'],
    ['a variant', { ...json, action: { type: 'pay', amount: 0, to: '01020304' } }, 'action.amount', 'codec.shape'],
    ['no such variant', { ...json, action: { type: 'toString' } }, 'action.type', 'codec.shape'],
    ['a field of another variant', { ...json, action: { type: 'close', amount: 1 } }, 'action.amount', 'codec.shape'],
    ['an entry', { ...json, labels: { en: 7 } }, 'labels.en', 'codec.shape'],
    ['the key of an entry', { ...json, labels: { EN: 'x' } }, 'labels', 'codec.shape'],
    ['too many entries', { ...json, labels: { a: 'x', b: 'x', c: 'x' } }, 'labels', 'codec.shape'],
    ['no map at all', [], '', 'codec.shape'],
  ])('%s', (_name, value, path, code) => {
    expect(fault(request, value)).toMatchObject({ path, code });
  });

  test('the message holds the path once, what was expected and what was met', () => {
    expect(fault(request, { ...json, urgent: 'yes' }).message).toBe('urgent: expected true or false, met text of 3');
  });

  test('a key named __proto__ is an unknown field and changes no prototype', () => {
    expect(fault(request, JSON.parse(JSON.stringify(json).replace('{', '{"__proto__":{"items":[]},')))).toMatchObject({
      path: '__proto__',
    });
    const open = shape.dictionary(shape.text(20), shape.boolean, 3).fromJson(JSON.parse('{"__proto__":true}'));
    expect(Object.getOwnPropertyNames(open)).toEqual(['__proto__']);
  });
});

/** Any value of `request`. */
const anyRequest: fc.Arbitrary<Infer<typeof request>> = fc.record({
  items: fc.array(
    fc.record({
      record: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => idFromBytes('record', bytes)),
      sections: fc.array(fc.stringMatching(/^[a-z][a-z0-9]{0,30}$/), { minLength: 1, maxLength: 3 }),
      note: fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }).filter(({ length }) => length <= 5)),
    }),
    { maxLength: 4 },
  ),
  purpose: fc.constantFrom('treatment', 'review'),
  labels: fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }).filter(({ length }) => length <= 10),
    { maxKeys: 2, noNullPrototype: true },
  ),
  action: fc.oneof(
    fc.record({
      type: fc.constant('pay' as const),
      amount: fc.integer({ min: 1, max: 1000 }),
      to: fc.uint8Array({ minLength: 4, maxLength: 4 }),
    }),
    fc.record({ type: fc.constant('close' as const) }),
  ),
  urgent: fc.boolean(),
});

describe('bytes from outside', () => {
  const MAX = 10_000;

  test('every value is read back, within the bounds that the shape says', () => {
    fc.assert(
      fc.property(anyRequest, (value) => {
        const bytes = encodeShape(request, value);
        expect(decodeShape(request, bytes, MAX)).toEqual(value);
        expect(bytes.length).toBeLessThanOrEqual(request.bounds.cborBytes);
        expect(JSON.stringify(request.toJson(value)).length).toBeLessThanOrEqual(request.bounds.jsonBytes);
        expect(countItems(request.toCbor(value))).toBeLessThanOrEqual(request.bounds.items);
      }),
    );
  });

  // Reading JSON is the other, independent check of a value, so that this says exactly which bytes are taken.
  test('ATTACK item-bomb: what is taken is the one encoding of a value that fits, and the rest is refused with a code', () => {
    const edit = fc.record({ at: fc.nat(), byte: fc.nat(255), kind: fc.constantFrom('set', 'insert', 'drop', 'cut') });
    let taken = 0;
    fc.assert(
      fc.property(anyRequest, fc.array(edit, { minLength: 1, maxLength: 2 }), (value, edits) => {
        const changed = [...encodeShape(request, value)];
        for (const { at, byte, kind } of edits) {
          const place = at % (changed.length + 1);
          if (kind === 'cut') changed.length = place;
          else changed.splice(place, kind === 'insert' ? 0 : 1, ...(kind === 'drop' ? [] : [byte]));
        }
        const bytes = Uint8Array.from(changed);
        let read: Infer<typeof request>;
        try {
          read = decodeShape(request, bytes, MAX);
        } catch (error) {
          expect(['codec.malformed', 'codec.shape', 'codec.identifier']).toContain((error as AnnalsError).code);
          return;
        }
        taken += 1;
        expect(encodeShape(request, read)).toEqual(bytes);
        expect(request.fromJson(JSON.parse(JSON.stringify(request.toJson(read))))).toEqual(read);
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(10);
  });

  // biome-ignore lint/suspicious/noExplicitAny: each case has its own shape
  test.each<[string, Shape<any>, string, string]>([
    ['a list longer than the shape allows', shape.list(shape.uint, 3), '84', 'a list of 4'],
    ['a list longer than the rest of the bytes', shape.list(shape.uint, 9), '8400', 'the end comes too early'],
    ['a list of two billion', shape.list(shape.uint, 9), '9a7fffffff', 'a list of 2147483647'],
    ['a map with more entries than allowed', shape.dictionary(shape.slug, shape.uint, 2), 'ba7fffffff', 'a map of'],
    ['a text longer than allowed', shape.text(2), '7a7fffffff', 'text of 2147483647 bytes'],
    ['a byte string longer than allowed', shape.bytes(2), '5a7fffffff', '2147483647 bytes'],
    ['a map with an unknown key', shape.struct({ a: shape.uint }), 'a1616200', 'b: is not a known field'],
    ['a map with more keys than fields', shape.struct({ a: shape.uint }), 'a2616100616200', 'b: is not a known field'],
    ['a map without a field', shape.struct({ a: shape.uint, b: shape.uint }), 'a1616200', 'a: is missing'],
    [
      'a map with a field missing at its end',
      shape.struct({ a: shape.uint, b: shape.uint }),
      'a1616100',
      'b: is missing',
    ],
    ['a key twice', shape.struct({ a: shape.uint }), 'a2616100616100', 'map keys that do not ascend'],
    ['an endless name of a field', shape.struct({ a: shape.uint }), 'a17a7fffffff', 'text of 2147483647 bytes'],
    ['nesting that no shape has', shape.list(shape.uint, 1), '81'.repeat(5_000), 'met a list of 1'],
    ['a float where a number is expected', shape.uint, 'f93c00', 'a float'],
    ['a tag', shape.uint, 'c100', 'a tag'],
  ])('%s is refused before anything is made of it', (_name, of, hex, fault) => {
    expect(() => decodeShape(of, hexToBytes(hex), MAX)).toThrow(fault);
  });

  test('a megabyte of empty byte strings is refused at its first item', () => {
    const bomb = new Uint8Array(1 << 20).fill(0x40);
    bomb.set([0x9a, 0x00, 0x0f, 0xff, 0xfb]);
    let read = 0;
    const counted: Shape<Uint8Array> = {
      ...shape.bytes(32),
      fromCbor: (reader) => {
        read += 1;
        return shape.bytes(32).fromCbor(reader);
      },
    };
    expect(() => decodeShape(shape.list(counted, 1 << 20), bomb, 1 << 20)).toThrow(
      '[0]: expected 32 bytes, met 0 bytes',
    );
    expect(() => decodeShape(shape.list(counted, 2_000), bomb, 1 << 20)).toThrow('a list of 1048571');
    expect(read).toBe(1);
  });

  test('a short byte string is a copy, a long one a view: what is kept for its key holds no whole message', () => {
    const of = shape.tuple(shape.bytes(33), shape.bytes(500));
    const bytes = encodeShape(of, [new Uint8Array(33), new Uint8Array(500)]);
    const [short, long] = decodeShape(of, bytes, MAX);
    expect(short.buffer).not.toBe(bytes.buffer);
    expect(long.buffer).toBe(bytes.buffer);
  });
});

/** Values and map keys. */
function countItems(value: CborValue): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 1;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countItems(one), 1);
  return Object.values(value).reduce((sum: number, one) => sum + 1 + countItems(one), 1);
}

describe('bounds', () => {
  test('integers', () => {
    const of = shape.integer(-5, 5);
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double(), fc.string(), fc.constant(null)), (value) => {
        if (typeof value === 'number' && Number.isInteger(value) && value >= -5 && value <= 5)
          expect(of.fromJson(value)).toBe(value + 0);
        else expect(() => of.fromJson(value)).toThrow(ShapeError);
      }),
    );
    expect(Object.is(of.fromJson(-0), 0)).toBe(true);
    expect(() => shape.uint.fromJson(2 ** 53)).toThrow(ShapeError);
  });

  test.each(['a', 'a1', 'a-b', 'a-1', 'x'.repeat(48)])('%j is a slug', (value) =>
    expect(shape.slug.fromJson(value)).toBe(value),
  );
  test.each(['', 'A', '1a', '-a', 'a-', 'a--b', 'a_b', 'a b', 'a\n', 'é', 'x'.repeat(49), 7, null])(
    '%j is no slug',
    (value) => {
      expect(() => shape.slug.fromJson(value)).toThrow(ShapeError);
    },
  );

  test('text is well formed and within its length', () => {
    expect(shape.text(2).fromJson('😀')).toBe('😀');
    expect(() => shape.text(2).fromJson('\ud83d')).toThrow(ShapeError);
    expect(() => shape.text(2).fromJson('')).toThrow(ShapeError);
    expect(shape.text(2, { min: 0 }).fromJson('')).toBe('');
  });

  test('bytes have their size, and lower-case hex in JSON', () => {
    const of = shape.bytes({ min: 1, max: 2 });
    expect(of.fromJson('0aff')).toEqual(Uint8Array.of(10, 255));
    for (const value of ['', '0aff00', '0AFF', '0af', '0x', [1], null])
      expect(() => of.fromJson(value)).toThrow(ShapeError);
    expect(() => decodeShape(of, encode('0a'), 10)).toThrow(ShapeError);
    expect(() => decodeShape(shape.bytes(32), encode(new Uint8Array(33)), 40)).toThrow(
      'expected 32 bytes, met 33 bytes',
    );
  });
});
