/** Nobody is made a representative unasked: what strangers and registrars can bring about on somebody's side. */
import { describe, expect, test } from '@jest/globals';
import {
  MANDATE_OFFER_MS,
  MAX_MANDATE_OFFERS,
  MAX_MANDATE_OFFERS_OF_AGENCY,
  MAX_MANDATE_OFFERS_OF_PART,
  MAX_REPRESENTED,
  type MandateOffer,
  mandateOffersShape,
  stateKey,
} from '../../block/index.ts';
import { encodeShape, type MandateId, type SubjectId, shape } from '../../codec/index.ts';
import { type BodyOf, decodeTransaction, newObjectId, subjectIdOf, type Transaction } from '../../transaction/index.ts';
import { enterOffer } from '../policy/mandate-offers.ts';
import { officer, RecordChain, subjectOf } from '../record-chain.fixture.ts';
import { agencyOf, asAgency, keyOf, type Signer } from '../sample-chain.fixture.ts';
import { mandateAccept } from './mandate-accept.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const asAda: Signer = { key: 'ada/health', agency: null };
const asBob: Signer = { key: 'bob/health', agency: null };
const registrar = officer('registrar');
const rector = officer('rector');
const HOUR = 3_600_000;

const idOf = ({ payload }: Transaction): MandateId => newObjectId('mandate', payload.signer, payload.salt);

/** Two agencies say so. */
function die(subject: SubjectId, chain: RecordChain): void {
  for (const by of [registrar, rector]) chain.carry('person.close', by, { subject, event: 'death' });
}

function begin() {
  const chain = new RecordChain();
  const record = chain.issue(officer('doctor'), 'medical-record', bob);
  const untilMs = chain.timeMs + 60 * 24 * HOUR;
  const terms = (changes: Partial<BodyOf<'mandate.grant'>> = {}): BodyOf<'mandate.grant'> => ({
    subject: bob,
    representative: ada,
    kind: 'representative',
    fromMs: 0,
    untilMs,
    ...changes,
  });
  const offered = (changes: Partial<BodyOf<'mandate.grant'>> = {}, by: Signer = asBob) =>
    idOf(chain.carry('mandate.grant', by, terms(changes)));
  const answer = (mandate: MandateId) => ({ subject: ada, represented: bob, mandate });
  const offers = () => chain.state.read(stateKey.mandateOffers(ada)) ?? [];
  const represented = () => chain.state.read(stateKey.represented(ada));
  const reads = () =>
    chain.run(
      chain.reading(asAda, [{ record, sections: ['general'] }], {
        subject: ada,
        purpose: 'own-access',
        basis: 'gdpr/15',
      }),
    ).code;
  return { chain, terms, offered, answer, offers, represented, reads };
}

describe('an offer', () => {
  test('is no mandate before she has accepted it, whoever made it', () => {
    for (const by of [asBob, registrar]) {
      const { chain, terms, offered, answer, offers, represented, reads } = begin();
      const kind = by === asBob ? 'representative' : 'guardian';
      const id = offered({ kind }, by);
      expect(represented()).toBeUndefined();
      expect(offers()).toMatchObject([{ mandate: id, represented: bob, kind, through: agencyOf('registry') }]);
      expect(reads()).toBe('access.mandate');
      if (by === registrar) chain.carry('mandate.grant', rector, terms({ kind }));
      chain.carry('mandate.accept', asAda, answer(id));
      expect([represented(), offers(), reads()]).toEqual([[bob], [], 'ok']);
      expect(chain.state.read(stateKey.mandates(bob))).toMatchObject([
        { status: 'accepted', acceptedMs: expect.any(Number) },
      ]);
      chain.refuse('mandate.not-offered', 'mandate.accept', asAda, answer(id));
      chain.refuse('mandate.not-offered', 'mandate.decline', asAda, answer(id));
    }
  });

  test('leaves nothing on her side when she declines it, it is withdrawn, or its time passes', () => {
    const ends: readonly ((world: ReturnType<typeof begin>, id: MandateId) => void)[] = [
      ({ chain, answer }, id) => chain.carry('mandate.decline', asAda, answer(id)),
      ({ chain }, mandate) => chain.carry('mandate.revoke', asBob, { subject: bob, represented: null, mandate }),
      ({ chain }, mandate) => chain.carry('mandate.revoke', asAda, { subject: ada, represented: bob, mandate }),
      ({ chain }) => chain.block([], MANDATE_OFFER_MS),
    ];
    for (const end of ends) {
      const world = begin();
      const id = world.offered();
      end(world, id);
      expect(world.represented()).toBeUndefined();
      world.chain.refuse('mandate.not-offered', 'mandate.accept', asAda, world.answer(id));
      // Room and list are free again for the same two.
      const again = world.offered();
      expect(world.offers().map(({ mandate }) => mandate)).toEqual([again]);
    }
  });

  test('is answered by her alone', () => {
    const { chain, offered, answer } = begin();
    const id = offered();
    chain.refuse('mandate.unknown', 'mandate.accept', asBob, { subject: bob, represented: bob, mandate: id });
    chain.refuse('tx.signer-unknown', 'mandate.accept', asBob, answer(id));
    chain.refuse('tx.not-authorised', 'mandate.accept', registrar, answer(id));
    chain.refuse('mandate.unknown', 'mandate.accept', asAda, answer('aa'.repeat(20) as MandateId));
    die(ada, chain);
    chain.refuse('subject.closed', 'mandate.accept', asAda, answer(id));
  });

  test('of somebody who has died meanwhile comes to nothing, but for the estate', () => {
    const { chain, terms, offered, answer, reads } = begin();
    const mine = offered();
    const estate = offered({ kind: 'estate' }, registrar);
    chain.carry('mandate.grant', rector, terms({ kind: 'estate' }));
    die(bob, chain);
    chain.refuse('subject.closed', 'mandate.accept', asAda, answer(mine));
    chain.carry('mandate.accept', asAda, answer(estate));
    expect(reads()).toBe('ok');
  });
});

