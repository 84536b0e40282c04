/** Consents and restrictions on the ledger: `consent.grant`, `consent.withdraw`, `access.restrict`. */
import { describe, expect, test } from '@jest/globals';
import {
  decodeAccessEntry,
  MAX_CONSENTS,
  MAX_CONSENTS_BYTES,
  MAX_LIVE_CONSENTS,
  MAX_RESTRICTIONS,
  stateKey,
} from '../../block/index.ts';
import type { ConsentId, RecordId } from '../../codec/index.ts';
import { type BodyOf, newObjectId, officerIdOf, type Transaction } from '../../transaction/index.ts';
import { officer, RecordChain, SAMPLE_AGENCIES, subjectOf } from '../record-chain.fixture.ts';
import { keyOf, type Signer } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const asAda: Signer = { key: 'ada/health', agency: null };
const asBob: Signer = { key: 'bob/health', agency: null };
const doctor = officer('doctor');

const everything: BodyOf<'consent.grant'> = {
  subject: ada,
  represented: null,
  scope: { records: null, types: null, sections: null },
  agency: null,
  officer: null,
  purposes: null,
  fromMs: 0,
  untilMs: null,
};

function begin() {
  const chain = new RecordChain();
  const record = chain.issue(doctor, 'medical-record', ada);
  const entries = () => (chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
  /** What becomes of a read for research, which takes her consent. */
  const research = () =>
    chain.run(chain.reading(doctor, [{ record, sections: ['general'] }], { purpose: 'research' })).code;
  const treat = () => chain.run(chain.reading(doctor, [{ record, sections: ['general'] }])).code;
  const grant = (changes: Partial<typeof everything> = {}): ConsentId => {
    const { payload } = chain.carry('consent.grant', asAda, { ...everything, ...changes });
    return newObjectId('consent', payload.signer, payload.salt);
  };
  const withdraw = (consent: ConsentId) => ({ subject: ada, represented: null, consent });
  return { chain, record, entries, research, treat, grant, withdraw };
}

describe('consent', () => {
  test('research takes her consent; withdrawn, the next read is refused, and both are in her log', () => {
    const { chain, entries, research, grant, withdraw } = begin();
    expect(research()).toBe('access.consent');
    const consent = grant();
    expect(chain.state.read(stateKey.consents(ada))).toEqual([
      {
        id: consent,
        scope: everything.scope,
        agency: null,
        officer: null,
        purposes: null,
        fromMs: 0,
        untilMs: null,
        status: 'granted',
        by: ada,
        grantedMs: chain.timeMs,
        endedMs: null,
      },
    ]);
    expect(research()).toBe('ok');
    chain.carry('consent.withdraw', asAda, withdraw(consent));
    expect(chain.state.read(stateKey.consents(ada))).toEqual([
      expect.objectContaining({ id: consent, status: 'withdrawn', endedMs: chain.timeMs }),
    ]);
    expect(research()).toBe('access.consent');
    expect(entries().map(({ outcome, code }) => [outcome, code])).toEqual([
      ['refused', 'access.consent'],
      ['granted', 'ok'],
      ['refused', 'access.consent'],
    ]);
  });

  test('two consents never have one id, or the second could not be withdrawn', () => {
    const { chain, research } = begin();
    const salt = new Uint8Array(16);
    const twin = (changes: Partial<typeof everything>) =>
      chain.run(
        chain.transaction('consent.grant', asAda, { ...everything, ...changes }, salt) as unknown as Transaction,
      ).code;
    expect(twin({})).toBe('ok');
    expect(twin({ purposes: ['research'] })).toBe('consent.exists');
    chain.carry('consent.withdraw', asAda, {
      subject: ada,
      represented: null,
      consent: newObjectId('consent', keyOf('ada/health'), salt),
    });
    expect(twin({ purposes: ['research'] })).toBe('consent.exists');
    expect(research()).toBe('access.consent');
  });

  test('in one block, what is withdrawn before the read refuses it, and after the read does not', () => {
    const { chain, record, grant, withdraw } = begin();
    const consent = grant();
    const read = () => chain.reading(doctor, [{ record, sections: ['general'] }], { purpose: 'research' });
    const end = chain.signed('consent.withdraw', asAda, withdraw(consent));
    expect(chain.block([read(), end, read()]).results.map(({ code }) => code)).toEqual(['ok', 'ok', 'access.consent']);
  });

  test.each<[string, Partial<BodyOf<'consent.grant'>>, string]>([
    ['a consent that has ended', { untilMs: 1 }, 'consent.bad-term'],
    ['one that ends as it begins', { fromMs: 5e12, untilMs: 5e12 }, 'consent.bad-term'],
    ['an agency that does not exist', { agency: 'aa'.repeat(20) as never }, 'agency.unknown'],
    ['an officer who does not exist', { officer: 'aa'.repeat(20) as never }, 'officer.unknown'],
    ['a purpose that nobody knows', { purposes: ['research', 'reserach'] }, 'purpose.unknown'],
    ['a type that does not exist', { scope: { ...everything.scope, types: ['nonsense'] } }, 'type.unknown'],
    [
      'a record that does not exist',
      { scope: { ...everything.scope, records: ['aa'.repeat(20) as RecordId] } },
      'record.unknown',
    ],
    ['a purpose named twice', { purposes: ['research', 'research'] }, 'consent.repeated'],
    [
      'a type named twice',
      { scope: { ...everything.scope, types: ['medical-record', 'medical-record'] } },
      'consent.repeated',
    ],
    ['a section named twice', { scope: { ...everything.scope, sections: ['general', 'general'] } }, 'consent.repeated'],
    [
      'a section that the type does not have',
      { scope: { records: null, types: ['medical-record'], sections: ['general', 'genral'] } },
      'access.no-section',
    ],
    ['for somebody whom she does not represent', { represented: bob }, 'access.mandate'],
  ])('is refused: %s', (_, changes, code) => {
    const { chain } = begin();
    chain.refuse(code as never, 'consent.grant', asAda, { ...everything, ...changes });
  });

  test("is refused: somebody else's record, somebody else's key", () => {
    const { chain, grant, withdraw } = begin();
    const records = [chain.issue(doctor, 'medical-record', bob)];
    chain.refuse('tx.not-authorised', 'consent.grant', asAda, {
      ...everything,
      scope: { ...everything.scope, records },
    });
    chain.refuse('tx.signer-unknown', 'consent.grant', asBob, everything);
    chain.refuse('tx.signer-unknown', 'consent.withdraw', asBob, withdraw(grant()));
    chain.refuse('tx.not-authorised', 'consent.grant', doctor, everything);
  });

  test('agency, officer, record and type that do exist can be named', () => {
    const { record, research, grant } = begin();
    grant({
      agency: SAMPLE_AGENCIES.health,
      officer: officerIdOf(SAMPLE_AGENCIES.health, keyOf('doctor')),
      purposes: ['research'],
      scope: { records: [record], types: ['medical-record'], sections: ['general'] },
    });
    expect(research()).toBe('ok');
  });

  test('a record named twice, and a section that no record named has, are refused', () => {
    const { chain, record } = begin();
    const scope = { records: [record], types: null, sections: ['award'] };
    chain.refuse('access.no-section', 'consent.grant', asAda, { ...everything, scope });
    const twice = { ...everything.scope, records: [record, record] };
    chain.refuse('consent.repeated', 'consent.grant', asAda, { ...everything, scope: twice });
  });

  test('names as many as may be do not make the list long, whatever ends of it (ATTACK swollen-values)', () => {
    const { chain, grant, withdraw } = begin();
    const names = (kind: string) => Array.from({ length: 8 }, (_, i) => `${kind}-${i}`.padEnd(48, 'x'));
    const records = Array.from({ length: 8 }, () => chain.issue(doctor, 'medical-record', ada));
    const body = { ...everything, scope: { records, types: null, sections: ['general'] } };
    const long = { ...everything, scope: { ...everything.scope, sections: names('section') } };
    const list = () => chain.state.get(stateKey.consents(ada)) as Uint8Array;
    const before = grant(long);
    chain.carry('consent.withdraw', asAda, withdraw(before));
    const codes = [body, long, ...Array.from({ length: MAX_CONSENTS }, () => long)].map((each) => {
      const [result] = chain.block([chain.signed('consent.grant', asAda, each)]).results;
      expect(list().length).toBeLessThanOrEqual(MAX_CONSENTS_BYTES + 3);
      return result?.code;
    });
    expect(codes.at(0)).toBe('ok');
    expect(codes.at(-1)).toBe('consent.too-many');
    // What is over gives way before anything is refused, and what ends finds room.
    const kept = chain.state.read(stateKey.consents(ada)) ?? [];
    expect(kept.some(({ id }) => id === before)).toBe(false);
    for (const { id } of kept) chain.carry('consent.withdraw', asAda, withdraw(id));
    expect(list().length).toBeLessThanOrEqual(MAX_CONSENTS_BYTES + 3);
    expect(chain.submit('consent.grant', asAda, long)).toBe('ok');
  });

  test('as many as are kept have room with the names that people give', () => {
    const { chain, record, grant } = begin();
    const scope = { records: [record], types: null, sections: ['general', 'sensitive'] };
    const one = () => grant({ scope, agency: SAMPLE_AGENCIES.health, purposes: ['research'] });
    const all = Array.from({ length: MAX_LIVE_CONSENTS }, one);
    expect(chain.state.read(stateKey.consents(ada))?.map(({ id }) => id)).toEqual(all);
  });

  test('what is unknown or over cannot be withdrawn', () => {
    const { chain, grant, withdraw } = begin();
    chain.refuse('consent.unknown', 'consent.withdraw', asAda, withdraw('aa'.repeat(20) as ConsentId));
    const consent = grant();
    chain.carry('consent.withdraw', asAda, withdraw(consent));
    chain.refuse('consent.ended', 'consent.withdraw', asAda, withdraw(consent));
    const short = grant({ untilMs: chain.timeMs + 2_000 });
    chain.block([], 5_000);
    chain.refuse('consent.ended', 'consent.withdraw', asAda, withdraw(short));
  });

  test('the list is bounded: what is in force stays, what is over gives way, the oldest first', () => {
    const { chain, grant, withdraw } = begin();
    const first = grant();
    chain.carry('consent.withdraw', asAda, withdraw(first));
    const body = (): BodyOf<'consent.grant'> => ({ ...everything });
    const many = Array.from({ length: MAX_LIVE_CONSENTS }, () => chain.signed('consent.grant', asAda, body()));
    expect(new Set(chain.block(many).results.map(({ code }) => code))).toEqual(new Set(['ok']));
    chain.refuse('consent.too-many', 'consent.grant', asAda, body());
    for (let round = 0; round < MAX_CONSENTS - MAX_LIVE_CONSENTS; round++) {
      const list = chain.state.read(stateKey.consents(ada)) ?? [];
      const live = list.find(({ status }) => status === 'granted');
      if (!live) throw new Error('none is in force');
      chain.carry('consent.withdraw', asAda, withdraw(live.id));
      grant();
    }
    const kept = chain.state.read(stateKey.consents(ada)) ?? [];
    expect(kept).toHaveLength(MAX_CONSENTS);
    expect(kept.some(({ id }) => id === first)).toBe(false);
    expect(kept.filter(({ status }) => status === 'granted')).toHaveLength(MAX_LIVE_CONSENTS);
  });
});

describe('restriction', () => {
  const restrict = (scope: BodyOf<'access.restrict'>['scope'], on = true): BodyOf<'access.restrict'> => ({
    subject: ada,
    represented: null,
    scope,
    on,
  });

  test('a record that she has restricted is read only with her consent, until she lifts it', () => {
    const { chain, record, entries, treat, grant, withdraw } = begin();
    chain.carry('access.restrict', asAda, restrict({ of: 'record', record }));
    expect(chain.state.read(stateKey.restrictions(ada))).toEqual([
      { scope: { of: 'record', record }, by: ada, sinceMs: chain.timeMs },
    ]);
    expect(treat()).toBe('access.restricted');
    const consent = grant({ purposes: ['treatment'] });
    expect(treat()).toBe('ok');
    chain.carry('consent.withdraw', asAda, withdraw(consent));
    expect(treat()).toBe('access.restricted');
    chain.carry('access.restrict', asAda, restrict({ of: 'record', record }, false));
    expect(chain.state.read(stateKey.restrictions(ada))).toBeUndefined();
    expect(treat()).toBe('ok');
    expect(entries().map(({ code }) => code)).toEqual(['access.restricted', 'ok', 'access.restricted', 'ok']);
  });

  test('a type holds for records to come, and is lifted as a type', () => {
    const { chain, record, treat } = begin();
    const type = { of: 'type', type: 'medical-record' } as const;
    chain.carry('access.restrict', asAda, restrict(type));
    const later = chain.issue(doctor, 'medical-record', ada);
    expect(treat()).toBe('access.restricted');
    expect(chain.run(chain.reading(doctor, [{ record: later, sections: ['general'] }])).code).toBe('access.restricted');
    chain.refuse('restriction.unknown', 'access.restrict', asAda, restrict({ of: 'record', record }, false));
    chain.refuse('restriction.exists', 'access.restrict', asAda, restrict(type));
    chain.carry('access.restrict', asAda, restrict({ of: 'record', record }));
    chain.carry('access.restrict', asAda, restrict(type, false));
    expect(treat()).toBe('access.restricted');
  });

  test("is refused: what does not exist, somebody else's record, too many", () => {
    const { chain } = begin();
    const other = chain.issue(doctor, 'medical-record', bob);
    chain.refuse('tx.not-authorised', 'access.restrict', asAda, restrict({ of: 'record', record: other }));
    const unknown = 'aa'.repeat(20) as RecordId;
    chain.refuse('record.unknown', 'access.restrict', asAda, restrict({ of: 'record', record: unknown }));
    chain.refuse('type.unknown', 'access.restrict', asAda, restrict({ of: 'type', type: 'nonsense' }));
    const records = Array.from({ length: MAX_RESTRICTIONS }, () => chain.issue(doctor, 'medical-record', ada));
    chain.block(records.map((record) => chain.signed('access.restrict', asAda, restrict({ of: 'record', record }))));
    chain.refuse('restriction.too-many', 'access.restrict', asAda, restrict({ of: 'type', type: 'medical-record' }));
  });
});
