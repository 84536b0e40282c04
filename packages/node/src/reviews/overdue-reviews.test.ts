import { type Review, reviewShape, type StateKey } from '@annals/ledger/block';
import { type AgencyId, encodeShape, type OfficerId, type RecordId, type TransactionId } from '@annals/ledger/codec';
import { expect, test } from '@jest/globals';
import type { AppliedBlock, AppliedListener } from '../chain/index.ts';
import type { Store } from '../store/store.ts';
import { OverdueReviews } from './index.ts';

const agency = 'aa'.repeat(20) as AgencyId;
const officer = 'bb'.repeat(20) as OfficerId;
const [first, second, third] = ['01', '02', '03'].map((byte) => byte.repeat(32)) as [
  TransactionId,
  TransactionId,
  TransactionId,
];

const review = (dueMs: number, changes: Partial<Review> = {}): Review => ({
  agency,
  officer,
  items: [{ record: 'cc'.repeat(20) as RecordId, sections: ['general'] }],
  reason: 'unconscious',
  timeMs: 1,
  dueMs,
  status: 'open',
  reviewer: null,
  reviewedMs: null,
  missedMs: null,
  ...changes,
});

/** A node that starts with some reviews, two of a page at a time. */
async function begin(held: ReadonlyMap<TransactionId, Review>) {
  const listeners = new Set<AppliedListener>();
  const ids = [...held.keys()];
  const store = {
    stateRange: async () => ({ items: [{ key: `agency/${agency}`, value: new Uint8Array() }], next: null }),
    related: async (_relation: string, owner: string, { after }: { after: string | null }) => {
      const from = after === null ? 0 : Number(after);
      return {
        items: owner === agency ? ids.slice(from, from + 2) : [],
        next: from + 2 < ids.length ? String(from + 2) : null,
      };
    },
    state: {
      get: (key: StateKey) => {
        const value = held.get(key.slice('review/'.length) as TransactionId);
        return value && encodeShape(reviewShape, value);
      },
    },
  } as unknown as Store;
  const duty = new OverdueReviews(store, {
    onApplied: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  await duty.load();
  const apply = (id: TransactionId, value: Review) => {
    const values = new Map<StateKey, unknown>([[`review/${id}` as StateKey, value]]);
    for (const listener of listeners) listener({ effects: { values } } as unknown as AppliedBlock);
  };
  const due = (wallMs: number) => duty.due({ wallMs, nowMs: 0, height: 1, timeMs: 0 }).map(({ key }) => key);
  return { duty, apply, due, listeners };
}

test('what is overdue by this clock is due, from before the start and from then on, until it is escalated or reviewed', async () => {
  const held = new Map([
    [first, review(100)],
    [second, review(200)],
    [third, review(50, { status: 'missed', missedMs: 60 })],
  ]);
  const { duty, apply, due, listeners } = await begin(held);
  expect(due(100)).toEqual([]);
  expect(due(101)).toEqual([first]);
  expect(due(201)).toEqual([first, second]);
  apply(first, review(100, { status: 'missed', missedMs: 101 }));
  apply(second, review(200, { status: 'justified', reviewer: officer, reviewedMs: 150 }));
  expect(due(1_000)).toEqual([]);
  apply(third, review(300));
  expect(due(301)).toEqual([third]);
  expect(duty.due({ wallMs: 301, nowMs: 0, height: 1, timeMs: 0 })).toEqual([
    { kind: 'access.escalate', body: { transaction: third }, key: third },
  ]);
  duty.stop();
  expect(listeners.size).toBe(0);
});
