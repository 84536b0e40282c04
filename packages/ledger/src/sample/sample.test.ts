import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type AgencyId, decodeShape, encodeShape, type JsonValue } from '../codec/index.ts';
import { validateContent } from '../record-types/index.ts';
import { type LocalizedText, MAX_TRANSACTION_BYTES, type RecordType, recordTypeShape } from '../transaction/index.ts';
import { inEveryOffice, sampleRecordTypes } from './index.ts';

const one = '1'.repeat(40) as AgencyId;
const types = sampleRecordTypes(inEveryOffice(one));

/** Every text in several languages that a declaration holds, field names in its schemas included. */
function texts(value: unknown): LocalizedText[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'en' in value && 'et' in value ? [value as LocalizedText] : [];
  return [...own, ...Object.values(value).flatMap(texts)];
}

describe.each(types)('$name', (type: RecordType) => {
  test('is named in English, Traditional Chinese and Estonian throughout', () => {
    const all = texts({ ...type, sections: type.sections.map((one) => ({ ...one, schema: JSON.parse(one.schema) })) });
    const named = [
      type.title,
      ...type.sections.map(({ title }) => title),
      ...type.lifecycle.states.map(({ title }) => title),
    ];
    expect(all).toEqual(expect.arrayContaining(named));
    expect(all.length).toBeGreaterThan(named.length);
    for (const text of all) {
      expect(Object.keys(text).sort()).toEqual(['en', 'et', 'zh-Hant']);
      expect(text['zh-Hant']).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  test('survives its encodings, and fits in a proposal', () => {
    const bytes = encodeShape(recordTypeShape, type);
    expect(bytes.length).toBeLessThan(MAX_TRANSACTION_BYTES - 512);
    expect(decodeShape(recordTypeShape, bytes, MAX_TRANSACTION_BYTES)).toEqual(type);
    expect(recordTypeShape.fromJson(JSON.parse(JSON.stringify(recordTypeShape.toJson(type))))).toEqual(type);
  });
});

const FHIR = new URL('../../../../../shared/data/fhir/', import.meta.url);
const medical = types.find(({ name }) => name === 'medical-record') as RecordType;
const present = existsSync(FHIR);

test('clinical resources of real FHIR bundles are content of a medical record', () => {
  if (!present) {
    console.warn('skipped: ../shared/data/fhir is not beside the project');
    return;
  }
  const clinical = [
    'Immunization',
    'Condition',
    'MedicationRequest',
    'Encounter',
    'CarePlan',
    'Observation',
    'Procedure',
  ];
  const resources = readdirSync(FHIR)
    .filter((name) => /\d\.json$/.test(name))
    .flatMap(
      (name) =>
        (JSON.parse(readFileSync(new URL(name, FHIR), 'utf8')) as { entry: { resource: { resourceType: string } }[] })
          .entry,
    )
    .map(({ resource }) => resource)
    .filter(({ resourceType }) => clinical.includes(resourceType));
  expect(resources.length).toBeGreaterThan(100);
  for (const resource of resources) {
    expect(validateContent(medical, { general: { resources: [resource as JsonValue] } })).toEqual({ ok: true });
  }
});
