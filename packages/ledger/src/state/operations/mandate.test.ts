/** Mandates and death on the ledger: `mandate.grant`, its answers, `mandate.revoke`, `person.close`. */
import { describe, expect, test } from '@jest/globals';
import {
  decodeAccessEntry,
  MAX_LIVE_MANDATES_OF_AGENCY,
  MAX_LIVE_MANDATES_OF_PERSON,
  stateKey,
} from '../../block/index.ts';
import type { MandateId, SubjectId } from '../../codec/index.ts';
import { type BodyOf, newObjectId, subjectIdOf, type Transaction } from '../../transaction/index.ts';
import { officer, RecordChain, sealedContent, subjectOf } from '../record-chain.fixture.ts';
import { agencyOf, asAgency, keyOf, type Signer } from '../sample-chain.fixture.ts';

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
  const items = [{ record, sections: ['general'] }];
  const untilMs = chain.timeMs + HOUR;
  const entries = () => (chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
  const mandate = (
    kind: BodyOf<'mandate.grant'>['kind'],
    changes: Partial<BodyOf<'mandate.grant'>> = {},
  ): BodyOf<'mandate.grant'> => ({
    subject: ada,
    representative: bob,
    kind,
    fromMs: 0,
    untilMs,
    ...changes,
  });
  const idOf = ({ payload }: Transaction): MandateId => newObjectId('mandate', payload.signer, payload.salt);
  /** Grants, has a second agency confirm what an agency has entered, and the representative accept; gives the mandate. */
  const accepted = (grantor: Signer, terms: BodyOf<'mandate.grant'>, representative: Signer = asBob): MandateId => {
    const id = idOf(chain.carry('mandate.grant', grantor, terms));
    if (grantor.agency !== null) chain.carry('mandate.grant', rector, terms);
    const answer = { subject: terms.representative, represented: terms.subject, mandate: id };
    chain.carry('mandate.accept', representative, answer);
    return id;
  };
  const reads = (signer: Signer, subject: SubjectId) =>
    chain.run(chain.reading(signer, items, { subject, purpose: 'own-access', basis: 'gdpr/15' })).code;
  const close = (by: Signer, subject = ada) => chain.carry('person.close', by, { subject, event: 'death' });
  const die = () => [registrar, rector].map((by) => close(by));
  return { chain, record, items, entries, mandate, idOf, accepted, reads, close, die };
}

describe('a person reads through the network', () => {
  test('her own records, and the entry says that it was she', () => {
    const { chain, entries, reads } = begin();
    expect(reads(asAda, ada)).toBe('ok');
    expect(entries()).toEqual([
      expect.objectContaining({
        agency: null,
        officer: null,
        representative: null,
        mode: 'own',
        purpose: 'own-access',
        outcome: 'granted',
        timeMs: chain.timeMs,
      }),
    ]);
  });

  test("an attempt at somebody else's is refused, and she sees who it was", () => {
    const { entries, reads } = begin();
    expect(reads(asBob, bob)).toBe('access.mandate');
    expect(entries()).toEqual([
      expect.objectContaining({ mode: 'represented', representative: bob, outcome: 'refused', code: 'access.mandate' }),
    ]);
  });

  test('a stranger leaves one entry of an attempt, whatever she asks for in it (ATTACK buried-log)', () => {
    const { chain, items, entries, accepted, mandate } = begin();
    const second = chain.issue(doctor, 'medical-record', ada);
    const third = chain.issue(doctor, 'medical-record', ada);
    const own = chain.issue(doctor, 'medical-record', bob);
    const asked = [
      { record: third, sections: ['nowhere'] },
      ...items,
      { record: own, sections: ['general'] },
      { record: second, sections: ['general'] },
    ];
    expect(chain.run(chain.reading(asBob, asked, { subject: bob }))).toEqual({
      code: 'access.no-section',
      items: [
        { code: 'access.no-section', logIndex: 0 },
        { code: 'access.mandate', logIndex: null },
        { code: 'ok', logIndex: 0 },
        { code: 'access.mandate', logIndex: null },
      ],
    });
    expect(entries()).toHaveLength(1);
    // The next attempt is seen too, and one who may act for her is no stranger.
    chain.run(chain.reading(asBob, asked, { subject: bob }));
    expect(entries()).toHaveLength(2);
    accepted(asAda, mandate('representative'));
    chain.run(chain.reading(asBob, asked, { subject: bob }));
    expect(entries()).toHaveLength(5);
  });

  test('signing as another subject is nobody, and an officer signs as no subject', () => {
    const { chain, items, reads } = begin();
    expect(reads(asBob, ada)).toBe('tx.signer-unknown');
    expect(chain.run(chain.reading(doctor, items, { subject: ada })).code).toBe('tx.not-authorised');
    expect(chain.run(chain.reading(asAda, items)).code).toBe('tx.signer-unknown');
  });
});

