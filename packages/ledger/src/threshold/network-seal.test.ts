import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordId } from '../codec/index.ts';
import { generateSecretKey, groupBackend } from '../crypto/index.ts';
import { CHAIN, contextOf, seeded } from './ceremony.fixture.ts';
import {
  NETWORK_SEAL_SIZE_BYTES,
  networkSealContext,
  openNetworkSeal,
  sealPoint,
  sealToNetwork,
  verifyNetworkSeal,
} from './index.ts';

const random = seeded('network seals');
const secret = generateSecretKey(random);
const publicKey = groupBackend().multiplyBase(secret);
const contentKey = random(32);
const context = contextOf('general');
const seal = sealToNetwork(publicKey, contentKey, context, random);
const shared = groupBackend().multiply(sealPoint(seal), secret);

test('a seal is proven, and opens with the product of its point and the secret', () => {
  expect(seal).toHaveLength(NETWORK_SEAL_SIZE_BYTES);
  expect(verifyNetworkSeal(publicKey, seal, context)).toBe(true);
  expect(openNetworkSeal(publicKey, seal, context, shared)).toEqual(contentKey);
});

test('no two seals are alike', () => {
  expect(sealToNetwork(publicKey, contentKey, context)).not.toEqual(sealToNetwork(publicKey, contentKey, context));
});

test('a change of any byte is refused', () => {
  for (let at = 0; at < seal.length; at++) {
    const changed = seal.map((byte, i) => (i === at ? byte ^ 1 : byte));
    expect({ at, valid: verifyNetworkSeal(publicKey, changed, context) }).toEqual({ at, valid: false });
  }
});

describe('a seal is bound to its place', () => {
  const place = {
    chain: CHAIN,
    record: 'ab'.repeat(20) as RecordId,
    version: 1,
    section: 'general',
    policy: new Uint8Array(32),
  };
  const own = networkSealContext(place);
  const placed = sealToNetwork(publicKey, contentKey, own, random);

  test.each([
    ['chain', { ...place, chain: new Uint8Array(32) }],
    ['record', { ...place, record: 'ac'.repeat(20) as RecordId }],
    ['version', { ...place, version: 2 }],
    ['section', { ...place, section: 'sensitive' }],
    ['policy', { ...place, policy: new Uint8Array(32).fill(1) }],
  ])('another %s', (_name, other) => {
    expect(verifyNetworkSeal(publicKey, placed, own)).toBe(true);
    expect(verifyNetworkSeal(publicKey, placed, networkSealContext(other))).toBe(false);
    const point = groupBackend().multiply(sealPoint(placed), secret);
    expect(() => openNetworkSeal(publicKey, placed, networkSealContext(other), point)).toThrow(
      expect.objectContaining({ code: 'seal.open-failed' }),
    );
  });

  test('and to its network', () => {
    expect(verifyNetworkSeal(groupBackend().negate(publicKey), placed, own)).toBe(false);
  });

  test('a chain id or policy of another length is refused', () => {
    for (const wrong of [
      { ...place, chain: new Uint8Array(31) },
      { ...place, policy: new Uint8Array(0) },
    ]) {
      expect(() => networkSealContext(wrong)).toThrow(expect.objectContaining({ code: 'codec.shape' }));
    }
  });
});

test('bytes that are no seal are refused without a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 40 }), (bytes, other) => {
      expect(verifyNetworkSeal(publicKey, bytes, context)).toBe(false);
      expect(verifyNetworkSeal(publicKey, seal, other)).toBe(false);
      expect(verifyNetworkSeal(other, seal, context)).toBe(false);
    }),
    { numRuns: 30 },
  );
  expect(() => sealPoint(seal.subarray(1))).toThrow(expect.objectContaining({ code: 'seal.malformed' }));
});

test('with another point it does not open', () => {
  for (const wrong of [sealPoint(seal), publicKey, groupBackend().negate(shared)]) {
    expect(() => openNetworkSeal(publicKey, seal, context, wrong)).toThrow(
      expect.objectContaining({ code: 'seal.open-failed' }),
    );
  }
});

test('a network key that is no point is refused', () => {
  expect(() => sealToNetwork(new Uint8Array(33), contentKey, context)).toThrow(
    expect.objectContaining({ code: 'key.malformed' }),
  );
});
