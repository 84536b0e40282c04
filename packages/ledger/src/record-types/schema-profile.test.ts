import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../codec/index.ts';
import { schemaProblem } from './schema-profile.ts';

const doubling = (levels: number): JsonValue => ({
  $defs: Object.fromEntries(
    Array.from({ length: levels }, (_, i) => [
      `d${i}`,
      i === 0 ? { type: 'string' } : { anyOf: [{ $ref: `#/$defs/d${i - 1}` }, { $ref: `#/$defs/d${i - 1}` }] },
    ]),
  ),
  $ref: `#/$defs/d${levels - 1}`,
});

describe('the schema profile', () => {
  test.each<[string, JsonValue]>([
    ['an empty schema', {}],
    ['the dialect', { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }],
    ['several types', { type: ['string', 'null'] }],
    [
      'definitions used twice',
      { $defs: { a: { type: 'string' } }, properties: { x: { $ref: '#/$defs/a' }, y: { $ref: '#/$defs/a' } } },
    ],
    ['booleans as schemas', { properties: { x: true }, additionalProperties: false }],
    ['a property named like a keyword', { properties: { pattern: { type: 'string' }, $ref: { type: 'string' } } }],
    ['a constant that looks like a schema', { const: { pattern: '(a+)+' } }],
    ['some doubling', doubling(7)],
  ])('allows %s', (_, schema) => {
    expect(schemaProblem(schema)).toBeNull();
  });

  test.each<[string, JsonValue, string]>([
    ['no object', true, 'must be an object'],
    ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#' }, '/$schema'],
    ['an unknown keyword', { properties: { x: { contains: {} } } }, '/properties/x/contains: this keyword'],
    ['comparing each item with each other', { uniqueItems: true }, '/uniqueItems: this keyword'],
    ['a keyword misspelt', { requierd: ['x'] }, '/requierd: this keyword'],
    ['a keyword from Object.prototype', { toString: 'x' }, '/toString: this keyword'],
    ['an identifier that moves references', { $id: 'https://example.org/x' }, '/$id: this keyword'],
    ['patternProperties', { patternProperties: { '^a$': {} } }, '/patternProperties'],
    ['a remote reference', { $ref: 'https://example.org/schema' }, '/$ref: must be'],
    ['a reference to the root', { properties: { x: { $ref: '#' } } }, 'must be #/$defs/'],
    ['a reference to nothing', { $ref: '#/$defs/x' }, 'no definition x'],
    [
      'a definition that refers to itself',
      { $defs: { a: { items: { $ref: '#/$defs/a' } } } },
      '/$defs/a: refers to itself',
    ],
    [
      'two that refer to each other',
      { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
      'refers to itself',
    ],
    ['definitions below the root', { properties: { x: { $defs: {} } } }, '/properties/x/$defs: this keyword'],
    ['an unknown type', { type: 'text' }, '/type: has a value'],
    ['a format that would be ignored', { format: 'email' }, '/format: has a value'],
    ['a negative length', { minLength: -1 }, '/minLength: has a value'],
    ['an empty enumeration', { enum: [] }, '/enum: has a value'],
    ['a list of no schemas', { anyOf: [] }, '/anyOf: must be a list'],
    ['a list instead of a schema', { items: [{}] }, '/items: must be an object'],
    ['properties that are no map', { properties: [] }, '/properties: must be an object'],
    ['an unbounded pattern', { pattern: '^(a+)+$' }, '/pattern: repeats with +'],
    ['a property that could poison', JSON.parse('{"properties":{"__proto__":{}}}'), 'cannot have this name'],
    ['doubling that explodes', doubling(12), 'subschemas where 512'],
    ['deep nesting', Array.from({ length: 30 }).reduce<JsonValue>((inner) => ({ items: inner }), {}), 'nested deeper'],
  ])('refuses %s', (_, schema, because) => {
    expect(schemaProblem(schema)).toContain(because);
  });
});