describe('mandates', () => {
  test('two never have one id, or the second could not be revoked', () => {
    const { chain, mandate } = begin();
    const twin = (kind: 'guardian' | 'estate') => {
      const granted = chain.transaction('mandate.grant', registrar, mandate(kind), new Uint8Array(16));
      return chain.run(granted as unknown as Transaction).code;
    };
    expect(twin('guardian')).toBe('ok');
    expect(twin('estate')).toBe('mandate.exists');
  });

  test('a guardian reads, consents and restricts until the day of majority', () => {
    const { chain, record, entries, mandate, accepted, reads } = begin();
    const untilMs = chain.timeMs + HOUR;
    accepted(registrar, mandate('guardian', { untilMs }));
    expect(chain.state.read(stateKey.represented(bob))).toEqual([ada]);
    expect(chain.state.read(stateKey.mandates(ada))).toMatchObject([
      {
        representative: bob,
        kind: 'guardian',
        status: 'accepted',
        untilMs,
        statements: ['registry', 'education'].map((name) => ({
          agency: agencyOf(name),
          officer: expect.any(String),
          timeMs: expect.any(Number),
        })),
      },
    ]);
    expect(reads(asBob, bob)).toBe('ok');
    expect(entries().at(-1)).toMatchObject({ mode: 'represented', representative: bob, agency: null });
    const scope = { of: 'record', record } as const;
    chain.carry('access.restrict', asBob, { subject: bob, represented: ada, scope, on: true });
    expect(chain.state.read(stateKey.restrictions(ada))).toMatchObject([{ by: bob }]);
    chain.block([], untilMs - chain.timeMs - 1_000);
    // The next block is at the very day.
    expect(reads(asBob, bob)).toBe('access.mandate');
    chain.refuse('access.mandate', 'access.restrict', asBob, { subject: bob, represented: ada, scope, on: false });
    // What the guardian has decided stands until she herself changes it.
    chain.carry('access.restrict', asAda, { subject: ada, represented: null, scope, on: false });
  });

  test('a representative is named by the person, and ends by her or gives it back', () => {
    const { chain, mandate, accepted, reads } = begin();
    const first = accepted(asAda, mandate('representative'));
    expect(chain.state.read(stateKey.mandates(ada))).toMatchObject([{ statements: [] }]);
    expect(reads(asBob, bob)).toBe('ok');
    chain.refuse('mandate.exists', 'mandate.grant', asAda, mandate('representative'));
    chain.carry('mandate.revoke', asAda, { subject: ada, represented: null, mandate: first });
    expect(reads(asBob, bob)).toBe('access.mandate');
    chain.refuse('mandate.ended', 'mandate.revoke', asAda, { subject: ada, represented: null, mandate: first });
    const second = accepted(asAda, mandate('representative'));
    chain.carry('mandate.revoke', asBob, { subject: bob, represented: ada, mandate: second });
    expect(reads(asBob, bob)).toBe('access.mandate');
    expect(chain.state.read(stateKey.represented(bob))).toEqual([ada]);
  });

  test('who grants what: she a representative, a registrar the others', () => {
    const { chain, mandate } = begin();
    chain.refuse('tx.not-authorised', 'mandate.grant', asAda, mandate('guardian'));
    chain.refuse('tx.not-authorised', 'mandate.grant', asAda, mandate('estate'));
    chain.refuse('tx.not-authorised', 'mandate.grant', registrar, mandate('representative'));
    chain.refuse('tx.not-authorised', 'mandate.grant', doctor, mandate('guardian'));
    chain.refuse('tx.signer-unknown', 'mandate.grant', asBob, mandate('representative'));
    chain.carry('mandate.grant', asAgency('registry'), mandate('guardian'));
  });

  test('who revokes what: each what they granted, and nobody what somebody else holds', () => {
    const { chain, mandate, idOf } = begin();
    const guardian = idOf(chain.carry('mandate.grant', registrar, mandate('guardian')));
    const chosen = idOf(chain.carry('mandate.grant', asAda, mandate('representative')));
    const of = (id: MandateId, represented: SubjectId | null = null) => ({
      subject: represented === null ? ada : bob,
      represented,
      mandate: id,
    });
    chain.carry('mandate.grant', rector, mandate('guardian'));
    chain.refuse('tx.not-authorised', 'mandate.revoke', asAda, of(guardian));
    chain.refuse('tx.not-authorised', 'mandate.revoke', asBob, of(guardian, ada));
    chain.refuse('tx.not-authorised', 'mandate.revoke', registrar, of(chosen));
    chain.refuse('tx.not-authorised', 'mandate.revoke', doctor, of(guardian));
    chain.refuse('mandate.unknown', 'mandate.revoke', registrar, of('aa'.repeat(20) as MandateId));
    chain.carry('mandate.revoke', registrar, of(guardian));
    const cyd = enrol(chain, 'cyd', 'health');
    const other = idOf(chain.carry('mandate.grant', asAda, mandate('representative', { representative: cyd })));
    chain.refuse('tx.not-authorised', 'mandate.revoke', asBob, of(other, ada));
  });

  test.each<[string, Partial<BodyOf<'mandate.grant'>>, string]>([
    ['herself', { representative: ada }, 'mandate.self'],
    ['somebody unknown', { representative: 'aa'.repeat(20) as SubjectId }, 'subject.unknown'],
    ['for somebody unknown', { subject: 'aa'.repeat(20) as SubjectId }, 'subject.unknown'],
    ['another sector, which would link the two', { representative: subjectOf('bob', 'civil') }, 'subject.wrong-sector'],
    ['what has ended', { untilMs: 1 }, 'mandate.bad-term'],
    ['what ends as it begins', { fromMs: 5e12, untilMs: 5e12 }, 'mandate.bad-term'],
  ])('is refused: %s', (_, changes, code) => {
    const { chain, mandate } = begin();
    chain.refuse(code as never, 'mandate.grant', registrar, mandate('guardian', changes));
  });

  test('a person has a bounded number of them, and room of her own that no registrar takes', () => {
    const { chain, mandate } = begin();
    for (let index = 0; index < MAX_LIVE_MANDATES_OF_AGENCY; index++) {
      const representative = enrol(chain, `guardian ${index}`, 'health');
      chain.carry('mandate.grant', registrar, mandate('guardian', { representative }));
    }
    chain.refuse('mandate.too-many', 'mandate.grant', registrar, mandate('guardian'));
    for (let index = 0; index < MAX_LIVE_MANDATES_OF_PERSON; index++) {
      const representative = enrol(chain, `friend ${index}`, 'health');
      chain.carry('mandate.grant', asAda, mandate('representative', { representative }));
    }
    chain.refuse('mandate.too-many', 'mandate.grant', asAda, mandate('representative'));
  });
});

