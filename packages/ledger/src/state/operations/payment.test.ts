/** Programmes, entitlements and payments together: each rule by example, and the budget by random sequences. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Entitlement, type Payment, type Programme, type ResultCode, stateKey } from '../../block/index.ts';
import type { EntitlementId, PaymentId, ProgrammeId } from '../../codec/index.ts';
import { type BodyOf, paymentIdOf, type TransactionKind } from '../../transaction/index.ts';
import { createdBy, officer, RecordChain, subjectOf } from '../record-chain.fixture.ts';
import { asAgency, type Signer } from '../sample-chain.fixture.ts';

const ada = subjectOf('ada', 'welfare');
const welfare = asAgency('welfare');
const caseWorker = officer('case-worker');
const treasurer = officer('treasurer');
const reference = new Uint8Array(32).fill(7);

const PROGRAMME: BodyOf<'programme.open'> = {
  name: { en: 'Child allowance', 'zh-Hant': '兒童津貼', et: 'Lapsetoetus' },
  sector: 'welfare',
  currency: 'EUR',
  budget: 30_000,
  grantRoles: ['case-worker'],
  payRoles: ['treasurer'],
};

class WelfareChain extends RecordChain {
  readonly programmeId: ProgrammeId;
  readonly entitlementId: EntitlementId;

  constructor(budget = PROGRAMME.budget) {
    super();
    this.programmeId = createdBy('programme', this.carry('programme.open', welfare, { ...PROGRAMME, budget }));
    this.entitlementId = this.grant();
  }

  grant(changes: Partial<BodyOf<'entitlement.grant'>> = {}): EntitlementId {
    return createdBy('entitlement', this.carry('entitlement.grant', caseWorker, { ...this.granting(), ...changes }));
  }

  granting(): BodyOf<'entitlement.grant'> {
    return { programme: this.programmeId, subject: ada, amount: 10_000, from: '2026-10', to: '2027-09' };
  }

  scheduling(period = '2026-11'): BodyOf<'payment.schedule'> {
    return { entitlement: this.entitlementId, period, amount: 10_000, dueMs: 1_800_000_000_000 };
  }

  schedule(period: string): PaymentId {
    this.carry('payment.schedule', treasurer, this.scheduling(period));
    return paymentIdOf(this.entitlementId, period);
  }

  programme(): Programme {
    return this.state.read(stateKey.programme(this.programmeId)) as Programme;
  }

  entitlement(): Entitlement {
    return this.state.read(stateKey.entitlement(this.entitlementId)) as Entitlement;
  }

  payment(id: PaymentId): Payment | undefined {
    return this.state.read(stateKey.payment(id));
  }
}

/** Ids of nothing. */
const programme = '11'.repeat(20) as ProgrammeId;
const entitlement = '22'.repeat(20) as EntitlementId;
const payment = '33'.repeat(20) as PaymentId;

describe('programmes', () => {
  test('open, then close; closed, nothing is granted or scheduled, but what is scheduled is settled', () => {
    const chain = new WelfareChain();
    expect(chain.programme()).toEqual({
      ...PROGRAMME,
      agency: chain.programme().agency,
      scheduled: 0,
      confirmed: 0,
      status: 'open',
      openedMs: expect.any(Number),
      closedMs: null,
    });
    const first = chain.schedule('2026-11');
    const second = chain.schedule('2026-12');
    chain.carry('programme.close', welfare, { programme: chain.programmeId });
    expect(chain.programme()).toMatchObject({ status: 'closed', closedMs: chain.timeMs });
    chain.refuse('programme.closed', 'entitlement.grant', caseWorker, chain.granting());
    chain.refuse('programme.closed', 'payment.schedule', treasurer, chain.scheduling('2027-01'));
    chain.refuse('programme.closed', 'programme.close', welfare, { programme: chain.programmeId });
    chain.carry('payment.confirm', treasurer, { payment: first, reference });
    chain.carry('payment.return', treasurer, { payment: second, reason: 'account-closed' });
    expect(chain.programme()).toMatchObject({ scheduled: 0, confirmed: 10_000 });
  });

  test('only the agency that runs it closes it, with its own key', () => {
    const chain = new WelfareChain();
    const body = { programme: chain.programmeId };
    chain.refuse('tx.not-authorised', 'programme.open', caseWorker, PROGRAMME);
    chain.refuse('tx.not-authorised', 'programme.close', asAgency('health'), body);
    chain.refuse('tx.not-authorised', 'programme.close', caseWorker, body);
    chain.refuse('programme.unknown', 'programme.close', welfare, { programme });
  });
});

