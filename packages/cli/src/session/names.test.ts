/** Names of agencies: one that is another's too is told apart, and is not resolved to either. */
import { type AgencyId, formatId } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { testHome } from '../environment.fixture.ts';
import { processEnvironment } from '../environment.ts';
import { distinctNames, resolveAgency, shortId, timeText } from './names.ts';
import { Session } from './session.ts';

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

test('a name that two agencies have is not taken for one of them', async () => {
  const home = testHome();
  const agency = (id: AgencyId, en: string, et: string) => ({
    id: formatId('agency', id),
    value: {
      key: `02${'ab'.repeat(32)}`,
      name: { en, et },
      issuesIdentities: false,
      quota: 1,
      roles: [],
      status: 'active',
      admittedMs: 1,
      validatorKeys: [],
    },
  });
  const items = [agency(first, 'Health Service', 'Terviseamet'), agency(second, 'Clinic', 'Health service')];
  const environment = {
    ...processEnvironment(),
    variables: {},
    fetch: (async () => Response.json({ items, next: null })) as unknown as typeof fetch,
  };
  const session = new Session(environment, { json: false, home: home.folder, node: ['http://127.0.0.1:1'] });
  await expect(resolveAgency(session, 'health-service')).rejects.toMatchObject({
    code: 'command.usage',
    message: expect.stringContaining(formatId('agency', second)),
  });
  await expect(resolveAgency(session, 'clinic')).resolves.toBe(second);
  await expect(resolveAgency(session, 'none')).rejects.toMatchObject({ code: 'agency.unknown' });
  home.remove();
});

test('any time is shown, and one that no calendar has as that (ATTACK date-beyond-calendars)', () => {
  fc.assert(fc.property(fc.double(), (timeMs) => expect(timeText(timeMs)).not.toBe('')));
  expect(timeText(Number.MAX_SAFE_INTEGER)).toBe('a date that no calendar has (9007199254740991)');
  expect(timeText(253_402_300_799_999)).toBe('9999-12-31 23:59:59Z');
});
