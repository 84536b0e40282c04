import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeShape,
  encodeShape,
  formatId,
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
    expect(() => of.fromCbor('0a')).toThrow(ShapeError);
    expect(() => shape.bytes(32).fromCbor(new Uint8Array(33))).toThrow('expected 32 bytes, met 33 bytes');
  });
});
