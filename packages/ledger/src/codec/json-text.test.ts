import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maxJsonBytes, parseJson } from './json-text.ts';
import * as shape from './shapes.ts';

const LARGE = { items: 100_000 };

const countItems = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 1
    : Object.values(value).reduce((sum: number, one) => sum + (Array.isArray(value) ? 0 : 1) + countItems(one), 1);

describe('JSON text from outside', () => {
  test('is read as JSON is, within as many items as it has', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(parseJson(text, { items: countItems(value) })).toEqual(JSON.parse(text));
      }),
    );
  });

  test('of the largest value of a shape fits into the bytes that are allowed, indented', () => {
    const of = shape.list(shape.struct({ a: shape.bytes(3), b: shape.text(2) }), 50);
    const value = Array.from({ length: 50 }, () => ({ a: new Uint8Array(3), b: '\u0001\u0002' }));
    const text = JSON.stringify(of.toJson(value), null, 8);
    expect(text.length).toBeLessThanOrEqual(maxJsonBytes(of.bounds));
    expect(parseJson(text, of.bounds)).toEqual(of.toJson(value));
  });

  test.each([
    ['many empty lists', `[${'[],'.repeat(5_000)}[]]`],
    ['many numbers', `[${'0,'.repeat(5_000)}0]`],
    ['many keys', `{${Array.from({ length: 5_000 }, (_, i) => `"${i}":0`).join()}}`],
    ['many commas and nothing else', ','.repeat(5_000)],
  ])('ATTACK item-bomb: %s are refused before anything is made of them', (_name, text) => {
    expect(() => parseJson(text, { items: 500 })).toThrow(expect.objectContaining({ code: 'codec.too-large' }));
  });

  test('nesting deeper than any value is refused, however deep', () => {
    for (const text of ['['.repeat(1_000_000), '{"a":'.repeat(17)])
      expect(() => parseJson(text, LARGE)).toThrow(/nesting deeper than 16/);
  });

  test.each([
    ['nothing', ''],
    ['a string without an end', '"abc'],
    ['a string that ends in an escape', '"abc\\"'],
    ['two values', '1 2'],
    ['a key without a value', '{"a"}'],
    ['a key twice', '{"a":1,"a":1}'],
    ['a key twice, written in two ways', '{"a":1,"\\u0061":1}'],
    ['a key twice, further in', '[{"b":[{"a":1,"a":2}]}]'],
    ['more brackets closed than opened', ']]]]'],
  ])('%s is refused', (_name, text) => {
    expect(() => parseJson(text, LARGE)).toThrow(expect.objectContaining({ code: 'codec.malformed' }));
  });

  test('what stands in strings is not counted', () => {
    const text = JSON.stringify({ a: '[{,:"\\'.repeat(1_000) });
    expect(parseJson(text, { items: 3 })).toEqual(JSON.parse(text));
  });

  test('a key named __proto__ is a key', () => {
    expect(Object.keys(parseJson('{"__proto__":{"a":1}}', LARGE) as object)).toEqual(['__proto__']);
  });
});
