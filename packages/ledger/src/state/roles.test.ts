/** Roles: given and withdrawn by the members, and what an agency can make of its own will (PROTOCOL roles). */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeAccessEntry, stateKey } from '../block/index.ts';
import type { SubjectId } from '../codec/index.ts';
import { newObjectId, type ProposalAction, subjectIdOf } from '../transaction/index.ts';
import { officer, RecordChain, SAMPLE_AGENCIES, sampleType, subjectOf } from './record-chain.fixture.ts';
import { asAgency, keyOf, type Signer } from './sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');
const { health, welfare, education } = SAMPLE_AGENCIES;
const NAMES = ['registry', 'education', 'health', 'welfare'];
const spy: Signer = { key: 'spy', agency: 'welfare' };
const YEAR = 365 * 86_400_000;
const SECTIONS = ['emergency', 'general', 'sensitive'];

/** A type that any agency may read whose officers have the role. */
const open = sampleType('medical-record', { name: 'open-record', readAgencies: null });

function begin() {
  const chain = new RecordChain([open]);
  const record = chain.issue(officer('doctor'), 'open-record', ada);
  const appoint = (roles: readonly string[], by = 'welfare', key = 'spy') =>
    chain.submit('officer.appoint', asAgency(by), { key: keyOf(key), roles, untilMs: chain.timeMs + YEAR });
  const reads = (by: Signer, purpose = 'treatment', emergency: string | null = null) =>
    chain.run(chain.reading(by, [{ record, sections: ['general'] }], { purpose, emergency })).code;
  return { chain, record, appoint, reads };
}

/** Carries an action by the votes of all, the first of which proposes. */
function carry(chain: RecordChain, action: ProposalAction, names = NAMES): void {
  const [first = '', ...others] = names;
  const { payload } = chain.carry('proposal.create', asAgency(first), { action });
  const proposal = newObjectId('proposal', payload.signer, payload.salt);
  for (const name of others) chain.run(chain.signed('proposal.vote', asAgency(name), { proposal, approve: true }));
  expect(chain.state.read(stateKey.proposal(proposal))?.status).toBe('carried');
}

const rolesOf = (chain: RecordChain, agency = welfare) => chain.state.read(stateKey.agency(agency))?.roles;
const give = (...roles: string[]): ProposalAction => ({ type: 'agency.give-roles', agency: welfare, roles });
const withdraw = (...roles: string[]): ProposalAction => ({ type: 'agency.withdraw-roles', agency: welfare, roles });

