import { publicKeyOf } from '@annals/ledger/crypto';
import { validateContent } from '@annals/ledger/record-types';
import { inEveryOffice, sampleRecordTypes } from '@annals/ledger/sample';
import { agencyIdOf, type RecordType } from '@annals/ledger/transaction';
import { expect, test } from '@jest/globals';
import { DEVNET_AGENCIES } from '../devnet/agencies.ts';
import { CITIZENS } from './citizens.ts';
import { birthCertificateOf, checkUpOf, decisionOf, diplomaOf, vaccinationOf } from './contents.ts';
import { dueOf, monthAt } from './months.ts';
import { SeededRandom } from './random.ts';

const agency = agencyIdOf(publicKeyOf(new Uint8Array(32).fill(1)));
const types = sampleRecordTypes(inEveryOffice(agency));
const typeOf = (name: string) => types.find((type) => type.name === name) as RecordType;

test('what the citizens are issued fits the record types', () => {
  const random = new SeededRandom(1);
  for (const [index, citizen] of CITIZENS.entries()) {
    const contents = [
      ['birth-certificate', birthCertificateOf(citizen, index)],
      ['diploma', diplomaOf(citizen, random)],
      ['medical-record', checkUpOf('2026-05-01', random, true)],
      ['medical-record', vaccinationOf('2026-05-01')],
      ['welfare-decision', decisionOf('Pension', 100, '2026-05', '2026-06', '2026-04-15')],
    ] as const;
    for (const [type, content] of contents) expect(validateContent(typeOf(type), content)).toEqual({ ok: true });
  }
});

test('the population is the same each time, in three languages, and each wallet has its own name', () => {
  const draw = () => {
    const random = new SeededRandom(7);
    return [
      random.shuffled(CITIZENS.map(({ label }) => label)),
      checkUpOf('2026-05-01', random, true),
      random.integer(1_000),
    ];
  };
  expect(draw()).toEqual(draw());
  expect(new Set(CITIZENS.map(({ label }) => label)).size).toBe(CITIZENS.length);
  for (const { name } of [...CITIZENS, ...DEVNET_AGENCIES]) expect(Object.keys(name)).toEqual(['en', 'zh-Hant', 'et']);
});

test('a draw stays in its bounds and reaches both ends', () => {
  const random = new SeededRandom(3);
  const draws = Array.from({ length: 500 }, () => random.integer(4));
  expect([...new Set(draws)].sort()).toEqual([0, 1, 2, 3]);
  expect([...random.shuffled([1, 2, 3, 4])].sort()).toEqual([1, 2, 3, 4]);
});

test('months follow each other over the year', () => {
  const inDecember = Date.UTC(2026, 11, 31, 23);
  expect([-12, -1, 0, 1, 13].map((offset) => monthAt(inDecember, offset))).toEqual([
    '2025-12',
    '2026-11',
    '2026-12',
    '2027-01',
    '2028-01',
  ]);
  expect(dueOf('2027-01')).toBe(Date.UTC(2027, 0, 20));
});