describe('entitlements', () => {
  test('granted for a span, ended earlier', () => {
    const chain = new WelfareChain();
    expect(chain.entitlement()).toMatchObject({ subject: ada, from: '2026-10', to: '2027-09', endedMs: null });
    chain.schedule('2027-01');
    chain.carry('entitlement.end', caseWorker, { entitlement: chain.entitlementId, lastPeriod: '2026-12' });
    expect(chain.entitlement()).toMatchObject({ to: '2026-12', endedMs: chain.timeMs });
    chain.refuse('entitlement.ended', 'payment.schedule', treasurer, chain.scheduling('2027-02'));
    expect(chain.payment(paymentIdOf(chain.entitlementId, '2027-01'))).toMatchObject({ state: 'scheduled' });
    chain.schedule('2026-12');
  });

  test('two that overlap do not pay twice for one period; once a payment is returned, either may', () => {
    const chain = new WelfareChain();
    const second = chain.grant();
    const first = chain.schedule('2026-11');
    chain.refuse('payment.duplicate', 'payment.schedule', treasurer, { ...chain.scheduling(), entitlement: second });
    chain.carry('payment.confirm', treasurer, { payment: first, reference });
    chain.refuse('payment.duplicate', 'payment.schedule', treasurer, { ...chain.scheduling(), entitlement: second });
    chain.carry('payment.return', treasurer, { payment: first, reason: 'bounced' });
    chain.carry('payment.schedule', treasurer, { ...chain.scheduling(), entitlement: second });
    chain.refuse('payment.duplicate', 'payment.schedule', treasurer, chain.scheduling());
    expect(chain.payment(first)).toMatchObject({ state: 'returned', attempt: 1 });
    // Another period, and the same period of another person, are other matters.
    chain.schedule('2026-12');
    const others = chain.grant({ subject: subjectOf('bob', 'welfare') });
    chain.carry('payment.schedule', treasurer, { ...chain.scheduling(), entitlement: others });
  });

  test('it can be taken away altogether, and never be ended later than it ends', () => {
    const chain = new WelfareChain();
    const end = (lastPeriod: string) => ({ entitlement: chain.entitlementId, lastPeriod });
    chain.refuse('entitlement.ended', 'entitlement.end', caseWorker, end('2027-09'));
    chain.refuse('entitlement.ended', 'entitlement.end', caseWorker, end('2028-01'));
    chain.carry('entitlement.end', caseWorker, end('2026-09'));
    chain.refuse('entitlement.ended', 'payment.schedule', treasurer, chain.scheduling('2026-10'));
  });

  test('refusals change nothing', () => {
    const chain = new WelfareChain();
    const refuse = (code: ResultCode, changes: Partial<BodyOf<'entitlement.grant'>>, signer: Signer = caseWorker) =>
      chain.refuse(code, 'entitlement.grant', signer, { ...chain.granting(), ...changes });
    refuse('programme.unknown', { programme });
    refuse('subject.unknown', { subject: subjectOf('carol', 'welfare') });
    refuse('subject.wrong-sector', { subject: subjectOf('ada', 'civil') });
    refuse('entitlement.period', { from: '2027-10' });
    refuse('entitlement.period', { to: '2126-10' });
    refuse('tx.not-authorised', {}, treasurer);
    refuse('tx.not-authorised', {}, officer('doctor'));
    const end = { entitlement: chain.entitlementId, lastPeriod: '2026-12' };
    chain.refuse('tx.not-authorised', 'entitlement.end', treasurer, end);
    chain.refuse('entitlement.unknown', 'entitlement.end', caseWorker, { ...end, entitlement });
  });
});