describe('ATTACK role-of-ones-own: an agency', () => {
  test('appoints to no role that it has not been given, and to what it has been given', () => {
    const { appoint, reads } = begin();
    expect(appoint(['doctor'])).toBe('agency.role');
    expect(appoint(['case-worker', 'doctor'])).toBe('agency.role');
    expect(appoint(['no-such-role'])).toBe('agency.role');
    expect(appoint(['case-worker'])).toBe('ok');
    expect(reads(spy)).toBe('access.role');
    expect(reads(spy, 'treatment', 'unconscious')).toBe('access.emergency');
  });

  test('is given a role by more than two thirds, not by itself, and then reads where the type names no agencies', () => {
    const { chain, appoint, reads } = begin();
    const { payload } = chain.carry('proposal.create', asAgency('welfare'), { action: give('doctor') });
    const proposal = newObjectId('proposal', payload.signer, payload.salt);
    expect(chain.submit('proposal.vote', asAgency('welfare'), { proposal, approve: true })).toBe(
      'proposal.already-voted',
    );
    expect(chain.submit('proposal.vote', asAgency('health'), { proposal, approve: true })).toBe('ok');
    expect(appoint(['doctor'])).toBe('agency.role');
    expect(chain.submit('proposal.vote', asAgency('registry'), { proposal, approve: true })).toBe('ok');
    expect(rolesOf(chain)).toEqual(['case-worker', 'doctor', 'records-officer', 'treasurer']);
    expect(appoint(['doctor'])).toBe('ok');
    expect(reads(spy)).toBe('ok');
  });

  test('loses it at once by a vote, also where officers have been appointed with it', () => {
    const { chain, appoint, reads } = begin();
    carry(chain, give('doctor', 'nurse'));
    expect(appoint(['doctor'])).toBe('ok');
    expect(reads(spy)).toBe('ok');
    carry(chain, withdraw('doctor'));
    expect(reads(spy)).toBe('access.role');
    expect(reads(spy, 'treatment', 'unconscious')).toBe('access.emergency');
    carry(chain, give('doctor'));
    expect(reads(spy)).toBe('ok');
  });

  test.each<[string, ProposalAction, string]>([
    ['a role that nobody knows', give('wizard'), 'role.unknown'],
    ['a role that it has', give('treasurer'), 'proposal.invalid'],
    ['a role twice', give('doctor', 'doctor'), 'proposal.invalid'],
    ['to lose a role that it has not', withdraw('doctor'), 'agency.role'],
    [
      'as somebody who is no member',
      { ...give('doctor'), agency: 'ab'.repeat(20) } as ProposalAction,
      'agency.unknown',
    ],
  ])('is not proposed to be given %s', (_, action, code) => {
    const { chain } = begin();
    chain.refuse(code as 'role.unknown', 'proposal.create', asAgency('registry'), { action });
  });

  test('is admitted with roles that are known, and with no others', () => {
    const { chain } = begin();
    const fields = {
      type: 'agency.admit',
      key: keyOf('eve'),
      name: { en: 'Eve' },
      issuesIdentities: false,
      quota: 1,
    } as const;
    for (const [roles, code] of [
      [['wizard'], 'role.unknown'],
      [['doctor', 'doctor'], 'proposal.invalid'],
    ] as const) {
      chain.refuse(code, 'proposal.create', asAgency('registry'), { action: { ...fields, roles } });
    }
    carry(chain, { ...fields, roles: ['nurse', 'doctor'] });
    const eve = newAgency(chain);
    expect(chain.state.read(stateKey.agency(eve))?.roles).toEqual(['doctor', 'nurse']);
  });
});

/** The agency that was admitted last. */
function newAgency(chain: RecordChain) {
  const id = chain.state.read(stateKey.agencies)?.at(-1);
  if (!id) throw new Error('there are agencies');
  return id;
}

describe('every rule that names roles', () => {
  const body = { basis: 'court/1' };
  const hold = sampleType('diploma', {
    name: 'deed',
    readAgencies: null,
    issuers: [{ agency: null, roles: ['registrar'] }],
    holds: { agencies: [health], roles: ['auditor'] },
  });

  test('asks for what the agency has been given, of its own key as well', () => {
    const chain = new RecordChain([hold]);
    const subject = subjectOf('ada', 'education');
    const content = chain.record(chain.issue(officer('rector'), 'deed', subject)).content;
    const issue = { type: 'deed', subject, content };
    // Any agency may issue, and any agency's own key could have said that it is a registrar.
    chain.refuse('tx.not-authorised', 'record.issue', asAgency('health'), issue);
    const record = chain.issue(officer('rector'), 'deed', subject);
    chain.refuse('tx.not-authorised', 'record.hold', asAgency('health'), { record, ...body });
    carry(chain, { type: 'agency.give-roles', agency: health, roles: ['auditor', 'registrar'] });
    chain.carry('record.hold', asAgency('health'), { record, ...body });
    chain.carry('record.issue', asAgency('health'), issue);
    // What the members withdraw stops counting for whoever acts: to issue, amend, change the state, erase.
    carry(chain, { type: 'agency.withdraw-roles', agency: education, roles: ['registrar'] });
    for (const by of [officer('rector'), asAgency('education')]) {
      chain.refuse('tx.not-authorised', 'record.issue', by, issue);
      chain.refuse('tx.not-authorised', 'record.amend', by, { record, version: 1, content });
      chain.refuse('tx.not-authorised', 'record.transition', by, { record, action: 'revoke', reason: 'mistake' });
      chain.refuse('tx.not-authorised', 'record.erase', by, { record, ...body });
    }
    // And to release what was held.
    carry(chain, { type: 'agency.withdraw-roles', agency: health, roles: ['auditor'] });
    chain.refuse('tx.not-authorised', 'record.release-hold', asAgency('health'), { record, agency: null });
  });

  test('a registrar is one while her agency has the role, whatever it issues', () => {
    const chain = new RecordChain();
    const enrolment = chain.enrolment('eve/health', 'health', 'registry');
    carry(chain, { type: 'agency.withdraw-roles', agency: SAMPLE_AGENCIES.registry, roles: ['registrar'] });
    for (const by of [officer('registrar'), asAgency('registry')]) {
      chain.refuse('tx.not-authorised', 'person.enrol', by, enrolment);
      chain.refuse('tx.not-authorised', 'person.close', by, { subject: ada, event: 'death' });
    }
  });

  test('a programme names roles of the agency that runs it, and they count while it has them', () => {
    const chain = new RecordChain();
    const terms = { name: { en: 'Support' }, sector: 'welfare', currency: 'EUR', budget: 1_000 };
    const roles = { grantRoles: ['case-worker'], payRoles: ['treasurer'] };
    chain.refuse('agency.role', 'programme.open', asAgency('welfare'), { ...terms, ...roles, payRoles: ['doctor'] });
    chain.refuse('agency.role', 'programme.open', asAgency('health'), { ...terms, ...roles });
    const { payload } = chain.carry('programme.open', asAgency('welfare'), { ...terms, ...roles });
    const programme = newObjectId('programme', payload.signer, payload.salt);
    const grant = { programme, subject: subjectOf('ada', 'welfare'), amount: 10, from: '2027-01', to: '2027-02' };
    chain.carry('entitlement.grant', officer('case-worker'), grant);
    carry(chain, withdraw('case-worker'));
    for (const by of [officer('case-worker'), asAgency('welfare')]) {
      chain.refuse('tx.not-authorised', 'entitlement.grant', by, grant);
    }
  });
});

