import { compareBytes } from '@annals/ledger/codec';
import { InvariantError } from '@annals/ledger/errors';
import type { LogName } from '@annals/ledger/state';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  chunkKey,
  endOfPrefix,
  hashKey,
  heightKey,
  idOfRelation,
  KEYSPACE,
  logEntryKey,
  logNodeKey,
  numberValue,
  ownerPrefix,
  readNumber,
  relationKey,
  textKey,
  textOfKey,
} from './keyspace.ts';

const number = fc.oneof(fc.maxSafeNat(), fc.nat(300), fc.constantFrom(255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1));
const id = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const log = fc.tuple(fc.constantFrom('access', 'history'), id).map((parts) => parts.join('/') as LogName);
const sign = Math.sign;

describe('keys', () => {
  test('every keyspace has its own number', () => {
    expect(new Set(Object.values(KEYSPACE)).size).toBe(Object.keys(KEYSPACE).length);
  });

  test('the order of keys is the order of what they are made of', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const order = sign(a - b);
        expect(sign(compareBytes(heightKey(KEYSPACE.header, a), heightKey(KEYSPACE.header, b)))).toBe(order);
        expect(sign(compareBytes(numberValue(a), numberValue(b)))).toBe(order);
        expect(readNumber(heightKey(KEYSPACE.header, a), 1)).toBe(a);
      }),
    );
    fc.assert(
      fc.property(number, number, fc.nat(5_000), fc.nat(5_000), (a, b, i, j) => {
        expect(sign(compareBytes(chunkKey(a, i), chunkKey(b, j)))).toBe(sign(a - b || i - j));
      }),
    );
    fc.assert(
      fc.property(id, id, number, number, (a, b, i, j) => {
        const [x, y] = [
          relationKey(KEYSPACE.recordsOfSubject, a, i, b),
          relationKey(KEYSPACE.recordsOfSubject, a, j, b),
        ];
        expect(sign(compareBytes(x, y))).toBe(sign(i - j));
        expect(idOfRelation(x)).toBe(b);
      }),
    );
  });

  test('entries and nodes of a log lie together, in order, and apart from those of others', () => {
    fc.assert(
      fc.property(log, log, number, number, (a, b, i, j) => {
        const order = a === b ? i - j : a < b ? -1 : 1;
        expect(sign(compareBytes(logEntryKey(a, i), logEntryKey(b, j)))).toBe(sign(order));
      }),
    );
    fc.assert(
      fc.property(log, fc.nat(53), fc.nat(53), number, number, (name, level, other, i, j) => {
        expect(sign(compareBytes(logNodeKey(name, level, i), logNodeKey(name, other, j)))).toBe(
          sign(level - other || i - j),
        );
      }),
    );
  });

  test('all keys with a prefix, and only those, lie before its end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.uint8Array({ maxLength: 6 }), (prefix, key) => {
        const end = endOfPrefix(prefix);
        const isInside = compareBytes(key, prefix) >= 0 && (end === undefined || compareBytes(key, end) < 0);
        expect(isInside).toBe(compareBytes(key.subarray(0, prefix.length), prefix) === 0);
      }),
    );
    expect(endOfPrefix(Uint8Array.of(0xff, 0xff))).toBeUndefined();
  });

  test('a relation begins with its owner', () => {
    fc.assert(
      fc.property(id, id, number, (owner, item, timeMs) => {
        const prefix = ownerPrefix(KEYSPACE.recordsOfSubject, owner);
        expect(relationKey(KEYSPACE.recordsOfSubject, owner, timeMs, item).subarray(0, prefix.length)).toEqual(prefix);
      }),
    );
  });

  test('texts come back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(textOfKey(textKey(KEYSPACE.state, text))).toBe(text);
      }),
    );
  });

  test('what is no number, id, hash or log makes no key', () => {
    for (const value of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => heightKey(KEYSPACE.header, value)).toThrow(InvariantError);
    for (const value of ['', 'ab', 'x'.repeat(64)])
      expect(() => hashKey(KEYSPACE.blockHash, value as never)).toThrow(InvariantError);
    for (const value of [
      'access',
      'access/ab',
      `other/${'ab'.repeat(20)}`,
      `access/${'ab'.repeat(21)}`,
      `access/${'zz'.repeat(20)}`,
    ]) {
      expect(() => logEntryKey(value as LogName, 0)).toThrow(InvariantError);
    }
    expect(() => logNodeKey(`access/${'ab'.repeat(20)}` as LogName, 54, 0)).toThrow(InvariantError);
    expect(() => relationKey(KEYSPACE.recordsOfSubject, 'ab', 0, 'ab'.repeat(20))).toThrow(InvariantError);
    expect(() => ownerPrefix(KEYSPACE.recordsOfSubject, 'ab')).toThrow(InvariantError);
  });
});
