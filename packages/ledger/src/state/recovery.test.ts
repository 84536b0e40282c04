import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Recovery, type Subject, stateKey } from '../block/index.ts';
import type { SubjectId } from '../codec/index.ts';
import { sign } from '../crypto/index.ts';
import {
  type BodyOf,
  newObjectId,
  officerIdOf,
  recoveryDigest,
  rotationDigest,
  subjectIdOf,
  type Transaction,
} from '../transaction/index.ts';
import { agencyOf, asAgency, keyOf, SampleChain, type Signer, secretOf } from './sample-chain.fixture.ts';

const WAIT_MS = 60_000;
const subject = subjectIdOf('health', keyOf('liis'));
const rita: Signer = { key: 'rita', agency: 'ada' };
const dean: Signer = { key: 'dean', agency: 'bea' };

let chain: SampleChain;

/** Four agencies; `rita` and `dean` are registrars of the first two, `doc` is a doctor of the second. */
beforeEach(() => {
  chain = new SampleChain(['ada', 'bea', 'cyd', 'dot'], { parameters: { recoveryWaitMs: WAIT_MS } });
  const untilMs = chain.timeMs + 86_400_000;
  const appoint = (agency: string, key: string, role: string) =>
    chain.submit('officer.appoint', asAgency(agency), { key: keyOf(key), roles: [role], untilMs });
  const codes = [
    appoint('ada', 'rita', 'registrar'),
    appoint('bea', 'dean', 'registrar'),
    appoint('bea', 'doc', 'doctor'),
  ];
  codes.push(chain.submit('person.enrol', rita, chain.enrolment('liis', 'health', 'ada')));
  expect(codes).toEqual(['ok', 'ok', 'ok', 'ok']);
});

/** The body of a request for the key of this name. */
function asked(
  to: string,
  { agency = 'ada', from = 'liis', of = subject, number = (recovery()?.number ?? 0) + 1 } = {},
): BodyOf<'recovery.request'> {
  const digest = recoveryDigest(chain.state.chain, of, agencyOf(agency), keyOf(from), number);
  return { subject: of, key: keyOf(to), proof: sign(digest, secretOf(to)) };
}
const request = (by: Signer = rita, body = asked('new')) => chain.submit('recovery.request', by, body);
const approve = (by: Signer = dean, key = 'new') => chain.submit('recovery.approve', by, { subject, key: keyOf(key) });
const complete = (by: Signer = rita, key = 'new') =>
  chain.submit('recovery.complete', by, { subject, key: keyOf(key) });
const object = (key: string) => chain.submit('recovery.object', { key, agency: null }, { subject });
const wait = (ms: number) => void chain.block([], ms);
const recovery = (): Recovery | undefined => chain.state.read(stateKey.recovery(subject));
const value = (): Subject | undefined => chain.state.read(stateKey.subject(subject));

const rotate = (from: string, to: string) =>
  chain.submit(
    'person.rotate-key',
    { key: from, agency: null },
    {
      subject,
      key: keyOf(to),
      proof: sign(rotationDigest(chain.state.chain, subject, keyOf(from)), secretOf(to)),
    },
  );

test('PROTOCOL recovery: requested, approved by another agency, waited for, completed; only the new key acts then', () => {
  expect(request()).toBe('ok');
  const requestedMs = chain.timeMs;
  expect(recovery()).toEqual({
    agency: agencyOf('ada'),
    officer: officerIdOf(agencyOf('ada'), keyOf('rita')),
    number: 1,
    key: keyOf('new'),
    replaces: keyOf('liis'),
    requestedMs,
    heldSinceMs: requestedMs,
    readyMs: requestedMs + WAIT_MS,
    approval: null,
    status: 'open',
    endedMs: null,
  });
  expect(complete()).toBe('recovery.not-approved');
  expect(approve()).toBe('ok');
  expect(recovery()?.approval).toMatchObject({ agency: agencyOf('bea'), timeMs: chain.timeMs });
  expect(approve(asAgency('cyd'))).toBe('recovery.approved');
  expect(complete()).toBe('recovery.too-early');
  wait(requestedMs + WAIT_MS - chain.timeMs - 2_000);
  expect(complete()).toBe('recovery.too-early');
  const before = value();
  expect(complete()).toBe('ok');
  expect(chain.timeMs).toBe(requestedMs + WAIT_MS);
  expect(value()).toEqual({ ...before, key: keyOf('new') });
  expect(recovery()).toMatchObject({ status: 'completed', endedMs: chain.timeMs });
  expect(rotate('liis', 'other')).toBe('tx.signer-unknown');
  expect(rotate('new', 'other')).toBe('ok');
  expect(recovery()?.status).toBe('completed');
  expect(complete()).toBe('recovery.unknown');
});