describe('payments', () => {
  test('scheduled, confirmed, returned, and scheduled again', () => {
    const chain = new WelfareChain();
    const id = chain.schedule('2026-11');
    expect(chain.payment(id)).toMatchObject({ state: 'scheduled', attempt: 1, amount: 10_000, subject: ada });
    expect(chain.programme()).toMatchObject({ scheduled: 10_000, confirmed: 0 });
    chain.carry('payment.confirm', treasurer, { payment: id, reference });
    expect(chain.payment(id)).toMatchObject({ state: 'confirmed', reference, changedMs: chain.timeMs });
    expect(chain.programme()).toMatchObject({ scheduled: 0, confirmed: 10_000 });
    chain.carry('payment.return', treasurer, { payment: id, reason: 'account-closed' });
    expect(chain.payment(id)).toMatchObject({ state: 'returned', reason: 'account-closed' });
    expect(chain.programme()).toMatchObject({ scheduled: 0, confirmed: 0 });
    chain.schedule('2026-11');
    expect(chain.payment(id)).toMatchObject({ state: 'scheduled', attempt: 2, reference: null, reason: null });
  });

  test('never twice for one period, within one block either', () => {
    const chain = new WelfareChain();
    const twice = [1, 2].map(() => chain.signed('payment.schedule', treasurer, chain.scheduling()));
    expect(chain.block(twice).results.map(({ code }) => code)).toEqual(['ok', 'payment.duplicate']);
    chain.refuse('payment.duplicate', 'payment.schedule', treasurer, chain.scheduling());
    chain.carry('payment.confirm', treasurer, { payment: paymentIdOf(chain.entitlementId, '2026-11'), reference });
    chain.refuse('payment.duplicate', 'payment.schedule', treasurer, chain.scheduling());
  });

  test('never above the budget, within one block either', () => {
    const chain = new WelfareChain(25_000);
    const periods = ['2026-10', '2026-11', '2026-12'];
    const all = periods.map((period) => chain.signed('payment.schedule', treasurer, chain.scheduling(period)));
    expect(chain.block(all).results.map(({ code }) => code)).toEqual(['ok', 'ok', 'programme.over-budget']);
    chain.carry('payment.confirm', treasurer, { payment: paymentIdOf(chain.entitlementId, '2026-10'), reference });
    chain.refuse('programme.over-budget', 'payment.schedule', treasurer, {
      ...chain.scheduling('2026-12'),
      amount: 5_001,
    });
    chain.carry('payment.schedule', treasurer, { ...chain.scheduling('2026-12'), amount: 5_000 });
    expect(chain.programme()).toMatchObject({ scheduled: 15_000, confirmed: 10_000 });
    chain.refuse('programme.over-budget', 'payment.schedule', treasurer, { ...chain.scheduling('2027-01'), amount: 1 });
  });

  test('a budget of any size does not overflow', () => {
    const chain = new WelfareChain(Number.MAX_SAFE_INTEGER);
    chain.grant({ amount: Number.MAX_SAFE_INTEGER });
    const large = createdBy(
      'entitlement',
      chain.carry('entitlement.grant', caseWorker, { ...chain.granting(), amount: Number.MAX_SAFE_INTEGER }),
    );
    const most = { ...chain.scheduling(), entitlement: large, amount: Number.MAX_SAFE_INTEGER };
    chain.carry('payment.schedule', treasurer, { ...most, amount: Number.MAX_SAFE_INTEGER - 1 });
    chain.refuse('programme.over-budget', 'payment.schedule', treasurer, { ...most, period: '2026-12' });
    chain.carry('payment.schedule', treasurer, { ...most, period: '2026-12', amount: 1 });
  });

  test('refusals change nothing', () => {
    const chain = new WelfareChain();
    const refuse = (code: ResultCode, changes: Partial<BodyOf<'payment.schedule'>>, signer: Signer = treasurer) =>
      chain.refuse(code, 'payment.schedule', signer, { ...chain.scheduling(), ...changes });
    refuse('entitlement.unknown', { entitlement });
    refuse('entitlement.ended', { period: '2026-09' });
    refuse('entitlement.ended', { period: '2027-10' });
    refuse('entitlement.amount', { amount: 10_001 });
    refuse('tx.not-authorised', {}, caseWorker);
    refuse('tx.not-authorised', {}, asAgency('health'));
    const id = chain.schedule('2026-11');
    chain.refuse('payment.unknown', 'payment.confirm', treasurer, { payment, reference });
    chain.refuse('payment.unknown', 'payment.return', treasurer, { payment, reason: 'none' });
    chain.refuse('tx.not-authorised', 'payment.confirm', caseWorker, { payment: id, reference });
    chain.refuse('tx.not-authorised', 'payment.return', asAgency('health'), { payment: id, reason: 'none' });
    chain.carry('payment.confirm', treasurer, { payment: id, reference });
    chain.refuse('payment.wrong-state', 'payment.confirm', treasurer, { payment: id, reference });
    chain.carry('payment.return', treasurer, { payment: id, reason: 'none' });
    chain.refuse('payment.wrong-state', 'payment.return', treasurer, { payment: id, reason: 'none' });
    chain.refuse('payment.wrong-state', 'payment.confirm', treasurer, { payment: id, reference });
  });
});

