import type { StateKey } from '@annals/ledger/block';
import { subjectIdOf } from '@annals/ledger/transaction';
import { describe, expect, test } from '@jest/globals';
import { idOfRelation, KEYSPACE, relationKey } from './keyspace.ts';
import { indexWrites, isIndexed } from './secondary-index.ts';

const [ada, bob, item] = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(20)) as [string, string, string];
const [keyA, keyB] = [new Uint8Array(33).fill(2), new Uint8Array(33).fill(3)] as const;
const key = (kind: string) => `${kind}/${item}` as StateKey;

describe('secondary indexes', () => {
  test.each([
    ['record', KEYSPACE.recordsOfSubject, { subject: ada, issuedMs: 5 }, { subject: bob, issuedMs: 5 }],
    ['entitlement', KEYSPACE.entitlementsOfSubject, { subject: ada, grantedMs: 5 }, { subject: bob, grantedMs: 5 }],
    ['payment', KEYSPACE.paymentsOfSubject, { subject: ada, dueMs: 5 }, { subject: bob, dueMs: 5 }],
    ['officer', KEYSPACE.officersOfAgency, { agency: ada, appointedMs: 5 }, { agency: bob, appointedMs: 5 }],
    [
      'subject',
      KEYSPACE.subjectsOfKey,
      { sector: 'health', key: keyA, enrolledMs: 5 },
      { sector: 'health', key: keyB, enrolledMs: 5 },
    ],
  ])('%s: a row comes, stays, moves and goes with its value', (kind, space, value, moved) => {
    const [from, to] = kind === 'subject' ? [keyA, keyB].map((each) => subjectIdOf('health', each)) : [ada, bob];
    const row = relationKey(space, String(from), 5, item);
    expect(indexWrites(key(kind), undefined, value)).toEqual([{ key: row, value: new Uint8Array(0) }]);
    expect(indexWrites(key(kind), value, { ...value, other: 1 })).toEqual([]);
    expect(indexWrites(key(kind), value, moved)).toEqual([
      { key: row, value: null },
      { key: relationKey(space, String(to), 5, item), value: new Uint8Array(0) },
    ]);
    expect(indexWrites(key(kind), value, undefined)).toEqual([{ key: row, value: null }]);
    expect(isIndexed(key(kind))).toBe(true);
    expect(idOfRelation(row)).toBe(item);
  });

  test('other values have no rows', () => {
    for (const other of ['agency/x', 'record-type/x', 'parameters']) expect(isIndexed(other as StateKey)).toBe(false);
    expect(indexWrites(key('agency'), undefined, { agency: ada })).toEqual([]);
  });

  test('reviews: listed by the date at which they are due, until somebody has reviewed', () => {
    const id = 'dd'.repeat(32);
    const review = `review/${id}` as StateKey;
    const row = relationKey(KEYSPACE.reviewsOfAgency, ada, 5, id);
    const open = { agency: ada, dueMs: 5, status: 'open', reviewer: null };
    expect(indexWrites(review, undefined, open)).toEqual([{ key: row, value: new Uint8Array(0) }]);
    expect(indexWrites(review, open, { ...open, status: 'missed' })).toEqual([]);
    expect(indexWrites(review, open, { ...open, reviewer: bob })).toEqual([{ key: row, value: null }]);
    expect(isIndexed(review)).toBe(true);
    expect(idOfRelation(row)).toBe(id);
  });
});
