import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TransactionId } from '../codec/index.ts';
import { generateSecretKey, groupBackend } from '../crypto/index.ts';
import { contextOf, network, requestOf } from './ceremony.fixture.ts';
import {
  combineShares,
  makeOpeningShare,
  type OpeningRequest,
  type OpeningShare,
  openNetworkSeal,
  openWithShares,
  proveReaderKey,
  sealToNetwork,
  sortShares,
  verifyOpeningShare,
  verifyReaderKey,
} from './index.ts';

const { key, keyShares, random } = network(4, 'opening');
const contentKey = random(32);
const placed = {
  seal: sealToNetwork(key.publicKey, contentKey, contextOf('general'), random),
  context: contextOf('general'),
};
const readerSecret = generateSecretKey(random);
const request = requestOf(groupBackend().multiplyBase(readerSecret), key.epoch);
const shares = keyShares.map((share) => makeOpeningShare(key, share, request, placed, random));
const [one, two, three, four] = shares as [OpeningShare, OpeningShare, OpeningShare, OpeningShare];

const openFails = expect.objectContaining({ code: 'seal.open-failed' });

describe('shares', () => {
  test('any t of n open, in any order, with nobody named', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(shares, { minLength: 3 }), (some) => {
        const opened = openWithShares(key, request, placed, some, readerSecret);
        expect(opened).toEqual({ contentKey, wrong: [] });
      }),
      { numRuns: 8 },
    );
  });

  test('fewer than t are refused, and forced together give nothing', () => {
    for (const few of [[], [one], [one, two], [two, four]]) {
      expect(() => openWithShares(key, request, placed, few, readerSecret)).toThrow(
        expect.objectContaining({
          code: 'threshold.too-few-shares',
          message: `${few.length} of 3 shares that it takes`,
        }),
      );
      const forced = combineShares(few, readerSecret);
      if (few.length === 0) expect(forced).toBeNull();
      else
        expect(() => openNetworkSeal(key.publicKey, placed.seal, placed.context, forced as Uint8Array)).toThrow(
          openFails,
        );
    }
  });

  test('one share given twice counts once', () => {
    expect(() => openWithShares(key, request, placed, [one, two, two, one], readerSecret)).toThrow('2 of 3 shares');
  });

  test("another reader's secret opens nothing", () => {
    const point = combineShares([one, two, three], generateSecretKey(random)) as Uint8Array;
    expect(() => openNetworkSeal(key.publicKey, placed.seal, placed.context, point)).toThrow(openFails);
  });

  test('the same request answered twice gives other bytes, which combine with the first', () => {
    const again = makeOpeningShare(key, keyShares[0] as (typeof keyShares)[number], request, placed, random);
    expect(again.encrypted).not.toEqual(one.encrypted);
    expect(openWithShares(key, request, placed, [again, two, three], readerSecret).contentKey).toEqual(contentKey);
  });
});

