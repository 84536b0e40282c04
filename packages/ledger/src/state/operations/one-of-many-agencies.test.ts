/**
 * What one hostile agency says about a person takes nothing from what two others say: no order of its transactions keeps
 * out a guardian or a death for which they stand, or takes the guardian away (PROTOCOL two-agencies).
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Agency, isMandateInForce, MANDATE_OFFER_MS, type Mandate, stateKey } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import { type BodyOf, subjectIdOf } from '../../transaction/index.ts';
import { officer, RecordChain, subjectOf } from '../record-chain.fixture.ts';
import { agencyOf, asAgency, keyOf, type Signer } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const asBob: Signer = { key: 'bob/health', agency: null };
const hostile = officer('registrar');
const first = officer('rector');
const second = asAgency('welfare');
const HOUR = 3_600_000;

type Step =
  | { readonly do: 'grant'; readonly terms: Partial<BodyOf<'mandate.grant'>>; readonly asAgency: boolean }
  | { readonly do: 'take back'; readonly which: number }
  | { readonly do: 'accept'; readonly which: number }
  | { readonly do: 'ask for others' | 'report' };

/** What the hostile agency does; what those that it enters accept is theirs to say. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      terms: fc.record(
        {
          kind: fc.constantFrom('guardian' as const, 'estate' as const),
          fromMs: fc.constantFrom(0, 1),
          representative: fc.constantFrom(bob, ...['eve', 'mallory'].map((each) => subjectIdOf('health', keyOf(each)))),
        },
        { requiredKeys: [] },
      ),
      asAgency: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take back' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('accept' as const), which: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('ask for others' as const, 'report' as const) }) },
);
const steps = fc.array(step, { maxLength: 15 });

class World {
  readonly chain = new RecordChain();
  readonly terms: BodyOf<'mandate.grant'>;
  #wards = 0;
  /** Of the hostile agency's transactions those that were carried out. */
  carried = 0;

  constructor() {
    const { chain } = this;
    this.terms = {
      subject: ada,
      representative: bob,
      kind: 'guardian',
      fromMs: 0,
      untilMs: chain.timeMs + 10_000 * HOUR,
    };
    const place = stateKey.agency(agencyOf('welfare'));
    const welfare = chain.state.read(place) as Agency;
    chain.install(place, { ...welfare, roles: [...welfare.roles, 'registrar'].sort() });
    for (const person of ['eve', 'mallory']) this.enrol(person);
  }

  enrol(person: string): SubjectId {
    const { chain } = this;
    chain.carry('person.enrol', asAgency('registry'), chain.enrolment(person, 'health', 'registry'));
    return subjectIdOf('health', keyOf(person));
  }

  get mandates(): readonly Mandate[] {
    return this.chain.state.read(stateKey.mandates(ada)) ?? [];
  }

  /** What two honest agencies state, while it is not over. */
  get stated(): Mandate | undefined {
    const { kind, fromMs, untilMs } = this.terms;
    return this.mandates.findLast(
      (each) =>
        (each.status === 'offered' || each.status === 'accepted') &&
        each.representative === bob &&
        each.kind === kind &&
        each.fromMs === fromMs &&
        each.untilMs === untilMs,
    );
  }

  get isInForce(): boolean {
    const { chain } = this;
    const subject = chain.state.read(stateKey.subject(ada));
    const { stated } = this;
    return subject !== undefined && stated !== undefined && isMandateInForce(stated, subject, chain.timeMs);
  }

  attack(all: readonly Step[]): void {
    for (const one of all) if (this.#take(one) === 'ok') this.carried += 1;
  }

  #take(one: Step): string {
    const { chain, terms, mandates } = this;
    switch (one.do) {
      case 'grant': {
        const by = one.asAgency ? asAgency('registry') : hostile;
        return chain.run(chain.signed('mandate.grant', by, { ...terms, ...one.terms })).code;
      }
      case 'take back': {
        const mandate = mandates[one.which % Math.max(mandates.length, 1)]?.id;
        if (mandate === undefined) return 'mandate.unknown';
        return chain.run(chain.signed('mandate.revoke', hostile, { subject: ada, represented: null, mandate })).code;
      }
      case 'accept': {
        const { id: mandate } = mandates[one.which % Math.max(mandates.length, 1)] ?? {};
        if (mandate === undefined) return 'mandate.unknown';
        return chain.run(chain.signed('mandate.accept', asBob, { subject: bob, represented: ada, mandate })).code;
      }
      case 'ask for others': {
        this.#wards += 1;
        const subject = this.enrol(`ward ${this.#wards}`);
        return chain.run(chain.signed('mandate.grant', hostile, { ...terms, subject })).code;
      }
      case 'report':
        return chain.run(chain.signed('person.close', hostile, { subject: bob, event: 'death' })).code;
    }
  }
}

