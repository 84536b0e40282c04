import { expect, test } from '@jest/globals';
import { hasHeardEnough, Recency, type RecencyParts } from './recency.ts';

const four = { count: 4, isMember: true };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test.each([
  ['nobody has answered', 0, four, false],
  ['one has, who may be faulty', 1, four, false],
  ['two have, with this one a quorum', 2, four, true],
  ['an observer hears two', 2, { count: 4, isMember: false }, false],
  ['an observer hears three', 3, { count: 4, isMember: false }, true],
  ['it is alone', 0, { count: 1, isMember: true }, true],
  ['an observer of a single validator hears nobody', 0, { count: 1, isMember: false }, false],
  ['it is one of two, and the other is silent', 0, { count: 2, isMember: true }, false],
  ['of seven it hears three', 3, { count: 7, isMember: true }, false],
  ['of seven it hears four', 4, { count: 7, isMember: true }, true],
] as const)('%s', (_, answered, validators, expected) => {
  expect(hasHeardEnough(answered, validators)).toBe(expected);
});

/** A node at a height, among peers that say where they stand, of whom some can give blocks up to a height. */
function begin({
  claims,
  given,
  validators = four,
}: {
  claims: () => number[];
  given: () => number;
  validators?: typeof four;
}) {
  let height = 5;
  let asked = 0;
  const waiting: (() => void)[] = [];
  const parts: RecencyParts = {
    validators: () => validators,
    height: () => height,
    heightsOfOthers: async () => {
      asked += 1;
      return claims();
    },
    catchUp: async () => {
      height = Math.max(height, given());
    },
    later: (_, run) => {
      waiting.push(run);
      return () => {};
    },
  };
  const recency = new Recency(parts);
  recency.start();
  /** Looks so many times more. */
  const look = async (times: number): Promise<boolean> => {
    await turn();
    for (let i = 0; i < times; i++) {
      waiting.shift()?.();
      await turn();
    }
    return recency.isRecent;
  };
  return { look, asked: () => asked, height: () => height, waiting };
}

test('ATTACK few-answers: what a faulty one says, and what others do not say, makes no node recent', async () => {
  // Of seven, two may be faulty: they say that nothing has happened, and two honest ones have not answered yet.
  let claims = [5, 5, 8];
  const node = begin({ claims: () => claims, given: () => 5, validators: { count: 7, isMember: true } });
  expect(await node.look(20)).toBe(false);
  claims = [5, 5, 8, 8];
  expect(await node.look(2)).toBe(false);
});

test('it fetches what others are ahead, and is recent when it is there, and asks no more', async () => {
  let given = 5;
  const node = begin({ claims: () => [5, 8], given: () => given });
  expect(await node.look(2)).toBe(false);
  given = 8;
  expect(await node.look(1)).toBe(true);
  expect([node.height(), node.waiting]).toEqual([8, []]);
  const before = node.asked();
  await node.look(1);
  expect(node.asked()).toBe(before);
});

test('who claims more than there is does not hold it up for ever', async () => {
  const node = begin({ claims: () => [5, 1_000_000], given: () => 5 });
  expect(await node.look(0)).toBe(false);
  expect(await node.look(10)).toBe(true);
});