describe('a wrong share', () => {
  /** Every way in which validator 2 can answer wrongly. */
  const lies: [string, OpeningShare][] = [
    ["another validator's share as its own", { ...three, index: 2 }],
    [
      'a share for another reader',
      makeOpeningShare(key, keyShares[1] as never, requestOf(key.publicKey, key.epoch), placed, random),
    ],
    ['a share for another item', makeOpeningShare(key, keyShares[1] as never, { ...request, item: 1 }, placed, random)],
    [
      'a share with a secret that is not its own',
      makeOpeningShare(key, { ...(keyShares[2] as (typeof keyShares)[number]), index: 2 }, request, placed, random),
    ],
    ['another point', { ...two, encrypted: two.ephemeral }],
    ['no point', { ...two, encrypted: new Uint8Array(33) }],
    ['a proof of zeros', { ...two, proof: new Uint8Array(96) }],
    ['no proof', { ...two, proof: new Uint8Array(0) }],
  ];

  test.each(lies)('%s is found and named, and the others open', (_name, lie) => {
    expect(verifyOpeningShare(key, request, placed.seal, lie)).toBe(false);
    expect(openWithShares(key, request, placed, [lie, one, three, four], readerSecret)).toEqual({
      contentKey,
      wrong: [2],
    });
    expect(() => openWithShares(key, request, placed, [one, lie, three], readerSecret)).toThrow(
      expect.objectContaining({
        code: 'threshold.too-few-shares',
        message: '2 of 3 shares that it takes; wrong ones came from 2',
      }),
    );
  });

  test('taken for right would open nothing', () => {
    const [, lie] = lies[3] as [string, OpeningShare];
    const point = combineShares([one, lie, three], readerSecret) as Uint8Array;
    expect(() => openNetworkSeal(key.publicKey, placed.seal, placed.context, point)).toThrow(openFails);
  });

  test('is one with any byte changed', () => {
    fc.assert(
      fc.property(fc.constantFrom('ephemeral', 'encrypted', 'proof'), fc.nat(), fc.nat(7), (part, at, bit) => {
        const bytes = two[part as 'proof'];
        const changed = bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << bit) : byte));
        expect(verifyOpeningShare(key, request, placed.seal, { ...two, [part]: changed })).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  test('of an index that nobody has is wrong too', () => {
    expect(sortShares(key, request, placed.seal, [{ ...two, index: 5 }]).wrong).toEqual([5]);
    const without = { ...key, verificationKeys: key.verificationKeys.map((own, i) => (i === 1 ? null : own)) };
    expect(verifyOpeningShare(without, request, placed.seal, two)).toBe(false);
  });
});

describe('a share answers one request', () => {
  test.each<[string, OpeningRequest]>([
    ['chain', { ...request, chain: new Uint8Array(32) }],
    ['epoch', { ...request, epoch: 2 }],
    ['transaction', { ...request, transaction: 'ce'.repeat(32) as TransactionId }],
    ['item', { ...request, item: 3 }],
    ['section', { ...request, section: 'sensitive' }],
    ['reader key', { ...request, readerKey: key.publicKey }],
  ])('not one of another %s', (_name, other) => {
    expect(verifyOpeningShare(key, request, placed.seal, one)).toBe(true);
    expect(verifyOpeningShare(key, other, placed.seal, one)).toBe(false);
    expect(verifyOpeningShare({ ...key, epoch: other.epoch }, other, placed.seal, one)).toBe(false);
  });

  test('nor one of another seal', () => {
    const other = sealToNetwork(key.publicKey, contentKey, placed.context, random);
    expect(verifyOpeningShare(key, request, other, one)).toBe(false);
  });
});

describe('no share is made', () => {
  const own = keyShares[0] as (typeof keyShares)[number];

  test('for a seal of another place, or one that was changed', () => {
    const refused = expect.objectContaining({ code: 'threshold.seal' });
    expect(() => makeOpeningShare(key, own, request, { ...placed, context: contextOf('sensitive') })).toThrow(refused);
    const changed = placed.seal.map((byte, i) => (i === 40 ? byte ^ 1 : byte));
    expect(() => makeOpeningShare(key, own, request, { ...placed, seal: changed })).toThrow(refused);
  });

  test('with a key share of another epoch', () => {
    const refused = expect.objectContaining({ code: 'threshold.epoch' });
    expect(() => makeOpeningShare(key, { ...own, epoch: 0 }, request, placed)).toThrow(refused);
    expect(() => makeOpeningShare({ ...key, epoch: 2 }, own, request, placed)).toThrow(refused);
    expect(() => makeOpeningShare(key, own, { ...request, epoch: 2 }, placed)).toThrow(refused);
  });

  test('for a reader key that is no point', () => {
    expect(() => makeOpeningShare(key, own, { ...request, readerKey: new Uint8Array(33) }, placed)).toThrow(
      expect.objectContaining({ code: 'key.malformed' }),
    );
  });
});

test('a reader key is proven for one request only', () => {
  const digest = contextOf('a request');
  const proof = proveReaderKey(readerSecret, digest, random);
  expect(verifyReaderKey(request.readerKey, digest, proof)).toBe(true);
  expect(verifyReaderKey(request.readerKey, contextOf('another'), proof)).toBe(false);
  expect(verifyReaderKey(key.publicKey, digest, proof)).toBe(false);
  expect(verifyReaderKey(request.readerKey, digest.subarray(1), proof)).toBe(false);
  expect(
    verifyReaderKey(
      request.readerKey,
      digest,
      proof.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
    ),
  ).toBe(false);
});
