import { expect, test } from '@jest/globals';
import { PeerQueue } from './peer-queue.ts';

function drained<T>(queue: PeerQueue<T>): T[] {
  const items: T[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

test('peers take turns, and each keeps its order', () => {
  const queue = new PeerQueue<string>();
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', item);
  for (const item of ['b1', 'b2']) queue.push('b', item);
  expect(drained(queue)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  expect(queue.shift()).toBeUndefined();
});

test('a peer that floods loses its own oldest, and nobody else loses anything (FAILURES 17)', () => {
  const queue = new PeerQueue<string>(3);
  queue.push('honest', 'vote');
  for (let i = 0; i < 100; i++) queue.push('flood', `noise ${i}`);
  expect(drained(queue)).toEqual(['vote', 'noise 97', 'noise 98', 'noise 99']);
});
