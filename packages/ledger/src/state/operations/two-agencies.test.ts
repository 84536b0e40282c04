/** One agency alone closes nobody, makes nobody a guardian and ends no guardianship (PROTOCOL two-agencies). */
import { describe, expect, test } from '@jest/globals';
import { type Agency, stateKey } from '../../block/index.ts';
import type { MandateId, SubjectId } from '../../codec/index.ts';
import { sign } from '../../crypto/index.ts';
import { type BodyOf, newObjectId, rotationDigest, subjectIdOf, type Transaction } from '../../transaction/index.ts';
import { officer, RecordChain, subjectOf } from '../record-chain.fixture.ts';
import { agencyOf, asAgency, keyOf, type Signer, secretOf } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const asAda: Signer = { key: 'ada/health', agency: null };
const asBob: Signer = { key: 'bob/health', agency: null };
const doctor = officer('doctor');
const registrar = officer('registrar');
const rector = officer('rector');
const HOUR = 3_600_000;

function begin() {
  const chain = new RecordChain();
  const record = chain.issue(doctor, 'medical-record', ada);
  const untilMs = chain.timeMs + HOUR;
  const mandate = (
    kind: BodyOf<'mandate.grant'>['kind'],
    changes: Partial<BodyOf<'mandate.grant'>> = {},
  ): BodyOf<'mandate.grant'> => ({ subject: ada, representative: bob, kind, fromMs: 0, untilMs, ...changes });
  const idOf = ({ payload }: Transaction): MandateId => newObjectId('mandate', payload.signer, payload.salt);
  /** Entered, confirmed and accepted. */
  const accepted = (terms: BodyOf<'mandate.grant'>, representative: Signer = asBob): MandateId => {
    const id = idOf(chain.carry('mandate.grant', registrar, terms));
    chain.carry('mandate.grant', rector, terms);
    const answer = { subject: terms.representative, represented: terms.subject, mandate: id };
    chain.carry('mandate.accept', representative, answer);
    return id;
  };
  const reads = (signer: Signer, subject: SubjectId) => {
    const items = [{ record, sections: ['general'] }];
    return chain.run(chain.reading(signer, items, { subject, purpose: 'own-access', basis: 'gdpr/15' })).code;
  };
  const close = (by: Signer) => chain.carry('person.close', by, { subject: ada, event: 'death' });
  const die = () => [registrar, rector].map(close);
  return { chain, record, mandate, idOf, accepted, reads, close, die };
}

describe('ATTACK declared-dead', () => {
  test('one agency, which says it as often as it likes, closes nobody; a second one does', () => {
    const { chain, close, reads } = begin();
    close(registrar);
    const reported = { agency: agencyOf('registry'), officer: expect.any(String), timeMs: chain.timeMs };
    expect(chain.state.read(stateKey.subject(ada))).toMatchObject({ status: 'active', reported, closedMs: null });
    for (const by of [registrar, asAgency('registry')]) {
      chain.refuse('person.reported', 'person.close', by, { subject: ada, event: 'death' });
    }
    expect(reads(asAda, ada)).toBe('ok');
    close(rector);
    expect(chain.state.read(stateKey.subject(ada))).toMatchObject({ status: 'closed', reported: null });
    expect(reads(asAda, ada)).toBe('subject.closed');
  });

  test('she lives: her objection, or a new key, ends the report, whoever says it again begins anew', () => {
    const ends: readonly ((chain: RecordChain) => void)[] = [
      (chain) => chain.carry('recovery.object', asAda, { subject: ada }),
      (chain) => {
        const digest = rotationDigest(chain.state.chain, ada, keyOf('ada/health'));
        chain.carry('person.rotate-key', asAda, {
          subject: ada,
          key: keyOf('next'),
          proof: sign(digest, secretOf('next')),
        });
      },
    ];
    for (const end of ends) {
      const { chain, close } = begin();
      chain.refuse('recovery.unknown', 'recovery.object', asAda, { subject: ada });
      close(registrar);
      end(chain);
      expect(chain.state.read(stateKey.subject(ada))).toMatchObject({ status: 'active', reported: null });
      close(rector);
      expect(chain.state.read(stateKey.subject(ada))).toMatchObject({ status: 'active', reported: expect.anything() });
      close(registrar);
      expect(chain.state.read(stateKey.subject(ada))).toMatchObject({ status: 'closed' });
      chain.refuse('recovery.unknown', 'recovery.object', end === ends[0] ? asAda : { key: 'next', agency: null }, {
        subject: ada,
      });
    }
  });

  test('what a suspended agency has said counts for nothing', () => {
    const { chain, close } = begin();
    close(registrar);
    suspend(chain, 'registry');
    close(rector);
    expect(chain.state.read(stateKey.subject(ada))).toMatchObject({
      status: 'active',
      reported: { agency: agencyOf('education') },
    });
  });
});

