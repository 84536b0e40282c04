/** No declared type makes the checking of content cost more than its size allows, whatever the schema multiplies. */
import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '../codec/index.ts';
import { sampleType } from '../state/record-chain.fixture.ts';
import { MAX_PUBLIC_CONTENT_LENGTH, MAX_SCHEMA_BYTES, type RecordType } from '../transaction/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { checkDeclaration } from './check-declaration.ts';
import { allowedSteps, StepCounter } from './check-steps.ts';
import { validateContent, validatePublicText } from './content.ts';
import { patternProblem, patternSteps } from './pattern.ts';
import { schemaProblem } from './schema-profile.ts';

const rules = sampleType('programme-rules');

function typeWith(schema: JsonValue): RecordType {
  const [section] = rules.sections;
  return { ...rules, sections: [{ ...section, name: 's', schema: canonicalJson(schema) }] } as RecordType;
}

const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const definitions = (schema: JsonValue, count: number): JsonValue => ({
  $defs: { a: schema },
  items: { allOf: many(count, () => ({ $ref: '#/$defs/a' })) },
});
/** As many values as a public record has room for. */
const full = (item: JsonValue): JsonValue => {
  const count = Math.floor((MAX_PUBLIC_CONTENT_LENGTH - 20) / (canonicalJson(item).length + 1));
  return many(count, () => item);
};
const keys = Object.fromEntries(many(1_900, (i) => [i.toString(36), 0]));

describe('ATTACK costly-type', () => {
  test.each<[string, JsonValue, JsonValue]>([
    ['each item of a list is held to hundreds of subschemas', definitions({ type: 'number' }, 200), full(0)],
    ['none of hundreds of alternatives fits', { items: { anyOf: many(400, () => ({ minimum: 1 })) } }, full(0)],
    ['each name is held to hundreds', { propertyNames: { allOf: many(400, () => ({ minLength: 1 })) } }, keys],
    [
      'all members are gone through again and again',
      { allOf: many(240, () => ({ additionalProperties: true })) },
      keys,
    ],
    ['they are counted only', { allOf: many(340, () => ({ maxProperties: 5_000 })) }, keys],
    [
      'one long text is held to hundreds of patterns',
      { allOf: many(150, (i) => ({ pattern: `^[ab]{0,20}[ab]{0,20}[ab]{0,20}${i}$` })) },
      'ab'.repeat(7_000),
    ],
    [
      'many texts to one pattern of many ways',
      { items: { pattern: '^[ab]{0,20}[ab]{0,20}[ab]{0,20}c$' } },
      full('ab'.repeat(15)),
    ],
    ['a list of values is looked through for each item', { items: { enum: many(1_600, (i) => i) } }, full(-1)],
    ['names that are required are missing', { items: { required: many(1_500, (i) => i.toString(36)) } }, full({})],
    [
      'alternatives in alternatives',
      many(4, () => 0).reduce<JsonValue>((inner) => ({ anyOf: [inner, inner, inner] }), { items: { type: 'null' } }),
      full(0),
    ],
    ['numbers of a thousand digits are divided', { items: { multipleOf: 5e-324 } }, full(1e300)],
  ])('%s: allowed to declare, and no content may cost so much', (_, schema, value) => {
    const type = typeWith(schema);
    expect(schemaProblem(schema)).toBeNull();
    expect(checkDeclaration(type)).toEqual({ ok: true });
    const text = canonicalJson({ s: value });
    expect(text.length).toBeLessThanOrEqual(MAX_PUBLIC_CONTENT_LENGTH);
    expect(validatePublicText(type, text)).toEqual({
      ok: false,
      code: 'record.too-complex',
      path: '/s',
      message: expect.stringContaining('steps'),
    });
    // A client says the same before it sends anything.
    expect(validateContent(type, { s: value })).toMatchObject({ code: 'record.too-complex' });
  });

  test('finding out takes no more steps than are allowed, and a few', () => {
    const counter = new StepCounter(definitions({ type: 'number' }, 400));
    const most = allowedSteps(15_000);
    const steps = counter.steps(full(0), most);
    expect(steps).toBeGreaterThan(most);
    expect(steps).toBeLessThan(most + 10_000);
  });

  test('what the sample types hold in clear has room to spare', () => {
    const value = {
      name: { 'zh-Hant': '兒童津貼', en: 'Child allowance', et: 'Lapsetoetus' },
      legalBasis: '§ 17',
      eligibility: { et: 'Iga laps', en: 'Every child', 'zh-Hant': '每名兒童' },
      amount: 8_000,
      currency: 'EUR',
      inForceFrom: '2026-01-01',
    };
    const [section] = rules.sections;
    const counter = new StepCounter(JSON.parse(section?.schema ?? '') as JsonValue);
    const characters = canonicalJson(value).length;
    expect(counter.steps(value)).toBeLessThan(allowedSteps(characters) / 4);
  });

  test('a list of plain objects may be as long as a record', () => {
    const text = { type: 'string', minLength: 1, maxLength: 100 };
    const schema = {
      items: {
        type: 'object',
        properties: { name: text, code: { type: 'string', pattern: '^[A-Z]{2}[0-9]{4}$' }, day: { format: 'date' } },
        required: ['name', 'code', 'day'],
        additionalProperties: false,
      },
    };
    const value = full({ code: 'AB1234', day: '2026-01-01', name: 'Somebody' });
    expect(validateContent(typeWith(schema), { s: value })).toEqual({ ok: true });
  });
});

describe('ATTACK costly-type: patterns', () => {
  test.each([
    ['^[ab]{0,20}[ab]{0,20}(?:[ab]{256}){200}$', 'after many ways, a long fixed part'],
    ['^(?:(?:a{256}){256}){256}$', 'repetitions in repetitions'],
    [`^(?:[ab]{0,98}){0,1}[${'a-b'.repeat(70)}]{0,98}$`, 'classes of many ranges'],
  ])('%s is refused: %s', (pattern) => {
    expect(patternProblem(pattern)).toContain('steps');
  });

  test('a text of a few characters costs little, however much the pattern allows', () => {
    const language = '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$';
    expect(patternSteps(language, 2)).toBeLessThan(10);
    expect(patternSteps(language, Number.POSITIVE_INFINITY)).toBeGreaterThan(100);
    for (const [short, long] of [
      [2, 3],
      [7, 8],
      [20, 40],
    ] as const) {
      expect(patternSteps(language, short)).toBeLessThanOrEqual(patternSteps(language, long));
    }
  });
});

test('what makes a schema costly has room in one', () => {
  expect(canonicalJson({ allOf: many(400, () => ({ minLength: 1 })) }).length).toBeLessThan(MAX_SCHEMA_BYTES);
});