describe('the second agency', () => {
  test('is not the first, by any of its keys', () => {
    request();
    expect(approve(rita)).toBe('recovery.same-agency');
    expect(approve(asAgency('ada'))).toBe('recovery.same-agency');
    expect(recovery()?.approval).toBeNull();
  });

  test('acts by its own key or by a registrar', () => {
    request();
    expect(approve({ key: 'doc', agency: 'bea' })).toBe('tx.not-authorised');
    expect(approve({ key: 'liis', agency: null })).toBe('tx.signer-unknown');
    expect(approve(asAgency('cyd'))).toBe('ok');
    expect(recovery()?.approval).toMatchObject({ agency: agencyOf('cyd'), officer: null });
  });

  test('approves the key that it has seen, and no other', () => {
    expect(approve()).toBe('recovery.unknown');
    request();
    expect(approve(dean, 'third')).toBe('recovery.other-key');
    expect(approve()).toBe('ok');
    // Asked anew, the approval given to the key before is worth nothing.
    expect(request(rita, asked('third'))).toBe('ok');
    expect(recovery()).toMatchObject({ key: keyOf('third'), approval: null, readyMs: chain.timeMs + WAIT_MS });
    wait(WAIT_MS);
    expect(complete(rita, 'new')).toBe('recovery.other-key');
    expect(complete(rita, 'third')).toBe('recovery.not-approved');
  });

  test('does not complete what the first asked for', () => {
    request();
    approve();
    wait(WAIT_MS);
    expect(complete(dean)).toBe('tx.not-authorised');
    expect(complete()).toBe('ok');
  });
});

describe('the person', () => {
  test('objects with her present key until the last, and then it is over', () => {
    expect(object('liis')).toBe('recovery.unknown');
    request();
    approve();
    wait(WAIT_MS);
    expect(object('new')).toBe('tx.signer-unknown');
    expect(object('liis')).toBe('ok');
    expect(recovery()).toMatchObject({ status: 'objected', endedMs: chain.timeMs });
    expect(complete()).toBe('recovery.unknown');
    expect(approve()).toBe('recovery.unknown');
    expect(value()?.key).toEqual(keyOf('liis'));
  });

  test('who has objected is not asked again with the proof that she has given once (ATTACK recovery-again)', () => {
    const once = asked('new');
    expect(request(rita, once)).toBe('ok');
    // Not while it is open either: that would begin its wait anew, or take back the approval.
    expect(request(rita, once)).toBe('person.bad-proof');
    expect(object('liis')).toBe('ok');
    expect(request(rita, once)).toBe('person.bad-proof');
    expect(request(rita, asked('new', { number: 3 }))).toBe('person.bad-proof');
    expect(recovery()?.status).toBe('objected');
    expect(request(rita, asked('new'))).toBe('ok');
    expect(recovery()).toMatchObject({ status: 'open', number: 2 });
  });

  test('ends it by rotating her key as well, and the proof made against the key before is worth nothing', () => {
    request();
    approve();
    expect(rotate('liis', 'liis-2')).toBe('ok');
    expect(recovery()?.status).toBe('objected');
    wait(WAIT_MS);
    expect(complete()).toBe('recovery.unknown');
    expect(request()).toBe('person.bad-proof');
    expect(request(rita, asked('new', { from: 'liis-2' }))).toBe('ok');
  });
});

