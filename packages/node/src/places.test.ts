import { beforeEach, describe, expect, test } from '@jest/globals';
import { Places } from './places.ts';

const stranger = (account: string) => ({ account, isMember: false });
const member = (account: string) => ({ account, isMember: true });

let places: Places<string>;
beforeEach(() => {
  places = new Places({ all: 8, ofOneAddress: 4, keptForMembers: 2 });
});

/** Takes places named after the account: `a1`, `a2`. */
function fill(account: string, count: number): (string | null | undefined)[] {
  return Array.from({ length: count }, (_, i) => places.take(`${account}${i + 1}`, stranger(account)));
}

test('one address has its part; its idlest gives way to its own next, and none does while all are busy', () => {
  expect(fill('a', 4)).toEqual([null, null, null, null]);
  places.touch('a1', false);
  expect(places.take('a5', stranger('a'))).toBe('a2');
  expect(places.of('a')).toBe(4);
  for (const busy of ['a1', 'a3', 'a4', 'a5']) places.touch(busy, true);
  expect(places.take('a6', stranger('a'))).toBeUndefined();
  expect(places.size).toBe(4);
});

describe('when all places of strangers are taken', () => {
  beforeEach(() => void [fill('a', 4), fill('b', 2)]);

  test('whoever has most gives way to somebody else, idle ones first', () => {
    places.touch('a1', true);
    expect(places.take('c1', stranger('c'))).toBe('a2');
    expect([places.of('a'), places.of('c'), places.size]).toEqual([3, 1, 6]);
  });

  test('also a busy one, to whoever has less', () => {
    for (const busy of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2']) places.touch(busy, true);
    expect(places.take('c1', stranger('c'))).toBe('a1');
    places.touch('c1', true);
    expect(places.take('c2', stranger('c'))).toBe('a2');
    // Two each: nobody has less than another.
    places.touch('c2', true);
    expect(places.take('b3', stranger('b'))).toBeUndefined();
  });

  test('members have places left, and are displaced by no stranger', () => {
    expect([places.take('m1', member('m')), places.take('m2', member('m'))]).toEqual([null, null]);
    expect(places.take('m3', member('m'))).toBe('a1');
    for (const account of ['c', 'd', 'e', 'f', 'g']) expect(places.take(account, stranger(account))).not.toMatch(/^m/);
    expect(places.of('m')).toBe(3);
  });

  test('whoever turns out to be a member makes room for a stranger', () => {
    expect(places.assign('a1', member('a'))).toBe(true);
    expect(places.take('c1', stranger('c'))).toBeNull();
  });
});

test('what comes through a proxy is counted by whom it is for', () => {
  for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) places.take(name, { account: null, isMember: false });
  for (const name of ['p1', 'p2', 'p3', 'p4']) expect(places.assign(name, stranger('a'))).toBe(true);
  expect(places.assign('p5', stranger('a'))).toBe(false);
  expect(places.assign('p5', stranger('b'))).toBe(true);
  places.leave('p1');
  expect([places.of('a'), places.of('b')]).toEqual([3, 1]);
});
