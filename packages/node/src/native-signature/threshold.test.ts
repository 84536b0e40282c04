/** The threshold scheme over libsecp256k1 against the same over noble: equal bytes, equal verdicts. */
import { encode, type TransactionId } from '@annals/ledger/codec';
import {
  type GroupBackend,
  generateSecretKey,
  hash,
  nobleGroup,
  publicKeyOf,
  type RandomSource,
  selectGroupBackend,
} from '@annals/ledger/crypto';
import {
  type Ceremony,
  checkDealing,
  complain,
  concludeCeremony,
  type Dealing,
  deal,
  type KeyShare,
  makeOpeningShare,
  type NetworkKey,
  type OpeningRequest,
  openingThreshold,
  openWithShares,
  proveReaderKey,
  sealToNetwork,
  takeKeyShare,
  verifyNetworkSeal,
  verifyOpeningShare,
} from '@annals/ledger/threshold';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadNativeGroup } from './index.ts';

const native = loadNativeGroup() as GroupBackend;
const CHAIN = new Uint8Array(32).fill(1);

function seeded(name: string): RandomSource {
  let counter = 0;
  return (size) => hash('annals/test-random/v1', encode([name, counter++])).subarray(0, size);
}

/** What a call gives under each of the two groups. */
function both<T>(call: () => T): [native: T, noble: T] {
  selectGroupBackend(native);
  const fast = call();
  selectGroupBackend(nobleGroup);
  return [fast, call()];
}

function network(count: number): { secrets: Uint8Array[]; ceremony: Ceremony; key: NetworkKey; keyShares: KeyShare[] } {
  selectGroupBackend(native);
  const random = seeded(`network of ${count}`);
  const secrets = Array.from({ length: count }, () => generateSecretKey(random));
  const participants = secrets.map((secret) => publicKeyOf(secret));
  const ceremony = { chain: CHAIN, epoch: 1, threshold: openingThreshold(count), participants, previous: null };
  const dealings = participants.map((_, i) => ({ dealer: i + 1, dealing: deal(ceremony, i + 1, undefined, random) }));
  const conclusion = concludeCeremony(ceremony, dealings, []);
  if (!conclusion.ok) throw new Error(conclusion.reason);
  const keyShares = secrets.map((secret, i) => takeKeyShare(ceremony, conclusion, i + 1, secret));
  return { secrets, ceremony, key: conclusion.key, keyShares };
}

const { secrets, ceremony, key, keyShares } = network(4);
const context = new Uint8Array(32).fill(2);
const readerSecret = new Uint8Array(32).fill(3);
const request: OpeningRequest = {
  chain: CHAIN,
  epoch: 1,
  transaction: 'ab'.repeat(32) as TransactionId,
  item: 0,
  section: 'general',
  readerKey: publicKeyOf(readerSecret),
};
const seal = sealToNetwork(key.publicKey, new Uint8Array(32).fill(4), context, seeded('seal'));
const share = makeOpeningShare(key, keyShares[0] as KeyShare, request, { seal, context }, seeded('share'));
const dealing = deal(ceremony, 1, undefined, seeded('dealing'));

const flip = (bytes: Uint8Array, at: number, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << bit) : byte));

afterEach(() => selectGroupBackend(nobleGroup));

test.each<[string, () => unknown]>([
  ['a dealing', () => deal(ceremony, 2, undefined, seeded('a'))],
  ['a seal', () => sealToNetwork(key.publicKey, new Uint8Array(32), context, seeded('b'))],
  ['a share', () => makeOpeningShare(key, keyShares[2] as KeyShare, request, { seal, context }, seeded('c'))],
  ['a complaint', () => complain(ceremony, 1, dealing, 2, secrets[1] as Uint8Array, seeded('d'))],
  ['the proof of a reader key', () => proveReaderKey(readerSecret, context, seeded('e'))],
  ['the conclusion of a ceremony', () => concludeCeremony(ceremony, [{ dealer: 1, dealing }], [])],
])('%s comes out the same', (_name, make) => {
  const [fast, reference] = both(make);
  expect(fast).toEqual(reference);
});

describe('one verdict', () => {
  test('on seals', () => {
    expect(both(() => verifyNetworkSeal(key.publicKey, seal, context))).toEqual([true, true]);
    fc.assert(
      fc.property(fc.nat(), fc.nat(7), fc.integer({ min: -1, max: 1 }), (at, bit, size) => {
        const changed = size < 0 ? seal.subarray(1) : size > 0 ? Uint8Array.of(...seal, 0) : flip(seal, at, bit);
        expect(both(() => verifyNetworkSeal(key.publicKey, changed, context))).toEqual([false, false]);
      }),
      { numRuns: 60 },
    );
  });

  test('on shares', () => {
    expect(both(() => verifyOpeningShare(key, request, seal, share))).toEqual([true, true]);
    fc.assert(
      fc.property(fc.constantFrom('ephemeral', 'encrypted', 'proof'), fc.nat(), fc.nat(7), (part, at, bit) => {
        const changed = { ...share, [part]: flip(share[part as 'proof'], at, bit) };
        expect(both(() => verifyOpeningShare(key, request, seal, changed))).toEqual([false, false]);
      }),
      { numRuns: 40 },
    );
  });

  test('on dealings', () => {
    expect(both(() => checkDealing(ceremony, 1, dealing).ok)).toEqual([true, true]);
    fc.assert(
      fc.property(fc.constantFrom('ephemeral', 'commitments', 'proof'), fc.nat(), fc.nat(7), (part, at, bit) => {
        const value = dealing[part as keyof Dealing];
        const changed = value instanceof Uint8Array ? flip(value, at, bit) : value.map((one) => flip(one, at, bit));
        const verdicts = both(() => checkDealing(ceremony, 1, { ...dealing, [part]: changed }));
        expect(verdicts[0]).toEqual(verdicts[1]);
        expect(verdicts[0].ok).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

test.each([7, 10, 13])('of %d, any t open', (count) => {
  const large = network(count);
  const placed = { seal: sealToNetwork(large.key.publicKey, new Uint8Array(32).fill(9), context), context };
  const shares = large.keyShares.map((own) => makeOpeningShare(large.key, own, request, placed));
  fc.assert(
    fc.property(fc.shuffledSubarray(shares), (some) => {
      const open = () => openWithShares(large.key, request, placed, some, readerSecret).contentKey;
      if (some.length >= large.key.threshold) expect(open()).toEqual(new Uint8Array(32).fill(9));
      else expect(open).toThrow(expect.objectContaining({ code: 'threshold.too-few-shares' }));
    }),
    { numRuns: 40 },
  );
});
