import { expect, test } from '@jest/globals';
import { hasReached, Recency } from './recency.ts';

const four = { count: 4, isMember: true };

test.each([
  ['nobody has answered', 10, [], four, false],
  ['one has, who may be faulty', 10, [10], four, false],
  ['two have, and both are behind', 10, [9, 8], four, true],
  ['two are ahead', 10, [11, 12], four, false],
  ['one of three claims more than there is', 10, [10, 9, 1_000_000], four, true],
  ['an observer hears two', 10, [10, 10], { count: 4, isMember: false }, true],
  ['an observer hears one', 10, [10], { count: 4, isMember: false }, false],
  ['it is alone', 10, [], { count: 1, isMember: true }, true],
  ['an observer of a single validator hears nobody', 10, [], { count: 1, isMember: false }, false],
  ['it is one of two, and the other is silent', 10, [], { count: 2, isMember: true }, false],
] as const)('%s', (_, height, others, validators, expected) => {
  expect(hasReached(height, others, validators)).toBe(expected);
});

test('it is asked again until it has caught up, and then no more', async () => {
  let height = 5;
  let asked = 0;
  const waiting: (() => void)[] = [];
  const recency = new Recency({
    validators: () => four,
    height: () => height,
    heightsOfOthers: async () => {
      asked += 1;
      return [8, 8, 8];
    },
    later: (_, run) => {
      waiting.push(run);
      return () => {};
    },
  });
  const turn = async (): Promise<void> => {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  recency.start();
  await turn();
  expect(recency.isRecent).toBe(false);
  await turn();
  height = 8;
  await turn();
  expect(recency.isRecent).toBe(true);
  expect(waiting).toEqual([]);
  const before = asked;
  await turn();
  expect(asked).toBe(before);
});
