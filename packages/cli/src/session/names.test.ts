/** Names of agencies: one that is another's too is told apart, and is not resolved to either. */
import { type AgencyId, formatId } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agencyNamed, distinctNames, shortId, timeText } from './names.ts';

const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [AgencyId, AgencyId, AgencyId];

test('equal names are followed by their ids, also when only their letters differ in case', () => {
  const names = new Map([
    [first, 'Health Service'],
    [second, 'Health  service'],
    [third, 'Land Board'],
  ]);
  expect([...distinctNames(names).values()]).toEqual([
    `Health Service (${shortId('agency', first)})`,
    `Health  service (${shortId('agency', second)})`,
    'Land Board',
  ]);
});

test('a name that two agencies have is not taken for one of them', () => {
  const names = new Map([
    [first, { en: 'Health Service', et: 'Terviseamet' }],
    [second, { en: 'Clinic', et: 'Health service' }],
  ]);
  const refusal = (text: string) => {
    try {
      return agencyNamed(text, names);
    } catch (error) {
      return error;
    }
  };
  expect(refusal('health-service')).toMatchObject({
    code: 'command.usage',
    message: expect.stringContaining(formatId('agency', second)),
  });
  expect(refusal('clinic')).toBe(second);
  expect(refusal('none')).toMatchObject({ code: 'agency.unknown' });
});

test('any time is shown, and one that no calendar has as that (ATTACK date-beyond-calendars)', () => {
  fc.assert(fc.property(fc.double(), (timeMs) => expect(timeText(timeMs)).not.toBe('')));
  expect(timeText(Number.MAX_SAFE_INTEGER)).toBe('a date that no calendar has (9007199254740991)');
  expect(timeText(253_402_300_799_999)).toBe('9999-12-31 23:59:59Z');
});
