import { expect, test } from '@jest/globals';
import { sampleType } from '../state/record-chain.fixture.ts';
import { fitOfFields, fitOfRecord, fitOfSection } from './index.ts';

const diploma = sampleType('diploma');
const award = {
  holder: 'Liis Tamm',
  institution: 'University of Tartu',
  qualification: 'MSc',
  field: 'Law',
  level: 7,
  awardedOn: '2026-06-20',
};

test('content of the type fits', () => {
  expect(fitOfRecord(diploma, { award })).toEqual({ fits: true });
  expect(fitOfSection(diploma, 'award', award)).toEqual({ fits: true });
});

// ATTACK empty-content
test.each([
  ['nothing in a section', { award: {} }, '/award'],
  ['no section at all', {}, '/award'],
  ['a value of another kind', { award: { ...award, level: 'seven' } }, '/award/level'],
  ['a member that the schema does not have', { award: { ...award, madeUp: ['<script>'] } }, '/award'],
  ['a section that the type does not have', { award, dental: {} }, '/dental'],
  ['a section that is no map', { award: null }, '/award'],
])('%s does not fit, and it is said where', (_, sections, path) => {
  const fit = fitOfRecord(diploma, sections as never);
  expect(fit).toEqual({ fits: false, reasons: [{ path: expect.stringContaining(path), message: expect.any(String) }] });
});

// ATTACK empty-content
test.each([
  ['of the right kind', '/award/level', 7, true],
  ['of another kind', '/award/level', 'seven', false],
  ['that the schema does not have', '/award/madeUp', 1, false],
  ['of a section that the type does not have', '/dental/x', 1, false],
  ['that is a whole section with nothing in it', '/award', {}, false],
])('a field %s, shown alone', (_, path, value, fits) => {
  const fit = fitOfFields(diploma, [{ path, value: value as never }]);
  expect(fit.fits).toBe(fits);
});

test('a field behind a reference, in a list, or where anything may stand', () => {
  const schema = JSON.stringify({
    $defs: { code: { type: 'string', maxLength: 3 } },
    type: 'object',
    properties: {
      codes: { type: 'array', items: { $ref: '#/$defs/code' } },
      pair: { type: 'array', prefixItems: [{ type: 'integer' }], items: { type: 'boolean' } },
      either: { anyOf: [{ type: 'object' }, { type: 'string' }] },
      'a/b': { type: 'null' },
    },
    additionalProperties: { type: 'number' },
  });
  const [section] = diploma.sections;
  const type = { ...diploma, sections: [{ ...section, schema }] } as typeof diploma;
  const fits = (path: string, value: unknown) =>
    fitOfFields(type, [{ path: `/award${path}`, value: value as never }]).fits;
  expect([fits('/codes/4', 'J45'), fits('/codes/4', 'J45.0')]).toEqual([true, false]);
  expect([fits('/pair/0', 1), fits('/pair/0', true), fits('/pair/1', true)]).toEqual([true, false, true]);
  expect(fits('/either/whatever/it/is', 1)).toBe(true);
  expect([fits('/a~1b', null), fits('/a~1b', 1)]).toEqual([true, false]);
  expect([fits('/other', 1), fits('/other', 'x')]).toEqual([true, false]);
});
