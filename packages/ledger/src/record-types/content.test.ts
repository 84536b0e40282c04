import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AgencyId, JsonValue } from '../codec/index.ts';
import { inEveryOffice, sampleRecordTypes } from '../sample/index.ts';
import type { RecordType } from '../transaction/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { type SectionContents, validateContent, validatePublicText } from './content.ts';
import { schemaProblem } from './schema-profile.ts';

const one = '1'.repeat(40) as AgencyId;
const types = sampleRecordTypes(inEveryOffice(one));
const typeNamed = (name: string) => types.find((type) => type.name === name) as RecordType;
const birth = typeNamed('birth-certificate');

const identity = {
  givenNames: 'Mari',
  familyName: 'Tamm',
  dateOfBirth: '2020-02-29',
  placeOfBirth: 'Tartu',
  sex: 'female',
  registrationNumber: 'T-2020-117',
};

test('content that fits', () => {
  expect(validateContent(birth, { identity })).toEqual({ ok: true });
  const parents = { parents: [{ givenNames: '美玲', familyName: '陳' }] };
  expect(validateContent(birth, { identity, parents })).toEqual({ ok: true });
});

test.each<[string, SectionContents, string, string]>([
  ['a section is missing', { parents: { parents: [] } }, 'record.sections', '/identity'],
  ['a section is not declared', { identity, religion: {} }, 'record.sections', '/religion'],
  ['no section at all', {}, 'record.sections', ''],
  [
    'a day that does not exist',
    { identity: { ...identity, dateOfBirth: '2021-02-29' } },
    'record.content',
    '/identity/dateOfBirth',
  ],
  ['a field is empty', { identity: { ...identity, givenNames: '' } }, 'record.content', '/identity/givenNames'],
  ['a field is not one of those listed', { identity: { ...identity, sex: 'f' } }, 'record.content', '/identity/sex'],
  ['a field is unknown', { identity: { ...identity, religion: '-' } }, 'record.content', '/identity/religion'],
  ['a field is missing', { identity: { givenNames: 'Mari' } }, 'record.content', '/identity'],
  [
    'a value far inside',
    { identity, parents: { parents: [{ givenNames: 1, familyName: 'x' }] } },
    'record.content',
    '/parents/parents/0/givenNames',
  ],
  ['it is no JSON', { identity: { ...identity, sex: Number.NaN } }, 'record.content', '/identity'],
])('content is refused at the place where it fails: %s', (_, content, code, path) => {
  expect(validateContent(birth, content)).toEqual({ ok: false, code, path, message: expect.any(String) });
});

test('a medical record takes FHIR resources of the kinds that its section holds', () => {
  const medical = typeNamed('medical-record');
  const section = (resourceType: string): JsonValue => ({
    resources: [{ resourceType, id: 'a-1', status: 'completed', doses: 0.5 }],
  });
  expect(validateContent(medical, { general: section('Immunization'), sensitive: section('CarePlan') })).toEqual({
    ok: true,
  });
  expect(validateContent(medical, { emergency: section('Encounter') })).toMatchObject({
    code: 'record.content',
    path: '/emergency/resources/0/resourceType',
  });
});

test('public content is the canonical text and fits the schema', () => {
  const rules = typeNamed('programme-rules');
  const content = {
    rules: {
      name: { 'zh-Hant': '兒童津貼' },
      legalBasis: '§ 17',
      eligibility: { et: 'Iga laps' },
      amount: 8_000,
      currency: 'EUR',
      inForceFrom: '2026-01-01',
    },
  };
  expect(validatePublicText(rules, canonicalJson(content))).toEqual({ ok: true });
  expect(validatePublicText(rules, JSON.stringify(content))).toMatchObject({ code: 'record.content', path: '' });
  const unnamed = { rules: { ...content.rules, name: { 'not a language': 'x' } } };
  expect(validatePublicText(rules, canonicalJson(unnamed))).toMatchObject({ code: 'record.content' });
});

describe('whatever the content, there is a verdict', () => {
  test.each(types)('$name', (type) => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...type.sections.map(({ name }) => name)), fc.jsonValue()),
        (content) => {
          const verdict = validateContent(type, content as SectionContents);
          expect(verdict.ok === false && verdict.message.length > 0).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test.each<[string, readonly { readonly [language: string]: string }[]]>([
  ['Indonesian, whose code is id, twice the same', [{ id: 'Nama' }, { id: 'Nama' }]],
  ['an Indonesian title that is no address', [{ id: 'http://[' }, {}]],
  ['what looks like a reference or an anchor', [{ $ref: 'http://[' }, { $anchor: '%' }]],
])('titles in any language are no part of what is checked: %s', (_, [first = {}, second = {}]) => {
  const text = { type: 'string', maxLength: 4 };
  const schema = {
    $defs: { name: { ...text, 'x-titles': first } },
    properties: { a: { $ref: '#/$defs/name' }, 'x-titles': { ...text, 'x-titles': first }, z: { items: { ...text } } },
    anyOf: [{ 'x-titles': second }, { title: 'x', properties: { z: { items: { 'x-titles': second } } } }],
    required: ['x-titles'],
  };
  expect(schemaProblem(schema)).toBeNull();
  const [section] = birth.sections;
  const type = { ...birth, sections: [{ ...section, name: 's', schema: canonicalJson(schema) }] } as RecordType;
  expect(validateContent(type, { s: { a: 'four', 'x-titles': 'four' } })).toEqual({ ok: true });
  expect(validateContent(type, { s: { a: 'longer', 'x-titles': '' } })).toMatchObject({ path: '/s/a' });
  expect(validateContent(type, { s: { a: '' } })).toMatchObject({ code: 'record.content' });
});