describe('words', () => {
  const odd = (changes: object) => ({ ...open, version: 2, ...changes });
  const reader = { role: 'doctor', purposes: ['treatment'], consent: false, afterDeath: false };
  const readBy = (changes: object) => ({
    sections: open.sections.map((each) => ({ ...each, readers: [{ ...reader, ...changes }] })),
  });
  const unusual = ['wizard'];
  const title = { en: 'Wizard' };

  test.each([
    ['readers', readBy({ role: 'wizard' }), 'role.unknown'],
    ['purposes', readBy({ purposes: ['treatment', 'magic'] }), 'purpose.unknown'],
    ['issuers', { issuers: [{ agency: null, roles: unusual }] }, 'role.unknown'],
    ['emergencies', { emergency: { roles: unusual, reviewRoles: ['reviewer'], reviewMs: 1_000 } }, 'role.unknown'],
    ['reviews', { emergency: { roles: ['doctor'], reviewRoles: unusual, reviewMs: 1_000 } }, 'role.unknown'],
    ['hidden reads', { hidden: { courts: [health], roles: unusual, maxMs: 1_000 } }, 'role.unknown'],
    ['erasure', { erasure: { roles: unusual } }, 'role.unknown'],
    ['holds', { holds: { agencies: null, roles: unusual } }, 'role.unknown'],
  ] as const)('that the members do not know are named by no declaration: of %s', (_, changes, code) => {
    const { chain } = begin();
    const declare = (type: 'record-type.define' | 'record-type.revise', declaration: typeof open) =>
      chain.refuse(code, 'proposal.create', asAgency('registry'), { action: { type, declaration } });
    declare('record-type.revise', odd(changes) as typeof open);
    declare('record-type.define', { ...odd(changes), name: 'another-record', version: 1 } as typeof open);
  });

  test('are known by a vote, and can be called otherwise by another', () => {
    const { chain } = begin();
    carry(chain, { type: 'role.define', name: 'wizard', title });
    carry(chain, { type: 'purpose.define', name: 'magic', title: { en: 'Magic' } });
    const declaration = odd(readBy({ role: 'wizard', purposes: ['magic'] })) as typeof open;
    carry(chain, { type: 'record-type.revise', declaration });
    carry(chain, { type: 'role.define', name: 'wizard', title: { en: 'Wizard', et: 'Võlur' } });
    expect(chain.state.read(stateKey.role('wizard'))).toEqual({ title: { en: 'Wizard', et: 'Võlur' } });
    expect(chain.state.read(stateKey.purpose('magic'))).toEqual({ title: { en: 'Magic' } });
  });
});