describe('death', () => {
  test('closes the subject: her key decides and proves nothing, and nothing new is issued', () => {
    const { chain, entries, reads, record, die } = begin();
    die();
    expect(chain.state.read(stateKey.subject(ada))).toMatchObject({ status: 'closed', closedMs: chain.timeMs });
    expect(reads(asAda, ada)).toBe('subject.closed');
    expect(entries().at(-1)).toMatchObject({ mode: 'own', outcome: 'refused', code: 'subject.closed' });
    const scope = { of: 'record', record } as const;
    chain.refuse('subject.closed', 'access.restrict', asAda, { subject: ada, represented: null, scope, on: true });
    chain.refuse('subject.closed', 'record.issue', doctor, {
      type: 'medical-record',
      subject: ada,
      content: sealedContent(),
    });
    chain.refuse('subject.closed', 'person.close', registrar, { subject: ada, event: 'death' });
  });

  test('treatment ends, administration goes on, the estate reads, the guardian does not', () => {
    const { chain, items, mandate, accepted, reads, close } = begin();
    const cyd = enrol(chain, 'cyd', 'health');
    const asCyd: Signer = { key: 'cyd', agency: null };
    accepted(registrar, mandate('guardian'));
    accepted(registrar, mandate('estate', { representative: cyd }), asCyd);
    expect(reads(asCyd, cyd)).toBe('access.mandate');
    expect(reads(asBob, bob)).toBe('ok');
    close(asAgency('education'));
    close(asAgency('registry'));
    expect(reads(asCyd, cyd)).toBe('ok');
    expect(reads(asBob, bob)).toBe('access.mandate');
    expect(chain.run(chain.reading(doctor, items)).code).toBe('access.after-death');
    const administration = { purpose: 'administration' };
    expect(chain.run(chain.reading(officer('archivist'), items, administration)).code).toBe('ok');
    chain.refuse('subject.closed', 'mandate.grant', registrar, mandate('guardian', { representative: cyd }));
    chain.carry('mandate.grant', registrar, mandate('estate'));
  });

  test('is entered by a registrar of an identity agency, for somebody who is enrolled', () => {
    const { chain } = begin();
    chain.refuse('tx.not-authorised', 'person.close', doctor, { subject: ada, event: 'death' });
    const unknown = 'aa'.repeat(20) as SubjectId;
    chain.refuse('subject.unknown', 'person.close', registrar, { subject: unknown, event: 'death' });
  });
});

function enrol(chain: RecordChain, person: string, sector: string): SubjectId {
  chain.carry('person.enrol', asAgency('registry'), chain.enrolment(person, sector, 'registry'));
  return subjectIdOf(sector, keyOf(person));
}
