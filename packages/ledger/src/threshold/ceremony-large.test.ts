/** Ceremonies of seven and ten in which f cheat at once, each in another way. */
import { expect, test } from '@jest/globals';
import { ceremonyOf, crookedDealing, hold, keysOf, participants, seeded } from './ceremony.fixture.ts';
import { complain, type DealingEntry, type Fault, openingThreshold } from './index.ts';

test.each<[number, Fault[]]>([
  [
    7,
    [
      { type: 'bad-share', dealer: 3, participant: 1 },
      { type: 'absent', dealer: 7 },
    ],
  ],
  [
    10,
    [
      { type: 'bad-dealing', dealer: 9 },
      { type: 'bad-share', dealer: 3, participant: 1 },
      { type: 'false-complaint', participant: 9, dealer: 4 },
      { type: 'absent', dealer: 10 },
    ],
  ],
])('%d participants, of whom f cheat, generate a key and name them', (count, faults) => {
  const random = seeded(`large ${count}`);
  const people = participants(count, random);
  const ceremony = ceremonyOf(people, 9);
  const held = hold(ceremony, people, null, random, {
    dealings: (entries) =>
      entries
        .filter(({ dealer }) => dealer !== count)
        .map((entry): DealingEntry => {
          if (entry.dealer === 3) return crookedDealing(ceremony, 3, count === 7 ? [1] : [1, 2], random);
          if (entry.dealer === 9) return { dealer: 9, dealing: { ...entry.dealing, proof: new Uint8Array(96) } };
          return entry;
        }),
    complaints: (due, dealings) => {
      if (count === 7) return due;
      const [liar, accused] = [people[8], dealings.find(({ dealer }) => dealer === 4)];
      if (!liar || !accused) throw new Error('no such participant');
      return [...due, { complainer: 9, complaint: complain(ceremony, 4, accused.dealing, 9, liar.secret, random) }];
    },
  });
  expect(held.conclusion.faults).toEqual(faults);
  const { key, keyShares } = keysOf(held, people);
  expect(key.threshold).toBe(openingThreshold(count));
  expect(keyShares).toHaveLength(count);
  expect(held.conclusion.ok && [...held.conclusion.qualified.keys()]).toHaveLength(count - (count === 7 ? 2 : 3));
});