describe('ATTACK date-beyond-calendars', () => {
  test('a mandate until a date that no calendar has is no transaction', () => {
    const { chain, terms } = begin();
    const until = (untilMs: number) => chain.signed('mandate.grant', asBob, terms({ untilMs })).bytes;
    expect(() => decodeTransaction(until(shape.MAX_TIME_MS + 1))).toThrow(
      expect.objectContaining({ code: 'codec.shape' }),
    );
    expect(decodeTransaction(until(shape.MAX_TIME_MS)).payload.kind).toBe('mandate.grant');
    expect(new Date(shape.MAX_TIME_MS).toISOString()).toBe('9999-12-31T23:59:59.999Z');
  });
});

describe('ATTACK represented-unasked', () => {
  test('puppets of one agency fill neither her list nor her offers, and hide none of a registrar (ATTACK official-offer-hidden)', () => {
    const { chain, terms, offered, answer, offers, represented } = begin();
    const puppets = Array.from({ length: 40 }, (_, i) => `puppet ${i}`);
    chain.block(
      puppets.map((each) =>
        chain.signed('person.enrol', asAgency('registry'), chain.enrolment(each, 'health', 'registry')),
      ),
    );
    const own = offered({ kind: 'guardian' }, registrar);
    const { results } = chain.block(
      puppets.map((key) =>
        chain.signed('mandate.grant', { key, agency: null }, terms({ subject: subjectIdOf('health', keyOf(key)) })),
      ),
    );
    expect(new Set(results.map(({ code }) => code))).toEqual(new Set(['ok']));
    expect(represented()).toBeUndefined();
    expect(offers().filter(({ by }) => by === null)).toHaveLength(MAX_MANDATE_OFFERS_OF_AGENCY);
    expect(offers().flatMap(({ by, mandate }) => (by === null ? [] : [mandate]))).toEqual([own]);
    // What has given way in the list can still be accepted by whoever was told of it.
    const [first] = offers();
    const many = Array.from({ length: MAX_MANDATE_OFFERS_OF_AGENCY }, (_, i) =>
      chain.carry(
        'mandate.grant',
        registrar,
        terms({ subject: subjectIdOf('health', keyOf(`puppet ${i}`)), kind: 'guardian' }),
      ),
    );
    expect(first?.mandate).toBe(own);
    expect(offers().flatMap(({ by, mandate }) => (by === null ? [] : [mandate]))).toEqual(many.map(idOf));
    // Nor does it take the offer of another agency that says the same.
    chain.carry('mandate.grant', rector, terms({ kind: 'guardian' }));
    expect(offers().at(-1)).toMatchObject({ mandate: own, through: agencyOf('education') });
    chain.carry('mandate.revoke', registrar, { subject: bob, represented: null, mandate: own });
    expect(offers().at(-1)).toMatchObject({ mandate: own, through: agencyOf('education') });
    chain.carry('mandate.accept', asAda, answer(own));
    expect(represented()).toEqual([bob]);
  });

  test('many agencies have equal parts of a full list, and a new one still gets in', () => {
    const { chain } = begin();
    const held: { list: readonly MandateOffer[] | undefined } = { list: undefined };
    const make = (agency: string, index: number) => {
      const person = { agency: agencyOf(agency) };
      const state = {
        get: (key: string) => (key.startsWith('subject/') ? person : held.list),
        set: (_: string, value: readonly MandateOffer[]) => {
          held.list = value;
        },
      };
      const id = `${agency} ${index}`;
      const offered = { id, representative: ada, offerUntilMs: chain.timeMs + HOUR };
      enterOffer({ state, timeMs: chain.timeMs } as never, bob, offered as never, null);
    };
    const agencies = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const agency of agencies.slice(0, 5)) for (let i = 0; i < 20; i++) make(agency, i);
    expect(held.list).toHaveLength(MAX_MANDATE_OFFERS_OF_PART);
    make('f', 0);
    expect(held.list?.at(-1)).toMatchObject({ mandate: 'f 0' });
    const counts = agencies.map((each) => held.list?.filter(({ through }) => through === agencyOf(each)).length);
    expect(
      Math.max(...counts.slice(0, 5).map(Number)) - Math.min(...counts.slice(0, 5).map(Number)),
    ).toBeLessThanOrEqual(2);
  });

  test('of a full list of those whom she represents, few are looked at for one transaction, and each has its turn', () => {
    const { chain, terms } = begin();
    const wards = Array.from({ length: MAX_REPRESENTED }, (_, i) => i.toString(16).padStart(40, '0') as SubjectId);
    const standing = (over: readonly SubjectId[]) => {
      const looked: string[] = [];
      const held: { list: readonly SubjectId[] } = { list: wards };
      const mandate = { ...terms(), id: 'aa'.repeat(20), statements: [], offerUntilMs: chain.timeMs + HOUR };
      const get = (key: string) => {
        if (key === stateKey.represented(ada)) return held.list;
        if (key.startsWith('subject/')) return { status: 'active' };
        if (key === stateKey.mandates(bob)) return [{ ...mandate, status: 'offered' }];
        if (!key.startsWith('mandates/')) return undefined;
        looked.push(key);
        return over.some((each) => key === stateKey.mandates(each)) ? [] : [{ ...mandate, status: 'accepted' }];
      };
      const set = (key: string, value: never) => {
        if (key === stateKey.represented(ada)) held.list = value;
      };
      const accept = (first: number) => {
        const transaction = { id: first.toString(16).padStart(8, '0').padEnd(64, '0') };
        const context = { state: { get, set, delete: () => undefined }, timeMs: chain.timeMs, transaction };
        const body = { subject: ada, represented: bob, mandate: mandate.id };
        mandateAccept.execute(context as never, body as never, { subject: { status: 'active' } } as never);
      };
      return { looked, held, accept };
    };
    const full = standing([]);
    expect(() => full.accept(0)).toThrow(expect.objectContaining({ code: 'mandate.too-many' }));
    expect(new Set(full.looked).size).toBe(full.looked.length);
    expect(full.looked.length).toBeLessThanOrEqual(32);
    for (let first = 0; first < MAX_REPRESENTED; first += 16) expect(() => full.accept(first)).toThrow();
    expect(new Set(full.looked).size).toBe(MAX_REPRESENTED);
    const one = standing([wards[200] as SubjectId]);
    expect(() => one.accept(0)).toThrow(expect.objectContaining({ code: 'mandate.too-many' }));
    one.accept(190);
    expect(one.held.list).toEqual([...wards.filter((_, i) => i !== 200), bob]);
  });

  test('a full list fits into a state value by far', () => {
    const id = 'aa'.repeat(20);
    const offer = { mandate: id, represented: id, kind: 'representative', fromMs: 0, untilMs: shape.MAX_TIME_MS };
    const whole = { ...offer, by: { agency: id, officer: id }, through: id, grantedMs: 0, offerUntilMs: 0 };
    expect(encodeShape(mandateOffersShape, Array(MAX_MANDATE_OFFERS).fill(whole) as never).length).toBeLessThan(16_384);
  });
});
