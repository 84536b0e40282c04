/**
 * Every point in time that somebody can bring has one bounded shape (`shape.time`), so that whoever shows it finds a
 * day for it. A field whose name ends in `Ms` is a time, or a duration with a bound of its own, and never a bare number.
 */
import { accessEntryShape, genesisShape, headerShape, historyEntryShape, VALUES } from '@annals/ledger/block';
import { type JsonSchema, shape } from '@annals/ledger/codec';
import { presentationShape } from '@annals/ledger/presentation';
import { routes } from '@annals/ledger/rest';
import { PAYLOADS } from '@annals/ledger/transaction';
import { describe, expect, test } from '@jest/globals';
import { isTest, read, typeScriptFiles } from './repository.ts';

/** The paths of all fields that end in `Ms`, with the largest number that each may hold. */
function timesOf(schema: unknown, path: string): readonly { readonly path: string; readonly most: number }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema as JsonSchema).flatMap(([name, inner]) => {
    const here = `${path}/${name}`;
    return [...(name.endsWith('Ms') ? [{ path: here, most: mostOf(inner) }] : []), ...timesOf(inner, here)];
  });
}

/** Infinite where no bound is given. */
function mostOf(schema: unknown): number {
  const { maximum, anyOf } = schema as { readonly maximum?: number; readonly anyOf?: readonly JsonSchema[] };
  if (!anyOf) return maximum ?? Number.POSITIVE_INFINITY;
  return Math.max(...anyOf.filter(({ type }) => type !== 'null').map(mostOf));
}

const named = (shapes: { readonly [name: string]: { readonly jsonSchema: JsonSchema } }) =>
  Object.entries(shapes).map(([name, { jsonSchema }]) => [name, jsonSchema] as const);

describe('no time is beyond what a calendar has', () => {
  test.each([
    ...named(PAYLOADS),
    ...named(VALUES),
    ...named({ header: headerShape, genesis: genesisShape, presentation: presentationShape }),
    ...named({ 'entry of an access log': accessEntryShape, 'entry of a history': historyEntryShape }),
    ...Object.entries(routes).map(([name, { response }]) => [`answer of ${name}`, response.jsonSchema] as const),
  ])('%s', (name, schema) => {
    expect(timesOf(schema, name).filter(({ most }) => most > shape.MAX_TIME_MS)).toEqual([]);
  });

  test('the search finds those that are there', () => {
    expect(timesOf(VALUES.mandates.jsonSchema, 'mandates').map(({ path }) => path.split('/').at(-1))).toContain(
      'untilMs',
    );
    expect(timesOf(shape.struct({ atMs: shape.nullable(shape.uint) }).jsonSchema, 'x')).toEqual([
      { path: 'x/properties/atMs', most: Number.MAX_SAFE_INTEGER },
    ]);
  });

  test('no shape of the sources says otherwise', () => {
    const bare = typeScriptFiles().filter(
      (path) => !isTest(path) && /Ms: *(shape\.nullable\()?shape\.uint\b/.test(read(path)),
    );
    expect(bare).toEqual([]);
  });
});