describe('ATTACK guardian-of-ones-own', () => {
  test('a guardian whom one agency has entered reads nothing and decides nothing, before a second agency says the same', () => {
    const { chain, record, mandate, idOf, reads } = begin();
    const terms = mandate('guardian');
    const id = idOf(chain.carry('mandate.grant', registrar, terms));
    chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate: id });
    chain.refuse('mandate.exists', 'mandate.grant', registrar, terms);
    chain.refuse('mandate.exists', 'mandate.grant', asAgency('registry'), terms);
    chain.refuse('tx.not-authorised', 'mandate.grant', doctor, terms);
    chain.refuse('tx.not-authorised', 'mandate.grant', asAgency('welfare'), terms);
    // What a second one says with other dates is another mandate, and confirms nothing.
    for (const other of [{ untilMs: terms.untilMs + 1 }, { fromMs: 1 }]) {
      const mandate = idOf(chain.carry('mandate.grant', rector, { ...terms, ...other }));
      expect(reads(asBob, bob)).toBe('access.mandate');
      chain.carry('mandate.revoke', rector, { subject: ada, represented: null, mandate });
    }
    expect(reads(asBob, bob)).toBe('access.mandate');
    const scope = { of: 'record', record } as const;
    chain.refuse('access.mandate', 'access.restrict', asBob, { subject: bob, represented: ada, scope, on: true });
    chain.carry('mandate.grant', rector, terms);
    expect(chain.state.read(stateKey.mandates(ada))?.filter(({ status }) => status !== 'revoked')).toHaveLength(1);
    expect(reads(asBob, bob)).toBe('ok');
    chain.refuse('mandate.exists', 'mandate.grant', asAgency('education'), terms);
  });

  test('she, and who acts for her, end it before that; a stranger and who is named in it do not', () => {
    for (const by of ['ada', 'guardian'] as const) {
      const { chain, mandate, idOf, accepted } = begin();
      const cyd = enrol(chain, 'cyd', 'health');
      const asCyd: Signer = { key: 'cyd', agency: null };
      const revoke = (subject: SubjectId, id: MandateId) => ({
        subject,
        represented: subject === ada ? null : ada,
        mandate: id,
      });
      const id = idOf(chain.carry('mandate.grant', registrar, mandate('guardian')));
      chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate: id });
      chain.refuse('tx.not-authorised', 'mandate.revoke', asCyd, revoke(cyd, id));
      chain.refuse('tx.not-authorised', 'mandate.revoke', asBob, revoke(bob, id));
      if (by === 'ada') chain.carry('mandate.revoke', asAda, revoke(ada, id));
      else {
        accepted(mandate('guardian', { representative: cyd }), asCyd);
        chain.carry('mandate.revoke', asCyd, revoke(cyd, id));
      }
      expect(chain.state.read(stateKey.mandates(ada))?.[0]).toMatchObject({ id, status: 'revoked' });
    }
  });

  test('what a suspended agency has entered counts for nothing, and keeps nobody from saying it', () => {
    const { chain, mandate, idOf, reads } = begin();
    const id = idOf(chain.carry('mandate.grant', registrar, mandate('guardian')));
    chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate: id });
    suspend(chain, 'registry');
    chain.carry('mandate.grant', rector, mandate('guardian'));
    expect(reads(asBob, bob)).toBe('access.mandate');
    makeRegistrar(chain, 'welfare');
    chain.carry('mandate.grant', asAgency('welfare'), mandate('guardian'));
    expect(reads(asBob, bob)).toBe('ok');
  });

  test('an agency that identifies nobody is the second one only', () => {
    const { chain, mandate } = begin();
    const place = stateKey.agency(agencyOf('education'));
    chain.install(place, { ...(chain.state.read(place) as Agency), issuesIdentities: false });
    chain.refuse('tx.not-authorised', 'mandate.grant', rector, mandate('guardian'));
    chain.carry('mandate.grant', registrar, mandate('guardian'));
    chain.refuse('tx.not-authorised', 'mandate.grant', rector, mandate('guardian', { fromMs: 1 }));
    chain.carry('mandate.grant', rector, mandate('guardian'));
  });

  test('an estate that one agency alone has entered opens nothing after a death', () => {
    const { chain, mandate, idOf, reads, die } = begin();
    const id = idOf(chain.carry('mandate.grant', registrar, mandate('estate')));
    chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate: id });
    die();
    expect(reads(asBob, bob)).toBe('access.mandate');
    chain.carry('mandate.grant', rector, mandate('estate'));
    expect(reads(asBob, bob)).toBe('ok');
  });
});

