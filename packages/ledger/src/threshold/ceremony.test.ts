import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateSecretKey, groupBackend, type Point } from '../crypto/index.ts';
import {
  ceremonyOf,
  crookedDealing,
  type Deviations,
  type Held,
  hold,
  keysOf,
  type Participant,
  participants,
  seeded,
} from './ceremony.fixture.ts';
import { publish } from './dealing.ts';
import {
  type Ceremony,
  type ComplaintEntry,
  checkDealing,
  complain,
  concludeCeremony,
  type Dealing,
  type DealingEntry,
  deal,
  type Fault,
  type KeyShare,
  openingThreshold,
  receiveShare,
  requireCeremony,
  takeKeyShare,
} from './index.ts';
import { drawPolynomial, evaluate } from './polynomial.ts';
import { lagrangeAtZero } from './scalar-field.ts';

const group = groupBackend();

/** The secret that key shares add up to, as nobody ever does outside of a test. */
function secretOf(keyShares: readonly KeyShare[]): Point {
  const coefficients = lagrangeAtZero(keyShares.map(({ index }) => index));
  const summands = keyShares.map(({ secret }, i) => group.multiplySecrets(secret, coefficients[i] as Uint8Array));
  return group.multiplyBase(summands.reduce((sum, one) => group.addSecrets(sum, one) as Uint8Array));
}

const replace = (entries: readonly DealingEntry[], other: DealingEntry): DealingEntry[] =>
  entries.map((entry) => (entry.dealer === other.dealer ? other : entry));
const dealingOf = (entries: readonly DealingEntry[], dealer: number): Dealing =>
  entries.find((entry) => entry.dealer === dealer)?.dealing as Dealing;

function expectKey(held: Held, people: readonly Participant[], faults: readonly Fault[]): void {
  expect(held.conclusion.faults).toEqual(faults);
  const { key, keyShares } = keysOf(held, people);
  const threshold = openingThreshold(people.length);
  expect(key).toMatchObject({ epoch: held.ceremony.epoch, threshold });
  expect(key.verificationKeys).toEqual(keyShares.map(({ secret }) => group.multiplyBase(secret)));
  expect(secretOf(keyShares.slice(0, threshold))).toEqual(key.publicKey);
  expect(secretOf(keyShares.slice(-threshold))).toEqual(key.publicKey);
  if (threshold > 1) expect(secretOf(keyShares.slice(1, threshold))).not.toEqual(key.publicKey);
}

describe('without faults', () => {
  test.each([1, 2, 4, 5])('%d participants generate a key', (count) => {
    const random = seeded(`generate ${count}`);
    const people = participants(count, random);
    expectKey(hold(ceremonyOf(people, 9), people, null, random), people, []);
  });

  test('everybody concludes the same, in whatever order the dealings stand', () => {
    const random = seeded('order');
    const people = participants(4, random);
    const { ceremony, dealings, conclusion } = hold(ceremonyOf(people, 9), people, null, random);
    expect(concludeCeremony(ceremony, dealings.toReversed(), [])).toEqual(conclusion);
  });
});

