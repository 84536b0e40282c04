import { describe, expect, test } from '@jest/globals';
import { stateKey } from '../block/index.ts';
import type { OfficerId, SubjectId } from '../codec/index.ts';
import { sign } from '../crypto/index.ts';
import { officerIdOf, rotationDigest, subjectIdOf } from '../transaction/index.ts';
import { MemoryState } from './memory-state.ts';
import {
  agencyOf,
  asAgency,
  GENESIS_TIME_MS,
  keyOf,
  SampleChain,
  sampleGenesis,
  secretOf,
} from './sample-chain.fixture.ts';

const HOUR_MS = 3_600_000;
const untilMs = GENESIS_TIME_MS + HOUR_MS;
const officerOf = (agency: string, key: string): OfficerId => officerIdOf(agencyOf(agency), keyOf(key));

function withRegistrar(): SampleChain {
  const chain = new SampleChain(['ada', 'bea']);
  expect(chain.submit('officer.appoint', asAgency('ada'), { key: keyOf('rita'), roles: ['registrar'], untilMs })).toBe(
    'ok',
  );
  return chain;
}

describe('officers', () => {
  test('act until their term ends, by block time', () => {
    const chain = withRegistrar();
    const enrol = (person: string) =>
      chain.submit('person.enrol', { key: 'rita', agency: 'ada' }, chain.enrolment(person, 'civil', 'ada'));
    expect(enrol('p1')).toBe('ok');
    chain.block([], untilMs - 1 - chain.timeMs - 1_000);
    expect(enrol('p2')).toBe('ok');
    expect(chain.timeMs).toBe(untilMs - 1);
    expect(enrol('p3')).toBe('officer.expired');
    // Only then can she be appointed again.
    expect(
      chain.submit('officer.appoint', asAgency('ada'), {
        key: keyOf('rita'),
        roles: ['registrar'],
        untilMs: untilMs + HOUR_MS,
      }),
    ).toBe('ok');
    expect(enrol('p3')).toBe('ok');
  });

  test('are dismissed at once, by their own agency', () => {
    const chain = withRegistrar();
    const officer = officerOf('ada', 'rita');
    expect(chain.submit('officer.dismiss', asAgency('bea'), { officer })).toBe('tx.not-authorised');
    expect(chain.submit('officer.dismiss', asAgency('ada'), { officer })).toBe('ok');
    expect(chain.submit('officer.dismiss', asAgency('ada'), { officer })).toBe('officer.unknown');
    expect(chain.submit('person.enrol', { key: 'rita', agency: 'ada' }, chain.enrolment('p1', 'civil', 'ada'))).toBe(
      'tx.signer-unknown',
    );
  });

  test('act for the agency that appointed them, and cannot appoint others', () => {
    const chain = withRegistrar();
    const rita = { key: 'rita', agency: 'ada' };
    expect(chain.submit('person.enrol', { key: 'rita', agency: 'bea' }, chain.enrolment('p1', 'civil', 'bea'))).toBe(
      'tx.signer-unknown',
    );
    expect(chain.submit('officer.appoint', rita, { key: keyOf('x'), roles: ['registrar'], untilMs })).toBe(
      'tx.not-authorised',
    );
  });

  test.each([
    ['in the past', GENESIS_TIME_MS, ['doctor'], 'officer.bad-term'],
    ['too long', GENESIS_TIME_MS + 100 * 366 * 24 * HOUR_MS, ['doctor'], 'officer.bad-term'],
    ['with a role twice', untilMs, ['a', 'a'], 'codec.shape'],
  ])('an appointment %s is refused', (_, until, roles, code) => {
    const chain = new SampleChain(['ada']);
    expect(chain.submit('officer.appoint', asAgency('ada'), { key: keyOf('x'), roles, untilMs: until })).toBe(code);
  });

  test('a present appointment cannot be replaced unseen', () => {
    const chain = withRegistrar();
    const again = { key: keyOf('rita'), roles: ['doctor'], untilMs };
    expect(chain.submit('officer.appoint', asAgency('ada'), again)).toBe('officer.exists');
    expect(chain.submit('officer.appoint', asAgency('bea'), again)).toBe('ok');
  });
});

