import { describe, expect, test } from '@jest/globals';
import { MAX_PERIODS_WAITING, readPeriodOf, stateKey } from '../../block/index.ts';
import { officer, RecordChain, subjectOf } from '../record-chain.fixture.ts';
import { agencyOf, asAgency, GENESIS_TIME_MS } from '../sample-chain.fixture.ts';

const DAY_MS = 86_400_000;
const FIRST = readPeriodOf(GENESIS_TIME_MS, { reportPeriodMs: DAY_MS });
const health = agencyOf('health');
const doctor = officer('doctor');

function withRecord() {
  const chain = new RecordChain();
  const record = chain.issue(doctor, 'medical-record', subjectOf('ada', 'health'));
  const read = (sections = ['general']) => chain.run(chain.reading(doctor, [{ record, sections }]));
  const report = (period: number, count: number) => chain.carry('access.report', asAgency('health'), { period, count });
  const reported = (period: number) => chain.state.read(stateKey.readReport(health, period));
  const counts = () => chain.state.read(stateKey.accessCounts(health));
  return { chain, read, report, reported, counts };
}

describe('access.report', () => {
  test('stands beside what the ledger counted, also when it is nothing', () => {
    const { chain, read, report, reported, counts } = withRecord();
    read();
    read();
    read(['no-such-section']);
    chain.block([], DAY_MS);
    report(FIRST, 2);
    expect(reported(FIRST)).toMatchObject({ count: 2, counted: 2, late: false });
    chain.block([], DAY_MS);
    report(FIRST + 1, 0);
    expect(reported(FIRST + 1)).toMatchObject({ count: 0, counted: 0, late: false });
    expect(counts()).toMatchObject({ lastReported: FIRST + 1, mismatches: 0, waiting: [], reads: 2 });
  });

  test.each([1, 3])('a false count shows: %s in place of two', (count) => {
    const { chain, read, report, reported, counts } = withRecord();
    read();
    read();
    chain.block([], DAY_MS);
    report(FIRST, count);
    expect(reported(FIRST)).toMatchObject({ count, counted: 2 });
    expect(counts()).toMatchObject({ mismatches: 1 });
  });

  test('reads of the next period are not counted into the one before', () => {
    const { chain, read, report, reported } = withRecord();
    read();
    chain.block([], DAY_MS);
    read();
    read();
    report(FIRST, 1);
    chain.block([], DAY_MS);
    report(FIRST + 1, 2);
    expect([reported(FIRST), reported(FIRST + 1)]).toEqual([
      expect.objectContaining({ counted: 1 }),
      expect.objectContaining({ counted: 2 }),
    ]);
  });

  test('a gap is a key that is absent, and what comes after it waits until it is filled, late', () => {
    const { chain, report, reported } = withRecord();
    chain.block([], 3 * DAY_MS);
    expect(reported(FIRST)).toBeUndefined();
    chain.refuse('report.order', 'access.report', asAgency('health'), { period: FIRST + 1, count: 0 });
    report(FIRST, 0);
    expect(reported(FIRST)).toMatchObject({ late: true });
    chain.refuse('report.order', 'access.report', asAgency('health'), { period: FIRST, count: 1 });
  });

  test('not before the period is over, not for the time before admission, not by an officer', () => {
    const { chain, report } = withRecord();
    chain.refuse('report.too-early', 'access.report', asAgency('health'), { period: FIRST, count: 0 });
    chain.block([], DAY_MS);
    chain.refuse('report.order', 'access.report', asAgency('health'), { period: FIRST - 1, count: 0 });
    chain.refuse('tx.not-authorised', 'access.report', doctor, { period: FIRST, count: 0 });
    report(FIRST, 0);
    chain.refuse('report.too-early', 'access.report', asAgency('health'), { period: FIRST + 1, count: 0 });
  });

  test('after a long silence the ledger does not claim to know what it has ceased to keep', () => {
    const { chain, read, report, reported, counts } = withRecord();
    for (let day = 0; day <= MAX_PERIODS_WAITING + 1; day++) {
      read();
      chain.block([], DAY_MS);
    }
    report(FIRST, 7);
    expect(reported(FIRST)).toMatchObject({ count: 7, counted: null, late: true });
    expect(counts()).toMatchObject({ mismatches: 0 });
    report(FIRST + 1, 1);
    report(FIRST + 2, 1);
    expect(reported(FIRST + 2)).toMatchObject({ counted: 1 });
  });
});
