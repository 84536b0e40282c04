import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publicKeyOf } from '@annals/ledger/crypto';
import { validateContent } from '@annals/ledger/record-types';
import { inEveryOffice, sampleRecordTypes } from '@annals/ledger/sample';
import { agencyIdOf, type RecordType } from '@annals/ledger/transaction';
import { describe, expect, test } from '@jest/globals';
import { BUNDLE } from './bundle.fixture.ts';
import { type Bundle, humanName, readBundle } from './bundle.ts';
import { resourceTypesOf } from './clinical-record.ts';
import { labelOf } from './label.ts';
import { type History, historyOf } from './visits.ts';

const health = agencyIdOf(publicKeyOf(new Uint8Array(32).fill(1)));
const medicalRecord = sampleRecordTypes(inEveryOffice(health)).find(
  ({ name }) => name === 'medical-record',
) as RecordType;

function history(bundle: Bundle): History {
  return historyOf(bundle, (section, type) => resourceTypesOf(medicalRecord, section).has(type));
}

describe('a bundle', () => {
  const bundle = readBundle(BUNDLE);
  const { visits, practitioners, leftOut } = history(bundle);

  test('becomes visits in the order of time, each by who saw the patient', () => {
    expect(visits.map(({ practitioner, purpose }) => [practitioner, purpose])).toEqual([
      ['urn:uuid:ferry', 'treatment'],
      ['urn:uuid:glover', 'emergency-care'],
      ['urn:uuid:ferry', 'treatment'],
    ]);
    expect([...practitioners].sort()).toEqual(['urn:uuid:ferry', 'urn:uuid:glover']);
  });

  test('each resource is a record of its visit, in the order of time, by whoever made it, in its section', () => {
    expect(
      visits.map(({ records }) => records.map((each) => [each.resource.id, each.section, each.practitioner.slice(9)])),
    ).toEqual([
      [
        ['first', 'general', 'ferry'],
        ['jab', 'emergency', 'ferry'],
      ],
      [
        ['second', 'general', 'glover'],
        ['cough', 'general', 'glover'],
        ['asthma', 'emergency', 'ferry'],
        // It names no visit: it came of the last that had begun.
        ['inhaler', 'emergency', 'glover'],
      ],
      [
        ['third', 'general', 'ferry'],
        ['low', 'sensitive', 'ferry'],
        ['smoking', 'sensitive', 'ferry'],
        ['secret', 'sensitive', 'ferry'],
      ],
    ]);
  });

  test('what is no clinical record is left out, and counted', () => {
    expect(Object.fromEntries(leftOut)).toEqual({ Organization: 1, Claim: 1 });
  });

  test('names are the official ones', () => {
    expect(humanName(bundle.patient)).toBe('Bibi Ann Schowalter');
    const ferry = bundle.resolve('Practitioner/ferry');
    expect(ferry && humanName(ferry)).toBe('Cordell Ferry');
    expect(labelOf('Bibi Ann Schowalter')).toBe('bibi-ann-schowalter');
    expect([labelOf('陳美玲'), labelOf('Mägi, Ants'), labelOf('x'.repeat(80)).length]).toEqual([
      'unnamed',
      'ma-gi-ants',
      50,
    ]);
  });
});

test.each([
  ['null', null],
  ['a list', []],
  ['another resource', { resourceType: 'Patient' }],
  ['no entries', { resourceType: 'Bundle' }],
  ['an entry without a resource', { resourceType: 'Bundle', entry: [{}] }],
  ['a resource without a type', { resourceType: 'Bundle', entry: [{ resource: { id: 'x' } }] }],
  ['no patient', { resourceType: 'Bundle', entry: [] }],
  [
    'two patients',
    {
      resourceType: 'Bundle',
      entry: [{ resource: { resourceType: 'Patient' } }, { resource: { resourceType: 'Patient' } }],
    },
  ],
])('%s is no bundle that can be imported', (_, value) => {
  expect(() => readBundle(value)).toThrow(expect.objectContaining({ code: 'fhir.bundle' }));
});

test('a patient with nothing but her name has no visits', () => {
  const bundle = readBundle({ resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Patient' } }] });
  expect(humanName(bundle.patient)).toBeUndefined();
  expect(history(bundle)).toEqual({ visits: [], practitioners: [], leftOut: new Map() });
});

test('resources without any encounter are one visit each', () => {
  const resources = [{ resourceType: 'Patient' }, { resourceType: 'Procedure', id: 'a' }];
  const { visits } = history(
    readBundle({ resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) }),
  );
  expect(visits).toMatchObject([{ practitioner: 'unnamed', records: [{ resource: { id: 'a' }, section: 'general' }] }]);
});

/** Bundles that nobody here wrote, where they are. */
const shared = fileURLToPath(new URL('../../../../../shared/data/fhir/', import.meta.url));
const files = existsSync(shared) ? readdirSync(shared).filter((name) => !name.includes('Information')) : [];
if (files.length === 0) console.warn(`No FHIR bundles in ${shared}; only the fixture is tested.`);

test('every clinical resource of the bundles that are here fits the record type and has a practitioner', () => {
  for (const file of files) {
    const bundle = readBundle(JSON.parse(readFileSync(shared + file, 'utf8')));
    const { visits, leftOut } = history(bundle);
    const records = visits.flatMap((visit) => visit.records);
    for (const { resource, section, practitioner } of records) {
      expect(validateContent(medicalRecord, { [section]: { resources: [resource] } })).toEqual({ ok: true });
      expect(bundle.resolve(practitioner)?.resourceType).toBe('Practitioner');
    }
    const known = bundle.resources.filter(({ resourceType }) => resourceType !== 'Practitioner').length;
    expect(records.length + [...leftOut.values()].reduce((sum, count) => sum + count, 0)).toBe(known);
    expect([...leftOut.keys()].sort()).toEqual(['Claim', 'ExplanationOfBenefit', 'Organization']);
    const times = visits.map(({ timeMs }) => timeMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
});
