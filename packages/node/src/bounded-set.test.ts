import { expect, test } from '@jest/globals';
import { BoundedSet } from './bounded-set.ts';

test('the latest are remembered, the oldest makes room, and one that is there already takes none', () => {
  const set = new BoundedSet<string>(2);
  for (const item of ['a', 'b', 'b', 'a']) set.add(item);
  expect([set.has('a'), set.has('b')]).toEqual([true, true]);
  set.add('c');
  expect([set.has('a'), set.has('b'), set.has('c')]).toEqual([false, true, true]);
  set.delete('b');
  set.add('d');
  expect([set.has('b'), set.has('c'), set.has('d')]).toEqual([false, true, true]);
});
