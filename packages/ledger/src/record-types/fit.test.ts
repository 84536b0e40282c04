import { expect, test } from '@jest/globals';
import { sampleType } from '../state/record-chain.fixture.ts';
import { fitOfRecord, fitOfSection } from './index.ts';

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
