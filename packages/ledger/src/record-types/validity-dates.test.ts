import { describe, expect, test } from '@jest/globals';
import type { AgencyId, JsonValue } from '../codec/index.ts';
import { diploma } from '../sample/diploma.ts';
import type { RecordType } from '../transaction/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { checkDeclaration, checkRevision } from './check-declaration.ts';
import { validityDates, validityPaths } from './validity-dates.ts';

const agency = '11'.repeat(20) as AgencyId;
const base = diploma({ registry: agency, education: agency, health: agency, welfare: agency, inspectorate: agency });
const [award] = base.sections as [RecordType['sections'][number]];
const until = { type: 'string', format: 'date', 'x-validity': 'until' };
const from = { type: 'string', format: 'date-time', 'x-validity': 'from' };

function typeWith(
  schema: JsonValue,
  changes: Partial<RecordType> = {},
  section: Partial<typeof award> = {},
): RecordType {
  return { ...base, sections: [{ ...award, name: 'licence', schema: canonicalJson(schema), ...section }], ...changes };
}

const licence = typeWith({
  type: 'object',
  properties: {
    class: { type: 'string' },
    term: { type: 'object', properties: { end: until, start: from }, required: ['end', 'start'] },
  },
  required: ['term'],
});
const clear = { visibility: 'public', readAgencies: null, emergency: null, hidden: null } as const;

test('a declaration says which fields hold the dates', () => {
  expect(checkDeclaration(licence)).toEqual({ ok: true });
  expect(validityPaths(licence)).toEqual({ from: '/licence/term/start', until: '/licence/term/end' });
  expect(validityPaths(base)).toEqual({ from: null, until: null });
});

describe('a declaration is refused', () => {
  const object = (
    properties: { readonly [name: string]: JsonValue },
    required: readonly string[] = Object.keys(properties),
  ) => ({ type: 'object', properties, required: [...required] }) as JsonValue;
  test.each<[string, RecordType, string]>([
    ['two that say until', typeWith(object({ a: until, b: until })), 'stands twice'],
    ['a field that may be left out, or hidden', typeWith(object({ a: until }, [])), 'require it'],
    ['a section that may be left out', typeWith(object({ a: until }), {}, { optional: true }), 'require it'],
    ['a part that may be left out', typeWith(object({ p: object({ a: until }) }, [])), 'require it'],
    ['a field that holds no date', typeWith(object({ a: { type: 'string', 'x-validity': 'until' } })), 'format date'],
    ['an item of a list', typeWith(object({ l: { type: 'array', items: until } })), 'plain fields'],
    ['one of several forms', typeWith(object({ l: { anyOf: [until] } })), 'plain fields'],
    ['the root', typeWith(until), 'plain fields'],
    ['another word', typeWith(object({ a: { ...until, 'x-validity': 'sometime' } })), 'not allowed'],
  ])('with the mark on %s', (_, type, message) => {
    expect(checkDeclaration(type)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});

test('a revision of a sealed type marks no field that records may not have; it may take a mark away', () => {
  const revised = (type: RecordType): RecordType => ({ ...type, version: type.version + 1 });
  const unmarked = typeWith({
    type: 'object',
    properties: { end: { type: 'string', format: 'date' } },
    required: ['end'],
  });
  const marked = typeWith({ type: 'object', properties: { end: until }, required: ['end'] });
  expect(checkRevision(unmarked, revised(marked))).toMatchObject({
    ok: false,
    message: expect.stringContaining('x-validity'),
  });
  expect(checkRevision(marked, revised(unmarked))).toEqual({ ok: true });
  expect(checkRevision(marked, revised(marked))).toEqual({ ok: true });
});

describe('the dates of content', () => {
  const dates = (values: { readonly [path: string]: JsonValue }, type = licence) =>
    validityDates(type, (path) => values[path]);

  test('a day is meant for the whole of it, an instant for itself', () => {
    const shown = { '/licence/term/end': '2027-06-30', '/licence/term/start': '2026-01-01T08:00:00+02:00' };
    expect(dates(shown)).toEqual({ fromMs: Date.parse('2026-01-01T06:00:00Z'), untilMs: Date.parse('2027-07-01') });
  });

  test.each<[string, JsonValue | undefined]>([
    ['is not shown', undefined],
    ['is no date', 'for ever'],
    ['is no text', 7],
  ])('are not known when one %s', (_, end) => {
    const shown = {
      '/licence/term/start': '2026-01-01T08:00:00Z',
      ...(end === undefined ? {} : { '/licence/term/end': end }),
    };
    expect(dates(shown)).toBeUndefined();
  });

  test('null has no end; so has, in content in clear, what is not there', () => {
    const open = typeWith({
      type: 'object',
      properties: { end: { type: ['string', 'null'], format: 'date', 'x-validity': 'until' } },
      required: ['end'],
    });
    expect(checkDeclaration(open)).toEqual({ ok: true });
    expect(dates({ '/licence/end': null }, open)).toEqual({ fromMs: null, untilMs: null });
    const inClear = typeWith({ type: 'object', properties: { end: until } }, clear, { readers: [] });
    expect(checkDeclaration(inClear)).toEqual({ ok: true });
    expect(dates({}, inClear)).toEqual({ fromMs: null, untilMs: null });
  });
});