describe('persons', () => {
  test('are enrolled once in a sector, under a pseudonym of each', () => {
    const chain = withRegistrar();
    const enrol = (sector: string) =>
      chain.submit('person.enrol', asAgency('ada'), chain.enrolment('p1', sector, 'ada'));
    expect([enrol('civil'), enrol('health'), enrol('civil')]).toEqual(['ok', 'ok', 'person.exists']);
    const [civil, health] = ['civil', 'health'].map((sector) =>
      chain.state.read(stateKey.subject(subjectIdOf(sector, keyOf('p1')))),
    );
    expect(civil).toMatchObject({ sector: 'civil', key: keyOf('p1'), status: 'active', agency: agencyOf('ada') });
    expect(health).toMatchObject({ sector: 'health' });
  });

  test('only by an agency that issues identities, and only by its registrars', () => {
    const genesis = sampleGenesis(['ada', 'bea']);
    const agencies = genesis.agencies.map((agency, i) => ({ ...agency, issuesIdentities: i === 0 }));
    const chain = new SampleChain(['ada', 'bea']);
    Object.assign(chain, { state: new MemoryState({ ...genesis, agencies }) });
    expect(chain.submit('person.enrol', asAgency('bea'), chain.enrolment('p1', 'civil', 'bea'))).toBe(
      'tx.not-authorised',
    );
    chain.submit('officer.appoint', asAgency('ada'), { key: keyOf('doc'), roles: ['doctor'], untilMs });
    expect(chain.submit('person.enrol', { key: 'doc', agency: 'ada' }, chain.enrolment('p1', 'civil', 'ada'))).toBe(
      'tx.not-authorised',
    );
    expect(chain.submit('person.enrol', asAgency('ada'), chain.enrolment('p1', 'civil', 'ada'))).toBe('ok');
  });

  test('LAW 9: a proof for another sector, agency, chain or key enrols nobody', () => {
    const chain = withRegistrar();
    const other = new SampleChain(['ada', 'bea', 'cyd']);
    const good = chain.enrolment('p1', 'civil', 'ada');
    const bad = [
      { ...chain.enrolment('p1', 'health', 'ada'), sector: 'civil' },
      chain.enrolment('p1', 'civil', 'bea'),
      other.enrolment('p1', 'civil', 'ada'),
      { ...good, key: keyOf('p2') },
    ];
    const before = chain.restRoot;
    for (const body of bad) expect(chain.submit('person.enrol', asAgency('ada'), body)).toBe('person.bad-proof');
    expect(chain.restRoot).toBe(before);
  });

  test('rotate their key and keep their pseudonym', () => {
    const chain = withRegistrar();
    chain.submit('person.enrol', asAgency('ada'), chain.enrolment('p1', 'civil', 'ada'));
    const subject = subjectIdOf('civil', keyOf('p1'));
    const rotation = (from: string, to: string) => ({
      subject,
      key: keyOf(to),
      proof: sign(rotationDigest(chain.state.chain, subject, keyOf(from)), secretOf(to)),
    });
    const by = (key: string) => ({ key, agency: null });
    expect(chain.submit('person.rotate-key', by('p2'), rotation('p1', 'p2'))).toBe('tx.signer-unknown');
    expect(chain.submit('person.rotate-key', by('p1'), { ...rotation('p1', 'p2'), key: keyOf('p3') })).toBe(
      'person.bad-proof',
    );
    expect(chain.submit('person.rotate-key', by('p1'), rotation('p1', 'p1'))).toBe('person.exists');
    expect(chain.submit('person.rotate-key', by('p1'), rotation('p1', 'p2'))).toBe('ok');
    expect(chain.state.read(stateKey.subject(subject))?.key).toEqual(keyOf('p2'));
    // The old key has no say any more, and its proof cannot bring it back.
    expect(chain.submit('person.rotate-key', by('p1'), rotation('p2', 'p3'))).toBe('tx.signer-unknown');
    expect(chain.submit('person.rotate-key', by('p2'), rotation('p1', 'p2'))).toBe('person.exists');
    expect(chain.submit('person.rotate-key', by('p2'), rotation('p2', 'p3'))).toBe('ok');
  });

  test('that are not enrolled, or an agency in their name, rotate nothing', () => {
    const chain = withRegistrar();
    const body = { subject: 'cd'.repeat(20) as SubjectId, key: keyOf('p2'), proof: new Uint8Array(64) };
    expect(chain.submit('person.rotate-key', { key: 'p1', agency: null }, body)).toBe('tx.signer-unknown');
    expect(chain.submit('person.rotate-key', asAgency('ada'), body)).toBe('tx.not-authorised');
  });
});