describe('ATTACK guardian-kept-out', () => {
  test('whatever it enters and takes back, before, between and after', () => {
    let carried = 0;
    fc.assert(
      fc.property(fc.array(steps, { minLength: 4, maxLength: 4 }), (attacks) => {
        const world = new World();
        const { chain, terms } = world;
        for (const [index, attack] of attacks.entries()) {
          world.attack(attack);
          if (index < 2) chain.carry('mandate.grant', index === 0 ? first : second, terms);
          if (index === 1) {
            // He finds it as an offer, or has accepted it by himself.
            const { stated } = world;
            const offers = chain.state.read(stateKey.mandateOffers(bob)) ?? [];
            if (stated?.status === 'offered') expect(offers.map(({ mandate }) => mandate)).toContain(stated.id);
          }
          const { stated } = world;
          if (index === 2 && stated?.status === 'offered') {
            chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate: stated.id });
          }
          if (index >= 2) expect(world.isInForce).toBe(true);
        }
        carried += world.carried;
        // What it says by itself gives nobody any power.
        for (const each of world.mandates) {
          if (each.id === world.stated?.id) continue;
          const subject = chain.state.read(stateKey.subject(ada));
          expect(subject && isMandateInForce(each, subject, chain.timeMs)).toBe(false);
        }
      }),
      { numRuns: 25 },
    );
    expect(carried).toBeGreaterThan(100);
  }, 300_000);

  test('an entry with other dates does not keep the true one out, and one by one it fills its own share only', () => {
    const world = new World();
    const { chain, terms } = world;
    const far = { fromMs: chain.timeMs + 500 * HOUR, untilMs: chain.timeMs + 501 * HOUR };
    chain.carry('mandate.grant', hostile, { ...terms, ...far });
    for (const person of ['eve', 'mallory', 'oscar']) {
      const representative = person === 'oscar' ? world.enrol(person) : subjectIdOf('health', keyOf(person));
      chain.carry('mandate.grant', hostile, { ...terms, representative });
    }
    chain.refuse('mandate.too-many', 'mandate.grant', hostile, { ...terms, kind: 'estate' });
    for (const by of [first, second]) chain.carry('mandate.grant', by, terms);
    const mandate = world.stated?.id as Mandate['id'];
    chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate });
    expect(world.isInForce).toBe(true);
  });

  test('who says it first owns nothing: it takes back its own word, and the others theirs', () => {
    const world = new World();
    const { chain, terms } = world;
    for (const by of [hostile, first, second]) chain.carry('mandate.grant', by, terms);
    const mandate = world.stated?.id as Mandate['id'];
    chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate });
    const body = { subject: ada, represented: null, mandate };
    chain.carry('mandate.revoke', hostile, body);
    expect(world.isInForce).toBe(true);
    chain.carry('mandate.revoke', first, body);
    expect(world.isInForce).toBe(false);
  });

  test('an offer that it made long before is open as long as those of the others', () => {
    const world = new World();
    const { chain, terms } = world;
    chain.carry('mandate.grant', hostile, terms);
    chain.block([], MANDATE_OFFER_MS - 10_000);
    for (const by of [first, second]) chain.carry('mandate.grant', by, terms);
    chain.block([], MANDATE_OFFER_MS - 10_000);
    const { stated } = world;
    chain.carry('mandate.accept', asBob, { subject: bob, represented: ada, mandate: stated?.id as Mandate['id'] });
    expect(world.isInForce).toBe(true);
  });

  test('it prolongs no offer of another, and has nobody accept what that agency said long ago', () => {
    for (const takesBack of [true, false]) {
      const world = new World();
      const { chain, terms } = world;
      chain.carry('mandate.grant', first, terms);
      chain.block([], MANDATE_OFFER_MS - 10_000);
      chain.carry('mandate.grant', hostile, terms);
      const mandate = world.stated?.id as Mandate['id'];
      const answer = { subject: bob, represented: ada, mandate };
      chain.block([], 20_000);
      if (takesBack) {
        chain.carry('mandate.revoke', hostile, { subject: ada, represented: null, mandate });
        chain.refuse('mandate.not-offered', 'mandate.accept', asBob, answer);
      } else {
        // She ends it, as what one agency alone says.
        chain.carry('mandate.accept', asBob, answer);
        expect(world.isInForce).toBe(false);
        const asAda: Signer = { key: 'ada/health', agency: null };
        chain.carry('mandate.revoke', asAda, { subject: ada, represented: null, mandate });
      }
      // Nor does what it said keep the others from saying it anew.
      for (const by of [first, second]) chain.carry('mandate.grant', by, terms);
      const again = world.stated?.id as Mandate['id'];
      chain.carry('mandate.accept', asBob, { ...answer, mandate: again });
      expect(world.isInForce).toBe(true);
    }
  });

  test('its report of a death neither hinders nor ends what two others report', () => {
    for (const order of [
      [hostile, first, second],
      [first, hostile, second],
      [first, second, hostile],
    ]) {
      const { chain } = new World();
      for (const by of order) chain.run(chain.signed('person.close', by, { subject: ada, event: 'death' }));
      expect(chain.state.read(stateKey.subject(ada))).toMatchObject({ status: 'closed' });
    }
  });
});
