/** The route table is sound, and URLs are read back as they were written. */
import { describe, expect, test } from '@jest/globals';
import { shape } from '../codec/index.ts';
import { CATALOGUE } from '../errors/index.ts';
import { type AnyRoute, COMMON_ERRORS, readUrlFields, routes } from './index.ts';

const all = Object.values(routes) as readonly AnyRoute[];
const propertiesOf = (schema: object): string[] => Object.keys((schema as { properties?: object }).properties ?? {});

describe('every route', () => {
  test.each(all.map((route) => [route.name, route] as const))('%s', (_name, route) => {
    expect(propertiesOf(route.params.jsonSchema)).toEqual(
      [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    );
    expect(route.path).toMatch(/^\/v1\/[a-z-]+(\/[a-z-]+|\/\{\w+\})*$/);
    expect([...COMMON_ERRORS, ...route.errors].filter((code) => !Object.hasOwn(CATALOGUE, code))).toEqual([]);
    expect(route.errors.includes('auth.required')).toBe(route.access === 'key-possession');
    expect(route.summary).toMatch(/^[A-Z]/);
  });

  test('has a name and a place of its own', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
  });
});

describe('fields of a URL', () => {
  const fields = shape.struct({
    limit: shape.nullable(shape.integer(1, 10)),
    name: shape.nullable(shape.text(5)),
    all: shape.nullable(shape.boolean),
    id: shape.nullable(shape.id('record')),
  });
  const none = { limit: null, name: null, all: null, id: null };

  test('are read by their shapes', () => {
    expect(readUrlFields(fields, {})).toEqual(none);
    expect(readUrlFields(fields, { limit: '7', name: '7', all: 'true' })).toEqual({
      ...none,
      limit: 7,
      name: '7',
      all: true,
    });
  });

  test.each([
    [{ limit: '' }],
    [{ limit: '07' }],
    [{ limit: '+7' }],
    [{ limit: '7.0' }],
    [{ limit: '0x7' }],
    [{ limit: '-0' }],
    [{ limit: '11' }],
    [{ limit: '99999999999999999' }],
    [{ all: 'yes' }],
    [{ all: '1' }],
    [{ name: '' }],
    [{ name: 'longer' }],
    [{ other: '1' }],
    [{ constructor: '1' }],
  ])('%j is refused', (given) => {
    expect(() => readUrlFields(fields, given as never)).toThrow(expect.objectContaining({ code: 'codec.shape' }));
  });

  test('a mistyped id says so', () => {
    expect(() => readUrlFields(fields, { id: 'rec1x' })).toThrow(expect.objectContaining({ code: 'codec.identifier' }));
  });
});
