/** Policy under any sequence of decisions: what a person has ended never grants, and every decided item is in her log. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AccessEntry, decodeAccessEntry, stateKey } from '../../block/index.ts';
import type { ConsentId, MandateId, RecordId } from '../../codec/index.ts';
import { newObjectId, type Transaction } from '../../transaction/index.ts';
import { officer, RecordChain, SAMPLE_AGENCIES, subjectOf } from '../record-chain.fixture.ts';
import type { Signer } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const asAda: Signer = { key: 'ada/health', agency: null };
const asBob: Signer = { key: 'bob/health', agency: null };

type Step =
  | { readonly do: 'grant'; readonly purpose: string | null; readonly lastsMs: number | null }
  | { readonly do: 'withdraw' | 'restrict' | 'lift' | 'accept' | 'revoke' | 'read-represented' | 'emergency' }
  | { readonly do: 'mandate'; readonly lastsMs: number }
  | { readonly do: 'read'; readonly purpose: string }
  | { readonly do: 'wait'; readonly ms: number };

const duration = fc.integer({ min: 1, max: 20_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('grant' as const),
    purpose: fc.constantFrom('treatment', 'research', null),
    lastsMs: fc.option(duration),
  }),
  fc.record({
    do: fc.constantFrom('withdraw', 'restrict', 'lift', 'accept', 'revoke', 'read-represented', 'emergency' as const),
  }) as fc.Arbitrary<Step>,
  fc.record({ do: fc.constant('mandate' as const), lastsMs: duration }),
  fc.record({ do: fc.constant('read' as const), purpose: fc.constantFrom('treatment', 'research') }),
  fc.record({ do: fc.constant('wait' as const), ms: duration }),
);

/** What a person has said, kept the plain way. */
class Model {
  readonly consents = new Map<ConsentId, { readonly purpose: string | null; readonly untilMs: number }>();
  isRestricted = false;
  mandate: { readonly id: MandateId; readonly untilMs: number } | undefined;
  /** Granted, and not accepted yet. */
  offer: { readonly id: MandateId; readonly untilMs: number } | undefined;

  /** What a doctor's read for this purpose must give. */
  expected(purpose: string, timeMs: number): string {
    const isCovered = [...this.consents.values()].some(
      (each) => (each.purpose === null || each.purpose === purpose) && timeMs < each.untilMs,
    );
    if (isCovered) return 'ok';
    if (this.isRestricted) return 'access.restricted';
    return purpose === 'research' ? 'access.consent' : 'ok';
  }
}

class World {
  readonly chain = new RecordChain();
  readonly model = new Model();
  readonly record: RecordId = this.chain.issue(officer('doctor'), 'medical-record', ada);
  readonly entered: Pick<AccessEntry, 'mode' | 'code'>[] = [];

  take(one: Step): void {
    const { chain, model, record } = this;
    const scope = { of: 'record', record } as const;
    const before = chain.timeMs + 1_000;
    switch (one.do) {
      case 'wait':
        chain.block([], one.ms);
        return;
      case 'grant': {
        const untilMs = one.lastsMs === null ? null : before + one.lastsMs;
        const grant = chain.signed('consent.grant', asAda, {
          subject: ada,
          represented: null,
          scope: { records: null, types: null, sections: null },
          agency: null,
          officer: null,
          purposes: one.purpose === null ? null : [one.purpose],
          fromMs: 0,
          untilMs,
        });
        if (chain.run(grant).code !== 'ok') return;
        const kept = { purpose: one.purpose, untilMs: untilMs ?? Number.POSITIVE_INFINITY };
        model.consents.set(idOf('consent', grant), kept);
        return;
      }
      case 'withdraw': {
        const [consent] = model.consents.keys();
        if (consent === undefined) return;
        chain.run(chain.signed('consent.withdraw', asAda, { subject: ada, represented: null, consent }));
        model.consents.delete(consent);
        return;
      }
      case 'restrict':
      case 'lift': {
        const on = one.do === 'restrict';
        chain.run(chain.signed('access.restrict', asAda, { subject: ada, represented: null, scope, on }));
        model.isRestricted = on;
        return;
      }
      case 'mandate': {
        const untilMs = before + one.lastsMs;
        const terms = { representative: bob, kind: 'representative', fromMs: 0, untilMs } as const;
        const grant = chain.signed('mandate.grant', asAda, { subject: ada, ...terms });
        if (chain.run(grant).code !== 'ok') return;
        const id = idOf('mandate', grant);
        model.offer = { id, untilMs };
        return;
      }
      case 'accept': {
        if (!model.offer) return;
        const { id: mandate, untilMs } = model.offer;
        const accept = chain.signed('mandate.accept', asBob, { subject: bob, represented: ada, mandate });
        expect(chain.run(accept).code).toBe(chain.timeMs < untilMs ? 'ok' : 'mandate.not-offered');
        if (chain.timeMs < untilMs) model.mandate = model.offer;
        model.offer = undefined;
        return;
      }
      case 'revoke': {
        const granted = model.mandate ?? model.offer;
        if (!granted) return;
        const { id: mandate } = granted;
        chain.run(chain.signed('mandate.revoke', asAda, { subject: ada, represented: null, mandate }));
        if (granted === model.mandate) model.mandate = undefined;
        else model.offer = undefined;
        return;
      }
      case 'read':
        this.#read('ordinary', officer('doctor'), { purpose: one.purpose }, (timeMs) =>
          model.expected(one.purpose, timeMs),
        );
        return;
      case 'emergency':
        this.#read('emergency', officer('paramedic'), { purpose: 'treatment', emergency: 'unconscious' }, () => 'ok');
        return;
      case 'read-represented':
        this.#read('represented', asBob, { subject: bob }, (timeMs) =>
          model.mandate && timeMs < model.mandate.untilMs ? 'ok' : 'access.mandate',
        );
    }
  }

  #read(
    mode: AccessEntry['mode'],
    signer: Signer,
    changes: Parameters<RecordChain['reading']>[2],
    expected: (timeMs: number) => string,
  ): void {
    const { code } = this.chain.run(
      this.chain.reading(signer, [{ record: this.record, sections: ['general'] }], changes),
    );
    expect(code).toBe(expected(this.chain.timeMs));
    this.entered.push({ mode, code });
  }
}

function idOf<K extends 'consent' | 'mandate'>(kind: K, { payload }: Transaction) {
  return newObjectId(kind, payload.signer, payload.salt);
}

describe('any sequence of decisions and reads', () => {
  test('grants what is in force and nothing else, leaves an entry for each read, and counts it', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const world = new World();
        for (const one of steps) world.take(one);
        const entries = (world.chain.state.logs.get(`access/${ada}`) ?? []).map(decodeAccessEntry);
        expect(entries.map(({ mode, code }) => ({ mode, code }))).toEqual(world.entered);
        for (const { outcome, code } of entries) expect(outcome).toBe(code === 'ok' ? 'granted' : 'refused');
        const ofOfficers = entries.filter(({ agency }) => agency !== null);
        const counts = world.chain.state.read(stateKey.accessCounts(SAMPLE_AGENCIES.health));
        const emergencies = ofOfficers.filter(({ mode }) => mode === 'emergency').length;
        expect(counts?.reads ?? 0).toBe(ofOfficers.filter(({ code }) => code === 'ok').length);
        expect(counts?.refused ?? 0).toBe(ofOfficers.filter(({ code }) => code !== 'ok').length);
        expect(counts?.emergency ?? 0).toBe(emergencies);
        expect(counts?.reviewsOpen ?? 0).toBe(emergencies);
      }),
      { numRuns: 25 },
    );
  }, 300_000);
});