type Step = {
  readonly kind: TransactionKind & `payment.${string}`;
  readonly month: number;
  readonly who: number;
  readonly amount: number;
};

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('payment.schedule', 'payment.schedule', 'payment.confirm', 'payment.return'),
    month: fc.integer({ min: 8, max: 12 }),
    who: fc.integer({ min: 0, max: 1 }),
    amount: fc.integer({ min: 1, max: 12_000 }),
  }),
  { minLength: 10, maxLength: 40 },
);

/** What payments are by the simplest bookkeeping: one line a period, sums taken anew each time. */
class Ledger {
  readonly lines = new Map<string, { amount: number; state: Payment['state'] }>();

  sum(state: Payment['state']): number {
    return [...this.lines.values()].reduce((total, line) => total + (line.state === state ? line.amount : 0), 0);
  }

  step({ kind, amount, month }: Step, line: string, budget: number): ResultCode {
    const present = this.lines.get(line);
    if (kind === 'payment.schedule') {
      if (month < 9) return 'entitlement.ended';
      if (amount > 10_000) return 'entitlement.amount';
      if (present && present.state !== 'returned') return 'payment.duplicate';
      if (this.sum('scheduled') + this.sum('confirmed') + amount > budget) return 'programme.over-budget';
      this.lines.set(line, { amount, state: 'scheduled' });
      return 'ok';
    }
    if (!present) return 'payment.unknown';
    const allowed = kind === 'payment.confirm' ? present.state === 'scheduled' : present.state !== 'returned';
    if (!allowed) return 'payment.wrong-state';
    this.lines.set(line, { ...present, state: kind === 'payment.confirm' ? 'confirmed' : 'returned' });
    return 'ok';
  }
}

test('random sequences: never above the budget, never two live payments for a period, sums always true', () => {
  const start = new WelfareChain(25_000);
  const second = start.grant({ subject: subjectOf('bob', 'welfare'), from: '2026-09' });
  const first = start.grant({ from: '2026-09' });
  fc.assert(
    fc.property(steps, (sequence) => {
      const ledger = new Ledger();
      const lines = new Set<string>();
      const transactions = sequence.map((step) => {
        const period = `2026-${String(step.month).padStart(2, '0')}`;
        const whose = step.who === 0 ? first : second;
        lines.add(`${whose}/${period}`);
        if (step.kind === 'payment.schedule') {
          return start.signed(step.kind, treasurer, { entitlement: whose, period, amount: step.amount, dueMs: 0 });
        }
        const id = paymentIdOf(whose, period);
        return step.kind === 'payment.confirm'
          ? start.signed(step.kind, treasurer, { payment: id, reference })
          : start.signed(step.kind, treasurer, { payment: id, reason: 'bounced' });
      });
      const { results, values } = start.execute(transactions);
      const expected = sequence.map((step) =>
        ledger.step(step, `${step.who === 0 ? first : second}/2026-${String(step.month).padStart(2, '0')}`, 25_000),
      );
      expect(results.map(({ code }) => code)).toEqual(expected);
      const after = (values.get(stateKey.programme(start.programmeId)) ?? start.programme()) as Programme;
      expect([after.scheduled, after.confirmed]).toEqual([ledger.sum('scheduled'), ledger.sum('confirmed')]);
      expect(after.scheduled + after.confirmed).toBeLessThanOrEqual(after.budget);
      for (const line of lines) {
        const [whose, period] = line.split('/') as [EntitlementId, string];
        const held = values.get(stateKey.payment(paymentIdOf(whose, period))) as Payment | undefined;
        expect(held && { amount: held.amount, state: held.state }).toEqual(ledger.lines.get(line));
      }
    }),
    { numRuns: 40 },
  );
});
