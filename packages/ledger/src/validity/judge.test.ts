/** Whether a document can be relied on now, for everything that can have happened since it was proven. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordId, SubjectId } from '../codec/index.ts';
import { MAX_PROOF_AGE_MS } from '../presentation/index.ts';
import { usualLifecycle } from '../sample/building.ts';
import { FRESH_ANSWER_MS } from './bounds.ts';
import { type Claim, type Fault, judge, type Standing } from './judge.ts';

const id = '11'.repeat(20) as RecordId;
const ada = '22'.repeat(20) as SubjectId;
const bob = '33'.repeat(20) as SubjectId;
const KEY = new Uint8Array(33).fill(2);
const AT = { height: 10, timeMs: 1_800_000_000_000 };
const LATER = { height: 20, timeMs: AT.timeMs + 60_000 };
const NOW = LATER.timeMs + 1_000;

interface Changes {
  readonly record?: Partial<Standing['record']>;
  readonly subject?: Partial<Standing['subject']>;
  readonly type?: Partial<Standing['type']>;
  readonly header?: Standing['header'];
}

function standing({ record = {}, subject = {}, type = {}, header = LATER }: Changes = {}): Standing {
  return {
    header,
    record: { subject: ada, state: 'valid', version: 1, erased: null, ...record },
    type: { lifecycle: usualLifecycle([]), ...type },
    subject: { status: 'active', key: KEY, ...subject },
  } as unknown as Standing;
}

const claim = (changes: Partial<Claim> = {}): Claim => ({
  id,
  at: AT,
  standing: standing({ header: AT }),
  version: 1,
  subject: ada,
  signedBy: KEY,
  dates: null,
  ...changes,
});

const judged = (changes: Changes, of: Partial<Claim> = {}) => judge(claim(of), standing(changes), { nowMs: NOW });

describe('ATTACK stale-document', () => {
  test.each<[string, Changes, Fault]>([
    ['revoked', { record: { state: 'revoked' } }, { type: 'not-in-force', state: 'revoked' }],
    ['suspended', { record: { state: 'suspended' } }, { type: 'not-in-force', state: 'suspended' }],
    ['amended', { record: { version: 2 } }, { type: 'amended', version: 2 }],
    ['passed on', { record: { subject: bob } }, { type: 'transferred' }],
    ['erased', { record: { erased: 15 } }, { type: 'erased', height: 15 }],
    ['of somebody who has died', { subject: { status: 'closed' } }, { type: 'closed' }],
    ['signed with a key that was replaced', { subject: { key: KEY.with(1, 9) } }, { type: 'key-replaced' }],
    [
      'in a state that the type does not call live any more',
      {
        type: {
          lifecycle: {
            ...usualLifecycle([]),
            states: usualLifecycle([]).states.map((each) => ({ ...each, live: each.name !== 'valid' })),
          },
        },
      },
      { type: 'not-in-force', state: 'valid' },
    ],
  ])('what has since been %s is not valid, however young its own proof', (_, changes, fault) => {
    expect(judged(changes)).toEqual({ asOf: LATER, verdict: 'not-valid', faults: [fault] });
    // By itself the document says nothing of it.
    expect(judge(claim(), null, { nowMs: NOW })).toMatchObject({ verdict: 'as-of', asOf: AT });
  });

  test('it cannot be shown as of a day on which it still held', () => {
    const nowMs = AT.timeMs + MAX_PROOF_AGE_MS + 1;
    expect(judge(claim(), null, { nowMs })).toMatchObject({ verdict: 'too-old', ageMs: MAX_PROOF_AGE_MS + 1 });
    expect(judge(claim(), null, { nowMs, maxAgeMs: 2 * MAX_PROOF_AGE_MS })).toMatchObject({ verdict: 'as-of' });
    // Asking makes the age of the document itself of no account.
    const present = standing({ header: { height: 1_000, timeMs: nowMs } });
    expect(judge(claim(), present, { nowMs })).toEqual({ asOf: present.header, verdict: 'valid-now' });
  });

  test('a node that is behind the document, or far behind the clock, is no witness of the present', () => {
    const behind = standing({ header: { height: AT.height - 1, timeMs: AT.timeMs - 1 }, record: { state: 'revoked' } });
    expect(judge(claim(), behind, { nowMs: NOW })).toMatchObject({ verdict: 'as-of', asOf: AT });
    const late = LATER.timeMs + FRESH_ANSWER_MS + 1;
    expect(judge(claim(), standing(), { nowMs: late })).toMatchObject({ verdict: 'as-of', asOf: LATER });
    expect(judge(claim(), standing(), { nowMs: late - 1 })).toMatchObject({ verdict: 'valid-now' });
  });
});

test('what has not changed is valid now, with the block up to which that is known', () => {
  expect(judged({})).toEqual({ asOf: LATER, verdict: 'valid-now' });
});

test('the dates in the content count, whether or not a node could be asked', () => {
  const expired = { fromMs: null, untilMs: NOW };
  const later = { fromMs: NOW + 1, untilMs: null };
  for (const present of [standing(), null]) {
    expect(judge(claim({ dates: expired }), present, { nowMs: NOW })).toMatchObject({
      faults: [{ type: 'expired', untilMs: NOW }],
    });
    expect(judge(claim({ dates: later }), present, { nowMs: NOW })).toMatchObject({
      faults: [{ type: 'not-yet', fromMs: NOW + 1 }],
    });
  }
  expect(judge(claim({ dates: expired }), standing(), { nowMs: NOW - 1 })).toMatchObject({ verdict: 'valid-now' });
});

test('of a record that another holds now, neither life nor key of the other count', () => {
  const passedOn = { record: { subject: bob }, subject: { status: 'closed', key: KEY.with(1, 9) } } as const;
  expect(judged(passedOn)).toMatchObject({ faults: [{ type: 'transferred' }] });
});

test('what a document does not say is not held against it', () => {
  const silent = { standing: null, version: null, subject: null, signedBy: null };
  const moved = { record: { version: 7, subject: bob }, subject: { key: KEY.with(1, 9) } } as const;
  expect(judged(moved, silent)).toMatchObject({ verdict: 'valid-now' });
});

test('a verdict is one of four, never in favour of what is known to be wrong, and no better for being older', () => {
  const change = fc.constantFrom<Changes>({}, { record: { state: 'revoked' } }, { subject: { status: 'closed' } });
  fc.assert(
    fc.property(
      change,
      fc.option(fc.integer({ min: 0, max: 40 })),
      fc.integer({ min: 0, max: 10 * MAX_PROOF_AGE_MS }),
      (changes, height, elapsedMs) => {
        const header = height === null ? null : { height, timeMs: AT.timeMs + (height - AT.height) * 1_000 };
        const present = header && standing({ ...changes, header });
        const [now, later] = [elapsedMs, elapsedMs + MAX_PROOF_AGE_MS].map(
          (ms) => judge(claim(), present, { nowMs: AT.timeMs + ms }).verdict,
        );
        const isKnown = header !== null && header.height >= AT.height;
        const isWrong = isKnown && changes.record?.state === 'revoked';
        const hasDied = isKnown && changes.subject !== undefined;
        expect(now === 'not-valid').toBe(isWrong || hasDied);
        if (now === 'valid-now') expect(isKnown).toBe(true);
        const order = ['valid-now', 'as-of', 'too-old', 'not-valid'];
        expect(order.indexOf(later as string)).toBeGreaterThanOrEqual(order.indexOf(now as string));
      },
    ),
  );
});