/** Has the members suspend an agency. */
function suspend(name: string, [first = '', ...others]: readonly string[]): void {
  const action = { type: 'agency.suspend', agency: agencyOf(name) } as const;
  const proposing = chain.transaction('proposal.create', asAgency(first), { action });
  const proposal = newObjectId('proposal', keyOf(first), proposing.payload.salt);
  chain.block([proposing as unknown as Transaction]);
  for (const agency of others) {
    expect(chain.submit('proposal.vote', asAgency(agency), { proposal, approve: true })).toBe('ok');
  }
}

describe('ATTACK recovery-replaced', () => {
  const ask = (agency: string, to: string) => request(asAgency(agency), asked(to, { agency }));

  beforeEach(() => suspend('ada', ['bea', 'cyd', 'dot']));

  test('of those that stand in none replaces what another has asked for', () => {
    expect(ask('bea', 'new')).toBe('ok');
    expect(ask('dot', 'third')).toBe('recovery.held');
    expect(approve(asAgency('cyd'))).toBe('ok');
    wait(WAIT_MS);
    expect(ask('dot', 'third')).toBe('recovery.held');
    expect(complete(asAgency('bea'))).toBe('ok');
    expect(value()?.key).toEqual(keyOf('new'));
  });

  test('nor does one sit on it: its time ends, however often it asks', () => {
    expect(ask('dot', 'third')).toBe('ok');
    const heldSinceMs = chain.timeMs;
    wait(WAIT_MS);
    expect(ask('dot', 'fourth')).toBe('ok');
    expect(recovery()).toMatchObject({ heldSinceMs, requestedMs: chain.timeMs });
    expect(ask('bea', 'new')).toBe('recovery.held');
    wait(WAIT_MS);
    expect(ask('dot', 'fifth')).toBe('ok');
    expect(ask('bea', 'new')).toBe('ok');
    expect(recovery()).toMatchObject({ agency: agencyOf('bea'), heldSinceMs: chain.timeMs });
    expect(ask('dot', 'sixth')).toBe('recovery.held');
  });

  test('who is suspended holds nothing, and nobody holds what has ended', () => {
    expect(ask('dot', 'third')).toBe('ok');
    expect(object('liis')).toBe('ok');
    expect(ask('bea', 'new')).toBe('ok');
    const others = ['bea', 'cyd', 'eva', 'fay', 'gus'];
    chain = new SampleChain(['ada', 'dot', ...others], { parameters: { recoveryWaitMs: WAIT_MS } });
    expect(chain.submit('person.enrol', asAgency('ada'), chain.enrolment('liis', 'health', 'ada'))).toBe('ok');
    suspend('ada', others);
    expect(ask('dot', 'third')).toBe('ok');
    expect(ask('bea', 'new')).toBe('recovery.held');
    suspend('dot', others);
    expect(ask('bea', 'new')).toBe('ok');
  });
});

describe('the first agency', () => {
  test('is the one that enrolled her', () => {
    expect(request(dean, asked('new', { agency: 'bea' }))).toBe('tx.not-authorised');
    expect(request({ key: 'doc', agency: 'bea' }, asked('new', { agency: 'bea' }))).toBe('tx.not-authorised');
  });

  test('or another that issues identities, once that one is suspended', () => {
    suspend('ada', ['bea', 'cyd', 'dot']);
    expect(request()).toBe('agency.suspended');
    expect(request(dean, asked('new', { agency: 'bea' }))).toBe('ok');
    expect(approve(dean)).toBe('recovery.same-agency');
    expect(approve(asAgency('cyd'))).toBe('ok');
    wait(WAIT_MS);
    expect(complete(dean)).toBe('ok');
  });

  test('asks for an enrolled person, with a new key, by her own hand', () => {
    const other = 'cd'.repeat(20) as SubjectId;
    expect(request(rita, asked('new', { of: other }))).toBe('subject.unknown');
    expect(request(rita, asked('liis'))).toBe('person.exists');
    const before = chain.restRoot;
    const bad = [
      { ...asked('new'), key: keyOf('third') },
      { ...asked('new', { agency: 'bea' }) },
      { ...asked('new', { from: 'new' }) },
      { ...asked('new', { number: 2 }) },
      { ...asked('new', { of: other }), subject },
    ];
    for (const body of bad) expect(request(rita, body)).toBe('person.bad-proof');
    expect(chain.restRoot).toBe(before);
  });
});
