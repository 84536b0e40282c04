import { idFromBytes } from '@annals/ledger/codec';
import { inEveryOffice, sampleRecordTypes } from '@annals/ledger/sample';
import { expect, test } from '@jest/globals';
import { fieldTitles } from './field-titles.ts';

const agency = idFromBytes('agency', new Uint8Array(20));
const types = sampleRecordTypes(inEveryOffice(agency));

test('fields have the titles of their type, also those of items in a list', () => {
  expect(Object.fromEntries(fieldTitles(types, 'et', 'diploma', 'results'))).toEqual({
    courses: 'Õppeained',
    name: 'Õppeaine',
    credits: 'Ainepunktid',
    grade: 'Hinne',
  });
  expect(fieldTitles(types, 'en', 'birth-certificate', 'identity').get('familyName')).toBe('Family name');
});

test('what is not declared has none', () => expect(fieldTitles(types, 'en', 'no-type', 'x').size).toBe(0));