/** What an agency may try by itself. */
const ALL_ROLES = ['doctor', 'nurse', 'paramedic', 'auditor', 'reviewer', 'case-worker', 'registrar', 'wizard'];
const roles = fc.uniqueArray(fc.constantFrom(...ALL_ROLES), { minLength: 1, maxLength: 3 });
const step = fc.oneof(
  fc.record({ do: fc.constant('appoint' as const), roles }),
  fc.record({ do: fc.constant('give' as const), roles }),
  fc.record({ do: fc.constant('revise' as const), role: fc.constantFrom(...ALL_ROLES) }),
  fc.record({ do: fc.constant('define' as const), role: fc.constantFrom(...ALL_ROLES) }),
  fc.record({ do: fc.constant('admit' as const), roles }),
  fc.record({ do: fc.constant('represent' as const) }),
  fc.record({
    do: fc.constant('read' as const),
    sections: fc.subarray(SECTIONS, { minLength: 1 }),
    purpose: fc.constantFrom('treatment', 'audit', 'research', 'benefit-assessment', 'magic'),
    emergency: fc.constantFrom(null, 'unconscious'),
    as: fc.constantFrom('spy', 'case-worker', 'puppet'),
  }),
);

describe('LAW 2: one agency alone', () => {
  test('opens no record whose type names no role that the members have given it, whatever it does in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 15 }), (steps) => {
        const chain = new RecordChain([open]);
        const record = chain.issue(officer('doctor'), 'open-record', ada);
        const alone = asAgency('welfare');
        const propose = (action: ProposalAction) => chain.submit('proposal.create', alone, { action });
        for (const one of steps) {
          switch (one.do) {
            case 'appoint':
              chain.submit('officer.appoint', alone, {
                key: keyOf('spy'),
                roles: one.roles,
                untilMs: chain.timeMs + YEAR,
              });
              break;
            case 'give':
              propose({ type: 'agency.give-roles', agency: welfare, roles: one.roles });
              break;
            case 'revise': {
              const erasure = { roles: [one.role] };
              const readers = [{ role: one.role, purposes: ['treatment'], consent: false, afterDeath: false }];
              const sections = open.sections.map((section) => ({ ...section, readers }));
              propose({ type: 'record-type.revise', declaration: { ...open, version: 2, erasure, sections } });
              break;
            }
            case 'define':
              propose({ type: 'role.define', name: one.role, title: { en: 'A role' } });
              break;
            case 'admit': {
              const { roles: admitted } = one;
              const name = { en: 'Puppet' };
              const puppet = { key: keyOf('puppet'), name, issuesIdentities: true, quota: 9, roles: admitted };
              propose({ type: 'agency.admit', ...puppet });
              break;
            }
            case 'represent': {
              const puppet = subjectIdOf('health', keyOf('puppet'));
              chain.submit('person.enrol', alone, chain.enrolment('puppet', 'health', 'welfare'));
              const terms = { subject: ada as SubjectId, representative: puppet, kind: 'guardian', fromMs: 0 } as const;
              const grant = chain.signed('mandate.grant', alone, { ...terms, untilMs: chain.timeMs + YEAR });
              chain.run(grant);
              const mandate = newObjectId('mandate', grant.payload.signer, grant.payload.salt);
              const accepted = { subject: puppet, represented: ada, mandate };
              chain.submit('mandate.accept', { key: 'puppet', agency: null }, accepted);
              break;
            }
            case 'read': {
              const { purpose, emergency, sections, as } = one;
              const by = as === 'puppet' ? { key: 'puppet', agency: null } : { key: as, agency: 'welfare' };
              const subject = as === 'puppet' ? subjectIdOf('health', keyOf('puppet')) : null;
              chain.run(chain.reading(by, [{ record, sections }], { purpose, emergency, subject }));
            }
          }
        }
        const entries = (chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
        expect(entries.filter(({ outcome }) => outcome === 'granted')).toEqual([]);
        expect(rolesOf(chain)).toEqual(['case-worker', 'records-officer', 'treasurer']);
      }),
      { numRuns: 30 },
    );
  }, 300_000);
});
