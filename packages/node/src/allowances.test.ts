import { expect, test } from '@jest/globals';
import { Allowances } from './allowances.ts';

const limited = (names = 10) => new Allowances({ perSecond: 10, atOnce: 20, names });

test('what is left is taken, and comes back with time up to what may be taken at once', () => {
  const allowances = limited();
  expect(allowances.take('a', 15, 0)).toBe(true);
  expect(allowances.take('a', 6, 0)).toBe(false);
  expect(allowances.take('a', 6, 100)).toBe(true);
  expect(allowances.left('a', 60_000)).toBe(20);
  expect(allowances.left('b', 0)).toBe(20);
});

test('what is spent beyond it is a debt', () => {
  const allowances = limited();
  allowances.spend('a', 50, 0);
  expect(allowances.left('a', 1_000)).toBe(-20);
  expect(allowances.take('a', 1, 3_000)).toBe(false);
  expect(allowances.take('a', 1, 3_100)).toBe(true);
});

test('a clock that goes back gives nothing, and takes nothing away for long', () => {
  const allowances = limited();
  allowances.spend('a', 20, 1_000);
  expect(allowances.left('a', 0)).toBe(0);
  expect(allowances.left('a', 100)).toBe(1);
});

test('the one that was quiet longest is forgotten', () => {
  const allowances = limited(2);
  for (const name of ['a', 'b', 'a', 'c']) allowances.spend(name, 10, 0);
  expect([allowances.left('a', 0), allowances.left('c', 0)]).toEqual([0, 10]);
  expect(allowances.left('b', 0)).toBe(20);
});
