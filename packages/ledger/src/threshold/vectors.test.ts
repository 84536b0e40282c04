import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bytesToHex, hexToBytes, type RecordId, type TransactionId } from '../codec/index.ts';
import { publicKeyOf, type RandomSource } from '../crypto/index.ts';
import {
  type Ceremony,
  ceremonyDigest,
  complain,
  complaintShape,
  concludeCeremony,
  deal,
  dealingShape,
  judgeComplaint,
  type KeyShare,
  makeOpeningShare,
  type NetworkKey,
  networkSealContext,
  openingShareShape,
  openNetworkSeal,
  openWithShares,
  proveReaderKey,
  sealToNetwork,
  takeKeyShare,
  verifyNetworkSeal,
  verifyOpeningShare,
  verifyReaderKey,
} from './index.ts';

interface CeremonyVector {
  readonly epoch: number;
  readonly threshold: number;
  readonly digest: string;
  readonly participantSecrets: readonly string[];
  readonly dealings: readonly { readonly dealer: number; readonly random: string; readonly dealing: unknown }[];
  readonly publicKey: string;
  readonly verificationKeys: readonly string[];
  readonly keyShares: readonly string[];
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/threshold.json', import.meta.url), 'utf8'),
) as {
  chain: string;
  generation: CeremonyVector;
  resharing: CeremonyVector;
  complaint: { complainer: number; random: string; complaint: unknown; judgement: string };
  seal: Record<'record' | 'section' | 'policy' | 'context' | 'contentKey' | 'random' | 'seal' | 'shared', string> & {
    version: number;
  };
  invalidSeals: readonly { comment: string; seal: string }[];
  opening: {
    epoch: number;
    transaction: string;
    item: number;
    section: string;
    readerSecret: string;
    shares: readonly { random: string; share: unknown }[];
  };
  readerKey: Record<'request' | 'random' | 'key' | 'proof', string>;
};
const chain = hexToBytes(vectors.chain);

/** Gives back what was drawn, and fails when more is asked for than that. */
function replay(random: string): RandomSource {
  let rest = hexToBytes(random);
  return (size) => {
    if (rest.length < size) throw new Error('more random bytes are drawn than the vector has');
    const drawn = rest.slice(0, size);
    rest = rest.slice(size);
    return drawn;
  };
}

function ceremonyOf(vector: CeremonyVector, previous: NetworkKey | null): Ceremony {
  const { epoch, threshold, participantSecrets } = vector;
  const participants = participantSecrets.map((secret) => publicKeyOf(hexToBytes(secret)));
  return { chain, epoch, threshold, participants, previous };
}

const keyOf = ({ epoch, threshold, publicKey, verificationKeys }: CeremonyVector): NetworkKey => ({
  epoch,
  threshold,
  publicKey: hexToBytes(publicKey),
  verificationKeys: verificationKeys.map(hexToBytes),
});
const keyShareOf = ({ epoch, keyShares }: CeremonyVector, index: number): KeyShare => ({
  epoch,
  index,
  secret: hexToBytes(keyShares[index - 1] as string),
});

const key = keyOf(vectors.generation);
const first = ceremonyOf(vectors.generation, null);

describe.each([
  ['generation', vectors.generation, null],
  ['re-sharing', vectors.resharing, vectors.generation],
] as const)('%s', (_name, vector, before) => {
  const ceremony = ceremonyOf(vector, before && keyOf(before));

  test('dealings', () => {
    expect(bytesToHex(ceremonyDigest(ceremony))).toBe(vector.digest);
    for (const { dealer, random, dealing } of vector.dealings) {
      const held = before ? keyShareOf(before, dealer) : undefined;
      expect(dealingShape.toJson(deal(ceremony, dealer, held, replay(random)))).toEqual(dealing);
    }
  });

  test('key and key shares', () => {
    const dealings = vector.dealings.map(({ dealer, dealing }) => ({
      dealer,
      dealing: dealingShape.fromJson(dealing),
    }));
    const conclusion = concludeCeremony(ceremony, dealings, []);
    expect(conclusion.faults).toEqual(before ? [{ type: 'absent', dealer: 2 }] : []);
    if (!conclusion.ok) throw new Error(conclusion.reason);
    expect(conclusion.key).toEqual(keyOf(vector));
    for (const [position, secret] of vector.participantSecrets.entries()) {
      const own = takeKeyShare(ceremony, conclusion, position + 1, hexToBytes(secret));
      expect(own).toEqual(keyShareOf(vector, position + 1));
    }
  });
});

test('complaint', () => {
  const { complainer, random, complaint, judgement } = vectors.complaint;
  const read = complaintShape.fromJson(complaint);
  const dealing = dealingShape.fromJson(vectors.generation.dealings[read.dealer - 1]?.dealing);
  const secret = hexToBytes(vectors.generation.participantSecrets[complainer - 1] as string);
  expect(complain(first, read.dealer, dealing, complainer, secret, replay(random))).toEqual(read);
  expect(judgeComplaint(first, dealing, complainer, read)).toBe(judgement);
});

const { seal: vector } = vectors;
const placed = { seal: hexToBytes(vector.seal), context: hexToBytes(vector.context) };

describe('seal', () => {
  test('its context', () => {
    const place = { ...vector, chain, record: vector.record as RecordId, policy: hexToBytes(vector.policy) };
    expect(networkSealContext(place)).toEqual(placed.context);
  });

  test('is made, verified and opened', () => {
    const contentKey = hexToBytes(vector.contentKey);
    expect(sealToNetwork(key.publicKey, contentKey, placed.context, replay(vector.random))).toEqual(placed.seal);
    expect(verifyNetworkSeal(key.publicKey, placed.seal, placed.context)).toBe(true);
    expect(openNetworkSeal(key.publicKey, placed.seal, placed.context, hexToBytes(vector.shared))).toEqual(contentKey);
  });

  test.each(vectors.invalidSeals)('$comment', ({ seal }) => {
    expect(verifyNetworkSeal(key.publicKey, hexToBytes(seal), placed.context)).toBe(false);
  });
});

test('opening', () => {
  const { epoch, item, section, transaction, readerSecret, shares } = vectors.opening;
  const secret = hexToBytes(readerSecret);
  const request = {
    chain,
    epoch,
    item,
    section,
    transaction: transaction as TransactionId,
    readerKey: publicKeyOf(secret),
  };
  const read = shares.map(({ share }) => openingShareShape.fromJson(share));
  for (const [position, share] of read.entries()) {
    const own = keyShareOf(vectors.generation, share.index);
    expect(makeOpeningShare(key, own, request, placed, replay(shares[position]?.random ?? ''))).toEqual(share);
    expect(verifyOpeningShare(key, request, placed.seal, share)).toBe(true);
  }
  expect(openWithShares(key, request, placed, read, secret)).toEqual({
    contentKey: hexToBytes(vector.contentKey),
    wrong: [],
  });
});

test('reader key', () => {
  const { request, random, key: readerKey, proof } = vectors.readerKey;
  const secret = hexToBytes(vectors.opening.readerSecret);
  expect(bytesToHex(proveReaderKey(secret, hexToBytes(request), replay(random)))).toBe(proof);
  expect(verifyReaderKey(hexToBytes(readerKey), hexToBytes(request), hexToBytes(proof))).toBe(true);
});
