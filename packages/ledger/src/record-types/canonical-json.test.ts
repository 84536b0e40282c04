import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../codec/index.ts';
import { canonicalJson, MAX_JSON_DEPTH, parseCanonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  test('the example of RFC 8785, section 3.2.3', () => {
    const value = {
      numbers: JSON.parse('[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]'),
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('members are ordered by UTF-16 code units, as RFC 8785 section 3.2.3 demands', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    const names = [...canonicalJson(value).matchAll(/:(\d)/g)].map(([, digit]) => Number(digit));
    expect(names).toEqual([2, 4, 6, 7, 1, 5, 3]);
  });

  test('what is written reads back as the same value, and only that text does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }), (any) => {
        const value = JSON.parse(JSON.stringify(any)) as JsonValue;
        const text = canonicalJson(value);
        expect(parseCanonicalJson(text)).toEqual(value);
        expect(() => parseCanonicalJson(`${text} `)).toThrow('canonical');
      }),
    );
  });

  test.each([
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '[1, 2]',
    '-0',
    '1.0',
    '1e2',
    '"\\u0041"',
    '"\\ud800"',
    '1e999',
    '',
    'nul',
  ])('refuses %s', (text) => {
    expect(() => parseCanonicalJson(text)).toThrow(expect.objectContaining({ code: 'codec.malformed' }));
  });

  test('a member named __proto__ is a member like any other', () => {
    const text = '{"__proto__":{"a":1}}';
    expect(canonicalJson(parseCanonicalJson(text))).toBe(text);
  });

  test('nesting has a bound, however deep it goes', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(parseCanonicalJson(nested(MAX_JSON_DEPTH + 1))).toBeDefined();
    for (const depth of [MAX_JSON_DEPTH + 2, 100_000]) {
      expect(() => parseCanonicalJson(nested(depth))).toThrow(expect.objectContaining({ code: 'codec.malformed' }));
    }
  });

  test('what is no JSON is refused', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, 1n, () => 0, ['\ud800']]) {
      expect(() => canonicalJson(value as unknown as JsonValue)).toThrow(
        expect.objectContaining({ code: 'codec.malformed' }),
      );
    }
  });
});
