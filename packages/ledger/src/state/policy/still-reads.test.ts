/** What ends a granted read before its lease does (ATTACK dismissed-officer). */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type AccessEntry, decodeAccessEntry, stateKey } from '../../block/index.ts';
import type { AgencyId } from '../../codec/index.ts';
import { sign } from '../../crypto/index.ts';
import { officerIdOf, type PayloadOf, rotationDigest, type Transaction } from '../../transaction/index.ts';
import { officer, RecordChain, SAMPLE_AGENCIES, subjectOf } from '../record-chain.fixture.ts';
import { asAgency, keyOf, type Signer, secretOf } from '../sample-chain.fixture.ts';
import { rolesOfReader, stillReads } from './still-reads.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const { health } = SAMPLE_AGENCIES;
const HOUR = 3_600_000;
const asAda: Signer = { key: 'ada/health', agency: null };
const asBob: Signer = { key: 'bob/health', agency: null };

let chain: RecordChain;
let record: ReturnType<RecordChain['issue']>;
beforeEach(() => {
  chain = new RecordChain();
  record = chain.issue(officer('doctor'), 'medical-record', ada);
});

const agencyNow = () =>
  chain.state.read(stateKey.agency(health)) as NonNullable<ReturnType<typeof chain.state.read<'agency'>>>;

/** A read that was granted, and whether it still holds. */
function granted(by: Signer, changes: Parameters<RecordChain['reading']>[2] = {}, sections = ['general']) {
  const reading: Transaction = chain.reading(by, [{ record, sections }], changes);
  expect(chain.run(reading).code).toBe('ok');
  const log = chain.state.logs.get(`access/${ada}`) ?? [];
  const entry: AccessEntry = decodeAccessEntry(log.at(-1) as Uint8Array);
  const payload = reading.payload as PayloadOf<'access.read'>;
  const holds = (timeMs = chain.timeMs) => stillReads(chain.state, payload, entry, ada, timeMs);
  expect(holds()).toBe(true);
  return holds;
}

describe('an officer reads no more', () => {
  test('once she is dismissed, or her term is over', () => {
    const holds = granted(officer('doctor'));
    const id = officerIdOf(health, keyOf('doctor'));
    const { untilMs = 0 } = chain.state.read(stateKey.officer(id)) ?? {};
    expect(holds(untilMs - 1)).toBe(true);
    expect(holds(untilMs)).toBe(false);
    chain.carry('officer.dismiss', asAgency('health'), { officer: id });
    expect(holds()).toBe(false);
    // Appointed again, she is who she was.
    const again = { key: keyOf('doctor'), roles: ['doctor'], untilMs: chain.timeMs + HOUR };
    chain.carry('officer.appoint', asAgency('health'), again);
    expect(holds()).toBe(true);
  });

  test('once she is appointed anew with another role, which does not read this', () => {
    const holds = granted(officer('doctor'), {}, ['sensitive']);
    chain.carry('officer.dismiss', asAgency('health'), { officer: officerIdOf(health, keyOf('doctor')) });
    const again = { key: keyOf('doctor'), roles: ['nurse'], untilMs: chain.timeMs + HOUR };
    chain.carry('officer.appoint', asAgency('health'), again);
    expect(holds()).toBe(false);
  });

  test.each<[string, () => void]>([
    ['is suspended', () => chain.install(stateKey.agency(health), { ...agencyNow(), status: 'suspended' })],
    ['loses the role', () => chain.install(stateKey.agency(health), { ...agencyNow(), roles: ['nurse', 'paramedic'] })],
  ])('once her agency %s', (_, happens) => {
    const holds = granted(officer('doctor'));
    happens();
    expect(holds()).toBe(false);
  });

  test('in an emergency, once her agency loses the role for it', () => {
    const holds = granted(officer('paramedic'), { purpose: 'emergency-care', emergency: 'unconscious' }, ['sensitive']);
    chain.install(stateKey.agency(health), { ...agencyNow(), roles: ['doctor'] });
    expect(holds()).toBe(false);
  });

  test('in secret, by the roles that are left', () => {
    const signer = keyOf('case-worker');
    const roles = (agency: AgencyId | null) => rolesOfReader(chain.state, { agency, signer }, chain.timeMs);
    expect(roles(SAMPLE_AGENCIES.welfare)).toEqual(['case-worker']);
    expect(roles(health)).toBeUndefined();
    expect(roles(null)).toBeUndefined();
  });
});

describe('a person reads no more', () => {
  test('with a key that she has replaced', () => {
    const holds = granted(asAda, { subject: ada, purpose: 'own-access' });
    const proof = sign(rotationDigest(chain.state.chain, ada, keyOf('ada/health')), secretOf('ada/new'));
    chain.carry('person.rotate-key', asAda, { subject: ada, key: keyOf('ada/new'), proof });
    expect(holds()).toBe(false);
  });

  test('for another, once the mandate is revoked or over', () => {
    const untilMs = chain.timeMs + HOUR;
    const terms = { representative: bob, kind: 'representative', fromMs: 0, untilMs } as const;
    chain.carry('mandate.grant', asAda, { subject: ada, ...terms });
    const [mandate] = chain.state.read(stateKey.mandates(ada)) ?? [];
    if (!mandate) throw new Error('the mandate is kept');
    chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate: mandate.id });
    const holds = granted(asBob, { subject: bob, purpose: 'care' });
    expect(holds(untilMs - 1)).toBe(true);
    expect(holds(untilMs)).toBe(false);
    chain.carry('mandate.revoke', asAda, { subject: ada, represented: null, mandate: mandate.id });
    expect(holds()).toBe(false);
  });
});
