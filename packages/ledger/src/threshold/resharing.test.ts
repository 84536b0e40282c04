import { beforeAll, describe, expect, test } from '@jest/globals';
import { generateSecretKey, groupBackend } from '../crypto/index.ts';
import {
  ceremonyOf,
  contextOf,
  crookedDealing,
  hold,
  keysOf,
  network,
  type Participant,
  participants,
  requestOf,
  seeded,
} from './ceremony.fixture.ts';
import {
  checkDealing,
  combineShares,
  deal,
  type KeyShare,
  makeOpeningShare,
  type NetworkKey,
  type OpeningShare,
  openNetworkSeal,
  openWithShares,
  sealToNetwork,
  sortShares,
} from './index.ts';

const { people: four, key: oldKey, keyShares: oldShares } = network(4, 're-sharing', 1);
const random = seeded('re-sharing, second epoch');
const newcomers = participants(2, random);
const contentKey = random(32);
const placed = {
  seal: sealToNetwork(oldKey.publicKey, contentKey, contextOf('old'), random),
  context: contextOf('old'),
};
const readerSecret = generateSecretKey(random);
const readerKey = groupBackend().multiplyBase(readerSecret);

const renumber = (people: readonly Participant[]): Participant[] =>
  people.map((person, position) => ({ ...person, index: position + 1 }));

const answer = (key: NetworkKey, share: KeyShare): OpeningShare =>
  makeOpeningShare(key, share, requestOf(readerKey, key.epoch), placed, random);

function expectOpens(key: NetworkKey, keyShares: readonly KeyShare[]): void {
  expect(key.publicKey).toEqual(oldKey.publicKey);
  for (const some of [keyShares.slice(0, key.threshold), keyShares.slice(-key.threshold)]) {
    const shares = some.map((share) => answer(key, share));
    expect(openWithShares(key, requestOf(readerKey, key.epoch), placed, shares, readerSecret).contentKey).toEqual(
      contentKey,
    );
  }
}

describe.each<[string, Participant[]]>([
  ['four to five', renumber([...four, newcomers[0] as Participant])],
  [
    'two of four replaced',
    renumber([
      four[1] as Participant,
      newcomers[0] as Participant,
      four[3] as Participant,
      newcomers[1] as Participant,
    ]),
  ],
  ['five to one', renumber([newcomers[0] as Participant])],
])('%s', (_name, people) => {
  const ceremony = ceremonyOf(people, 2, oldKey);
  let key: NetworkKey;
  let keyShares: readonly KeyShare[];
  beforeAll(() => {
    const held = hold(ceremony, people, oldShares, random);
    expect(held.conclusion.faults).toEqual([]);
    // All four qualify; those of the lowest indices count, so that everybody takes the same coefficients.
    expect(held.conclusion.ok && [...held.conclusion.qualified.keys()]).toEqual([1, 2, 3]);
    ({ key, keyShares } = keysOf(held, people));
  });

  test('what was sealed before opens with the new shares', () => {
    expect(key).toMatchObject({ epoch: 2, threshold: ceremony.threshold });
    expectOpens(key, keyShares);
  });

  test('shares of the two epochs do not open together', () => {
    if (people.length === 1) return;
    const [newer, older] = [
      keyShares.map((share) => answer(key, share)),
      oldShares.map((share) => answer(oldKey, share)),
    ];
    // Under the new epoch an old share is a wrong one, ...
    expect(sortShares(key, requestOf(readerKey, 2), placed.seal, older)).toEqual({ usable: [], wrong: [1, 2, 3, 4] });
    // ... and combined all the same, fewer than t of one epoch with any number of the other give nothing.
    for (const fromNew of [1, 2]) {
      for (const threshold of [3, 4]) {
        const mixed = [...newer.slice(0, fromNew), ...older.slice(fromNew, threshold)];
        if (mixed.length !== threshold || threshold - fromNew >= 3) continue;
        const point = combineShares(mixed, readerSecret) as Uint8Array;
        expect(() => openNetworkSeal(oldKey.publicKey, placed.seal, placed.context, point)).toThrow(
          expect.objectContaining({ code: 'seal.open-failed' }),
        );
      }
    }
  });
});

describe('with one of four old holders', () => {
  const people = renumber([...four, newcomers[0] as Participant]);
  const ceremony = ceremonyOf(people, 2, oldKey);

  test('absent', () => {
    const held = hold(ceremony, people, oldShares.slice(1), random);
    expect(held.conclusion.faults).toEqual([{ type: 'absent', dealer: 1 }]);
    const { key, keyShares } = keysOf(held, people);
    expectOpens(key, keyShares);
  });

  test('dealing another secret than its share', () => {
    const held = hold(ceremony, people, oldShares, random, {
      dealings: (entries) => [crookedDealing(ceremony, 1, [], random), ...entries.slice(1)],
    });
    expect(held.conclusion.faults).toEqual([{ type: 'bad-dealing', dealer: 1 }]);
    const { key, keyShares } = keysOf(held, people);
    expectOpens(key, keyShares);
  });

  test('dealing a bad share', () => {
    const held = hold(ceremony, people, oldShares, random, {
      dealings: (entries) => [crookedDealing(ceremony, 1, [5], random, oldShares[0]?.secret), ...entries.slice(1)],
    });
    expect(held.conclusion.faults).toEqual([{ type: 'bad-share', dealer: 1, participant: 5 }]);
    const { key, keyShares } = keysOf(held, people);
    expectOpens(key, keyShares);
  });

  test('more than f absent, and there is no new key', () => {
    const held = hold(ceremony, people, oldShares.slice(2), random);
    expect(held.conclusion).toMatchObject({ ok: false, code: 'threshold.no-key' });
  });

  test('everybody who re-shares needs its own share of the epoch before', () => {
    const refused = expect.objectContaining({ code: 'threshold.epoch' });
    const [own, other] = oldShares as [KeyShare, KeyShare];
    for (const held of [undefined, other, { ...own, epoch: 0 }])
      expect(() => deal(ceremony, 1, held, random)).toThrow(refused);
  });

  test('a holder without a share cannot deal', () => {
    const without = { ...oldKey, verificationKeys: oldKey.verificationKeys.with(0, null) };
    const lame = { ...ceremony, previous: without };
    expect(checkDealing(lame, 1, deal(lame, 1, oldShares[0], random)).ok).toBe(false);
    expect(checkDealing(lame, 5, deal(lame, 2, oldShares[1], random)).ok).toBe(false);
    expect(checkDealing(lame, 2, deal(lame, 2, oldShares[1], random)).ok).toBe(true);
  });
});

test('a share of the second epoch re-shares again', () => {
  const second = renumber(newcomers);
  const middle = keysOf(hold(ceremonyOf(second, 2, oldKey), second, oldShares, random), second);
  const third = keysOf(hold(ceremonyOf(four, 3, middle.key), four, middle.keyShares, random), four);
  expectOpens(third.key, third.keyShares);
  expect(third.keyShares.map(({ secret }) => secret)).not.toEqual(oldShares.map(({ secret }) => secret));
});