describe('one of four cheats', () => {
  const random = seeded('cheats');
  const people = participants(4, random);
  const ceremony = ceremonyOf(people, 9);
  const honest = hold(ceremony, people, null, random);
  const from = (deviations: Deviations): Held => hold(ceremony, people, null, seeded('cheats of one'), deviations);

  test('absent', () => {
    const held = from({ dealings: (entries) => entries.filter(({ dealer }) => dealer !== 2) });
    expectKey(held, people, [{ type: 'absent', dealer: 2 }]);
  });

  test.each<[string, (dealing: Dealing) => Dealing]>([
    ['one commitment too few', (dealing) => ({ ...dealing, commitments: dealing.commitments.slice(1) })],
    ['a degree too high', (dealing) => ({ ...dealing, commitments: [...dealing.commitments, dealing.ephemeral] })],
    ['a share too few', (dealing) => ({ ...dealing, shares: dealing.shares.slice(1) })],
    [
      'a commitment that is no point',
      (dealing) => ({ ...dealing, commitments: dealing.commitments.with(1, new Uint8Array(33)) }),
    ],
    ["another dealer's dealing", () => dealingOf(honest.dealings, 3)],
    ['a dealing of another ceremony', () => deal({ ...ceremony, epoch: 10 }, 2, undefined, random)],
    ['a proof of zeros', (dealing) => ({ ...dealing, proof: new Uint8Array(96) })],
  ])('%s is refused', (_name, change) => {
    const held = from({
      dealings: (entries) => replace(entries, { dealer: 2, dealing: change(dealingOf(entries, 2)) }),
    });
    expectKey(held, people, [{ type: 'bad-dealing', dealer: 2 }]);
  });

  test('a bad share, of which its victim complains, disqualifies the dealer', () => {
    const held = from({ dealings: (entries) => replace(entries, crookedDealing(ceremony, 2, [4], random)) });
    expect(checkDealing(ceremony, 2, dealingOf(held.dealings, 2))).toEqual({ ok: true });
    expect(held.complaints.map(({ complainer }) => complainer)).toEqual([4]);
    expectKey(held, people, [{ type: 'bad-share', dealer: 2, participant: 4 }]);
  });

  test('a share that is zero, or beyond the order, is a bad one', () => {
    for (const value of [new Uint8Array(32), new Uint8Array(32).fill(255)]) {
      const polynomial = drawPolynomial(ceremony.threshold, random);
      const values = [1, 2, 3].map((index) => evaluate(polynomial, index) as Uint8Array);
      const dealing = publish(ceremony, 2, polynomial, [...values, value], random);
      expect(receiveShare(ceremony, 2, dealing, 3, (people[2] as Participant).secret)).toEqual(values[2]);
      expect(receiveShare(ceremony, 2, dealing, 4, (people[3] as Participant).secret)).toBeNull();
      const held = from({ dealings: (entries) => replace(entries, { dealer: 2, dealing }) });
      expect(held.conclusion.faults).toEqual([{ type: 'bad-share', dealer: 2, participant: 4 }]);
    }
  });

  test('a bad share that its victim does not complain of leaves the victim, and nobody else, without a share', () => {
    const held = from({
      dealings: (entries) => replace(entries, crookedDealing(ceremony, 2, [4], random)),
      silent: [4],
    });
    expect(held.conclusion).toMatchObject({ ok: true, faults: [] });
    if (!held.conclusion.ok) return;
    const take = ({ index, secret }: Participant) => takeKeyShare(ceremony, held.conclusion as never, index, secret);
    expect(secretOf(people.slice(0, 3).map(take))).toEqual(held.conclusion.key.publicKey);
    expect(() => take(people[3] as Participant)).toThrow(expect.objectContaining({ code: 'threshold.key-share' }));
  });

  test('a rogue commitment, which would cancel those of the others, cannot be proven', () => {
    const others = honest.dealings
      .filter(({ dealer }) => dealer !== 4)
      .map(({ dealing }) => dealing.commitments[0] as Point);
    const target = group.multiplyBase(generateSecretKey(random));
    const rogue = group.add([target, ...others.map((point) => group.negate(point))]) as Point;
    expect(group.add([rogue, ...others])).toEqual(target);
    const own = dealingOf(honest.dealings, 4);
    const held = from({
      dealings: () =>
        replace(honest.dealings, { dealer: 4, dealing: { ...own, commitments: own.commitments.with(0, rogue) } }),
    });
    expectKey(held, people, [{ type: 'bad-dealing', dealer: 4 }]);
  });

  test('a second dealing changes nothing; the same one again is no fault', () => {
    const second = { dealer: 2, dealing: deal(ceremony, 2, undefined, random) };
    const again = { dealer: 3, dealing: dealingOf(honest.dealings, 3) };
    const conclusion = concludeCeremony(ceremony, [...honest.dealings, second, again], []);
    expect(conclusion).toEqual({ ...honest.conclusion, faults: [{ type: 'second-dealing', dealer: 2 }] });
  });

  test('a complaint about a good share names the one that complains', () => {
    const complaint = complain(
      ceremony,
      3,
      dealingOf(honest.dealings, 3),
      1,
      (people[0] as Participant).secret,
      random,
    );
    const entry = { complainer: 1, complaint };
    const conclusion = concludeCeremony(ceremony, honest.dealings, [entry, entry]);
    expect(conclusion).toEqual({
      ...honest.conclusion,
      faults: [{ type: 'false-complaint', participant: 1, dealer: 3 }],
    });
  });

  test('who has complained wrongly is heard no more: what a liar can make everybody compute is bounded', () => {
    const { dealing } = crookedDealing(ceremony, 4, [1], random);
    const dealings = honest.dealings.map((entry) => (entry.dealer === 4 ? { dealer: 4, dealing } : entry));
    const about = (dealer: number) => ({
      complainer: 1,
      complaint: complain(ceremony, dealer, dealingOf(dealings, dealer), 1, (people[0] as Participant).secret, random),
    });
    const lie = { type: 'false-complaint', participant: 1, dealer: 3 };
    const truth = { type: 'bad-share', dealer: 4, participant: 1 };
    expect(concludeCeremony(ceremony, dealings, [about(3), about(2), about(4)]).faults).toEqual([lie]);
    expect(concludeCeremony(ceremony, dealings, [about(4), about(4), about(3)]).faults).toEqual([truth, lie]);
  });

  test('a complaint that shows nothing does not count', () => {
    const right = complain(ceremony, 3, dealingOf(honest.dealings, 3), 1, (people[0] as Participant).secret, random);
    const stranger = complain(ceremony, 3, dealingOf(honest.dealings, 3), 1, (people[1] as Participant).secret, random);
    const entries: ComplaintEntry[] = [
      { complainer: 1, complaint: { ...right, shared: right.proof.subarray(0, 33) } },
      { complainer: 2, complaint: right },
      { complainer: 3, complaint: { ...right, dealer: 4 } },
      { complainer: 4, complaint: { ...right, dealer: 77 } },
      { complainer: 5, complaint: right },
    ];
    expect(concludeCeremony(ceremony, honest.dealings, entries)).toEqual({
      ...honest.conclusion,
      faults: entries.map(({ complainer, complaint: { dealer } }) => ({
        type: 'bad-complaint',
        participant: complainer,
        dealer,
      })),
    });
    expect(concludeCeremony(ceremony, honest.dealings, [{ complainer: 1, complaint: stranger }]).faults).toEqual([
      { type: 'bad-complaint', participant: 1, dealer: 3 },
    ]);
  });

  test('every change of a dealing is refused', () => {
    const dealing = dealingOf(honest.dealings, 1);
    const part = fc.constantFrom('commitments', 'ephemeral', 'shares', 'proof');
    fc.assert(
      fc.property(part, fc.nat(), fc.nat(), fc.nat(7), (name, which, at, bit) => {
        const flip = (bytes: Uint8Array): Uint8Array =>
          bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << bit) : byte));
        const value = dealing[name as keyof Dealing];
        const changed =
          value instanceof Uint8Array
            ? flip(value)
            : value.with(which % value.length, flip(value[which % value.length] as Uint8Array));
        expect(checkDealing(ceremony, 1, { ...dealing, [name]: changed }).ok).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  test('two of four, and there is no key', () => {
    const held = from({ dealings: (entries) => entries.slice(0, 2) });
    expect(held.conclusion).toEqual({
      ok: false,
      code: 'threshold.no-key',
      reason: '2 dealers qualify, and it takes 3',
      faults: [
        { type: 'absent', dealer: 3 },
        { type: 'absent', dealer: 4 },
      ],
    });
  });
});

describe('what a ceremony may be', () => {
  const people = participants(4, seeded('bounds'));
  const good = ceremonyOf(people, 9);
  const [first] = good.participants as [Point];
  test.each<[string, Ceremony]>([
    ['no participants', { ...good, participants: [], threshold: 1 }],
    ['more than a hundred', { ...good, participants: Array.from({ length: 101 }, () => first) }],
    ['a threshold of zero', { ...good, threshold: 0 }],
    ['a threshold above their number', { ...good, threshold: 5 }],
    ['a threshold that is no integer', { ...good, threshold: 2.5 }],
    ['a key twice', { ...good, participants: [...good.participants.slice(0, 3), first] }],
    ['a key that is none', { ...good, participants: good.participants.with(3, new Uint8Array(33)) }],
    ['another chain id', { ...good, chain: new Uint8Array(31) }],
    ['an epoch below zero', { ...good, epoch: -1 }],
    [
      'an epoch not after the last',
      { ...good, previous: { epoch: 9, threshold: 1, publicKey: first, verificationKeys: [first] } },
    ],
  ])('not with %s', (_name, ceremony) => {
    expect(() => requireCeremony(good)).not.toThrow();
    expect(() => requireCeremony(ceremony)).toThrow(expect.objectContaining({ code: 'threshold.ceremony' }));
  });

  test.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
    [5, 4],
    [6, 5],
    [7, 5],
    [10, 7],
    [100, 67],
  ])('%d participants: %d open', (n, t) => {
    expect(openingThreshold(n)).toBe(t);
  });
});
