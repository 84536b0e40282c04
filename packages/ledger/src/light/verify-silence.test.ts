import { describe, expect, test } from '@jest/globals';
import { readPeriodOf, stateKey } from '../block/index.ts';
import { agencyOf, asAgency, GENESIS_TIME_MS } from '../state/sample-chain.fixture.ts';
import { trustGenesis, verifyReadReport } from './index.ts';
import { CertifiedChain } from './testing/certified-chain.ts';

const parameters = { reportPeriodMs: 10_000 };
const FIRST = readPeriodOf(GENESIS_TIME_MS, parameters);
const agency = agencyOf('hospice');

/** One read in the first period, and nothing reported yet. */
function silentChain() {
  const chain = new CertifiedChain(parameters);
  const letter = chain.issue('ada');
  chain.commit(chain.appointDoctor(), chain.enrol('ada'));
  chain.commit(letter.transaction);
  chain.commit(chain.read(letter.record));
  const report = (period: number, count: number) =>
    chain.commit(chain.signed('access.report', asAgency('hospice'), { period, count }));
  const verify = (period = FIRST, of = agency) => {
    const proven = {
      agency: chain.proveValue(stateKey.agency(of)),
      report: chain.proveValue(stateKey.readReport(of, period)),
    };
    return verifyReadReport(trustGenesis(chain.genesis), { agency: of, period, parameters }, proven);
  };
  return { chain, report, verify };
}

describe('whether an agency has reported its reads', () => {
  test.each([
    [1, 'reported'],
    [0, 'differs'],
  ] as const)('%s where the ledger counted one: %s', (count, standing) => {
    const { chain, report, verify } = silentChain();
    chain.block([], 10_000);
    report(FIRST, count);
    expect(verify()).toMatchObject({ ok: true, standing, report: { count, counted: 1 } });
  });

  test('silence is open until the next period is over, and proven from then on', () => {
    const { chain, verify } = silentChain();
    expect(verify()).toMatchObject({ ok: true, standing: 'open', report: undefined });
    chain.block([], 10_000);
    expect(verify()).toMatchObject({ ok: true, standing: 'open' });
    chain.block([], 10_000);
    expect(verify()).toMatchObject({ ok: true, standing: 'missing', report: undefined });
  });

  test('an agency owes nothing for the time before its admission', () => {
    expect(silentChain().verify(FIRST - 1)).toMatchObject({ ok: true, standing: 'not-member' });
    expect(silentChain().verify(FIRST, agencyOf('nobody'))).toMatchObject({ ok: false, code: 'agency.unknown' });
  });

  test('a node cannot hide a report, nor show the silence of another period', () => {
    const { chain, report } = silentChain();
    chain.block([], 10_000);
    const before = chain.proveValue(stateKey.readReport(agency, FIRST));
    report(FIRST, 0);
    const asked = { agency, period: FIRST, parameters };
    const member = chain.proveValue(stateKey.agency(agency));
    const present = chain.proveValue(stateKey.readReport(agency, FIRST));
    const other = chain.proveValue(stateKey.readReport(agency, FIRST + 1));
    const trusted = trustGenesis(chain.genesis);
    const hidden = { ...present, state: before.state };
    expect(verifyReadReport(trusted, asked, { agency: member, report: hidden })).toMatchObject({ ok: false });
    expect(verifyReadReport(trusted, asked, { agency: member, report: other })).toMatchObject({ ok: false });
    const options = { refuseStale: true };
    expect(verifyReadReport(trusted, asked, { agency: member, report: before }, options)).toMatchObject({
      ok: false,
      code: 'proof.stale',
    });
  });
});