describe('ATTACK guardian-taken-away', () => {
  test('another agency ends no guardianship, but for one whose agencies act no more', () => {
    const { chain, mandate, accepted, reads } = begin();
    const body = { subject: ada, represented: null, mandate: accepted(mandate('guardian')) };
    makeRegistrar(chain, 'welfare');
    chain.refuse('tx.not-authorised', 'mandate.revoke', asAgency('welfare'), body);
    suspend(chain, 'registry');
    chain.refuse('tx.not-authorised', 'mandate.revoke', asAgency('welfare'), body);
    expect(reads(asBob, bob)).toBe('ok');
    suspend(chain, 'education');
    chain.carry('mandate.revoke', asAgency('welfare'), body);
    expect(reads(asBob, bob)).toBe('access.mandate');
  });

  test('an agency takes back its own word: the guardianship waits for another, and one for which two stand goes on', () => {
    const { chain, mandate, accepted, reads } = begin();
    const terms = mandate('guardian');
    const body = { subject: ada, represented: null, mandate: accepted(terms) };
    makeRegistrar(chain, 'welfare');
    chain.carry('mandate.revoke', registrar, body);
    expect(reads(asBob, bob)).toBe('access.mandate');
    // A third agency takes its place, and nobody has to accept anew what stands.
    chain.carry('mandate.grant', asAgency('welfare'), terms);
    expect(reads(asBob, bob)).toBe('ok');
    chain.carry('mandate.grant', registrar, terms);
    chain.carry('mandate.revoke', rector, body);
    expect(reads(asBob, bob)).toBe('ok');
    chain.carry('mandate.revoke', registrar, body);
    chain.carry('mandate.revoke', asAgency('welfare'), body);
    expect(chain.state.read(stateKey.mandates(ada))).toMatchObject([{ status: 'revoked', endedMs: chain.timeMs }]);
    chain.refuse('mandate.ended', 'mandate.revoke', asAgency('welfare'), body);
  });
});

/** As if the members had voted so. */
function suspend(chain: RecordChain, name: string): void {
  const place = stateKey.agency(agencyOf(name));
  chain.install(place, { ...(chain.state.read(place) as Agency), status: 'suspended' });
}

/** As if the members had given it the role. */
function makeRegistrar(chain: RecordChain, name: string): void {
  const place = stateKey.agency(agencyOf(name));
  const agency = chain.state.read(place) as Agency;
  chain.install(place, { ...agency, roles: [...agency.roles, 'registrar'].sort() });
}

function enrol(chain: RecordChain, person: string, sector: string): SubjectId {
  chain.carry('person.enrol', asAgency('registry'), chain.enrolment(person, sector, 'registry'));
  return subjectIdOf(sector, keyOf(person));
}
