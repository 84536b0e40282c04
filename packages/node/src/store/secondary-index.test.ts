import type { StateKey } from '@annals/ledger/block';
import { describe, expect, test } from '@jest/globals';
import { idOfRelation, KEYSPACE, relationKey } from './keyspace.ts';
import { indexWrites, isIndexed } from './secondary-index.ts';

const [ada, bob, item] = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(20)) as [string, string, string];
const key = (kind: string) => `${kind}/${item}` as StateKey;

describe('secondary indexes', () => {
  test.each([
    ['record', KEYSPACE.recordsOfSubject, { subject: ada, issuedMs: 5 }, { subject: bob, issuedMs: 5 }],
    ['entitlement', KEYSPACE.entitlementsOfSubject, { subject: ada, grantedMs: 5 }, { subject: bob, grantedMs: 5 }],
    ['payment', KEYSPACE.paymentsOfSubject, { subject: ada, dueMs: 5 }, { subject: bob, dueMs: 5 }],
    ['officer', KEYSPACE.officersOfAgency, { agency: ada, appointedMs: 5 }, { agency: bob, appointedMs: 5 }],
  ])('%s: a row comes, stays, moves and goes with its value', (kind, space, value, moved) => {
    const row = relationKey(space, ada, 5, item);
    expect(indexWrites(key(kind), undefined, value)).toEqual([{ key: row, value: new Uint8Array(0) }]);
    expect(indexWrites(key(kind), value, { ...value, other: 1 })).toEqual([]);
    expect(indexWrites(key(kind), value, moved)).toEqual([
      { key: row, value: null },
      { key: relationKey(space, bob, 5, item), value: new Uint8Array(0) },
    ]);
    expect(indexWrites(key(kind), value, undefined)).toEqual([{ key: row, value: null }]);
    expect(isIndexed(key(kind))).toBe(true);
    expect(idOfRelation(row)).toBe(item);
  });

  test('other values have no rows', () => {
    for (const other of ['subject/x', 'record-type/x', 'parameters']) expect(isIndexed(other as StateKey)).toBe(false);
    expect(indexWrites(key('subject'), undefined, { agency: ada })).toEqual([]);
  });
});
