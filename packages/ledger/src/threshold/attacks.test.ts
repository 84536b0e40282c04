/**
 * The attacks that a naive scheme falls to, each carried out against such a scheme, where it must succeed, and then
 * against ours. The attacker may read record A and wants record B; what it sees is what the network publishes.
 */
import { describe, expect, test } from '@jest/globals';
import { bytesToHex, concatBytes } from '../codec/index.ts';
import {
  generateSecretKey,
  groupBackend,
  type Hash,
  hash,
  type Point,
  type Scalar,
  verifySignature,
} from '../crypto/index.ts';
import { contextOf, network, requestOf } from './ceremony.fixture.ts';
import {
  makeOpeningShare,
  openNetworkSeal,
  sealPoint,
  sealToNetwork,
  verifyNetworkSeal,
  verifyReaderKey,
} from './index.ts';
import { hashToScalar, lagrangeAtZero, negateScalar, scalarOf } from './scalar-field.ts';

const group = groupBackend();
const { key, keyShares, random } = network(4, 'attacks');
const some = keyShares.slice(0, key.threshold);
const coefficients = lagrangeAtZero(some.map(({ index }) => index));

const place = (name: string) => ({
  seal: sealToNetwork(key.publicKey, random(32), contextOf(name), random),
  context: contextOf(name),
});
const [a, b] = [place('record-a'), place('record-b')];

const plus = (...points: Point[]): Point => group.add(points) as Point;
const minus = (one: Point, other: Point): Point => plus(one, group.negate(other));
const toBigInt = (scalar: Scalar): bigint => BigInt(`0x${bytesToHex(scalar)}`);

/** Whether a point opens a seal of ours. */
function opens({ seal, context }: typeof a, shared: Point | null): boolean {
  try {
    return shared !== null && openNetworkSeal(key.publicKey, seal, context, shared).length === 32;
  } catch {
    return false;
  }
}

/** Shares blinded with the reader's key, as in CALYPSO, (seal + reader key) times the key share, combined by anybody. */
function naiveShares(point: Point, readerKey: Point): Point {
  const blinded = plus(point, readerKey);
  return plus(
    ...some.map(({ secret }, i) => group.multiplyPublic(group.multiply(blinded, secret), coefficients[i] as Scalar)),
  );
}

/** What anybody can combine of our shares without the reader's secret: both parts of the encryption. */
function ourShares(placed: typeof a, readerKey: Point): { ephemeral: Point; encrypted: Point } {
  const shares = some.map((own) => makeOpeningShare(key, own, requestOf(readerKey, key.epoch), placed, random));
  const combined = (part: 'ephemeral' | 'encrypted'): Point =>
    plus(...shares.map((share, i) => group.multiplyPublic(share[part], coefficients[i] as Scalar)));
  return { ephemeral: combined('ephemeral'), encrypted: combined('encrypted') };
}

/**
 * A key that is a given point less a known multiple of the generator, with an ECDSA signature that verifies under it:
 * key recovery from a nonce point of one's choice. It needs a digest that does not cover the key.
 */
function forgeSignature(target: Point, digest: Hash): { key: Point; signature: Uint8Array; shift: Scalar } {
  for (let factor = 1; ; factor++) {
    const r = group.multiplyPublic(target, scalarOf(factor)).subarray(1);
    const order = toBigInt(scalarOf(-1)) + 1n;
    const inverse = (value: bigint): bigint => toBigInt(powerOf(value, order - 2n, order));
    const s = scalarOf(toBigInt(r) * inverse(BigInt(factor)));
    if (toBigInt(s) > order / 2n) continue;
    const shift = scalarOf(toBigInt(digest) * inverse(toBigInt(r)));
    return { key: minus(target, group.multiplyBase(shift)), signature: concatBytes(r, s), shift };
  }
}

function powerOf(base: bigint, exponent: bigint, modulus: bigint): Scalar {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus) {
    if (rest & 1n) result = (result * square) % modulus;
  }
  return scalarOf(result);
}

describe('a reader key that is the difference of two seals', () => {
  const difference = minus(sealPoint(b.seal), sealPoint(a.seal));

  test('opens the other record where shares are blinded with the key', () => {
    expect(opens(b, naiveShares(sealPoint(a.seal), difference))).toBe(true);
  });

  test('and passes for a proven one where the key signs by ECDSA what does not cover it', () => {
    const digest = hash('annals/reader/v1', new TextEncoder().encode('signer, salt and items'));
    const forged = forgeSignature(difference, digest);
    expect(verifySignature(digest, forged.signature, forged.key)).toBe(true);
    const combined = naiveShares(sealPoint(a.seal), forged.key);
    expect(opens(b, plus(combined, group.multiply(key.publicKey, forged.shift)))).toBe(true);
  });

  test('proves nothing here', () => {
    const digest = hash('annals/reader/v1', new TextEncoder().encode('signer, salt and items'));
    const forged = forgeSignature(difference, digest);
    expect(verifyReaderKey(forged.key, digest, forged.signature)).toBe(false);
  });

  test('and even unproven opens nothing here', () => {
    const { key: forged, shift } = forgeSignature(difference, hash('annals/reader/v1', new Uint8Array(1)));
    for (const readerKey of [difference, forged]) {
      const { ephemeral, encrypted } = ourShares(a, readerKey);
      const shifted = group.multiply(key.publicKey, shift);
      for (const guess of [
        encrypted,
        ephemeral,
        plus(encrypted, shifted),
        minus(encrypted, ephemeral),
        plus(encrypted, ephemeral),
      ]) {
        expect(opens(a, guess)).toBe(false);
        expect(opens(b, guess)).toBe(false);
      }
    }
  });
});

describe('one reader key for two records, whose published shares the sealer of the first looks at', () => {
  const sealerSecret = generateSecretKey(random);
  /** A seal of record A whose secret is known, as its sealer knows it. */
  const known = (() => {
    let first = true;
    const source = (size: number): Uint8Array => {
      if (!first) return random(size);
      first = false;
      return sealerSecret.slice();
    };
    return { seal: sealToNetwork(key.publicKey, random(32), a.context, source), context: a.context };
  })();
  const reader = group.multiplyBase(generateSecretKey(random));
  const sealersPart = group.multiply(key.publicKey, sealerSecret);

  test('the second opens where shares are blinded with the key', () => {
    expect(sealPoint(known.seal)).toEqual(group.multiplyBase(sealerSecret));
    const [one, other] = [naiveShares(sealPoint(known.seal), reader), naiveShares(sealPoint(b.seal), reader)];
    expect(opens(b, plus(minus(other, one), sealersPart))).toBe(true);
  });

  test('and does not here', () => {
    const [one, other] = [ourShares(known, reader), ourShares(b, reader)];
    expect(opens(b, plus(minus(other.encrypted, one.encrypted), sealersPart))).toBe(false);
  });
});

describe('a seal made from the one of record B by a known shift, put on a record that the attacker may read', () => {
  /** What the network gives for a point when it takes the seal for proven. */
  const raised = (point: Point): Point =>
    plus(
      ...some.map(({ secret }, i) => group.multiplyPublic(group.multiply(point, secret), coefficients[i] as Scalar)),
    );
  const wrapped = random(60);
  const digest = hash('annals/naive-seal/v1', a.context, wrapped);
  const forged = forgeSignature(sealPoint(b.seal), digest);

  test('passes for proven by ECDSA over context and ciphertext, and opens record B', () => {
    expect(verifySignature(digest, forged.signature, forged.key)).toBe(true);
    expect(opens(b, plus(raised(forged.key), group.multiply(key.publicKey, forged.shift)))).toBe(true);
  });

  test("passes for proven by Schnorr's proof without the point in its challenge", () => {
    // Commitment and response first, then the point that they fit: (commitment - response * G) / challenge.
    const [commitment, response] = [sealPoint(b.seal), generateSecretKey(random)];
    const challenge = hashToScalar('annals/naive-proof/v1', commitment, a.context, wrapped);
    const order = toBigInt(scalarOf(-1)) + 1n;
    const inverse = powerOf(toBigInt(challenge), order - 2n, order);
    const point = group.multiplyPublic(minus(commitment, group.multiplyBase(response)), inverse);
    expect(group.multiplyAddPublic(response, point, challenge)).toEqual(commitment);
    const whole = plus(group.multiplyPublic(raised(point), challenge), group.multiply(key.publicKey, response));
    expect(opens(b, whole)).toBe(true);
  });

  test('is refused here, whatever stands for its proof', () => {
    const shifted = plus(sealPoint(b.seal), group.multiplyBase(scalarOf(1)));
    for (const point of [shifted, forged.key, sealPoint(b.seal)]) {
      for (const proof of [b.seal.subarray(-64), forged.signature, a.seal.subarray(-64)]) {
        for (const content of [b.seal.subarray(34, 94), wrapped]) {
          const seal = concatBytes(Uint8Array.of(1), point, content, proof);
          expect(verifyNetworkSeal(key.publicKey, seal, a.context)).toBe(false);
        }
      }
    }
    const seal = concatBytes(Uint8Array.of(1), shifted, wrapped, b.seal.subarray(-64));
    const request = requestOf(group.multiplyBase(scalarOf(5)), key.epoch);
    expect(() =>
      makeOpeningShare(key, some[0] as (typeof some)[number], request, { seal, context: a.context }),
    ).toThrow(expect.objectContaining({ code: 'threshold.seal' }));
  });

  test('and so is the seal itself, copied', () => {
    expect(verifyNetworkSeal(key.publicKey, b.seal, b.context)).toBe(true);
    expect(verifyNetworkSeal(key.publicKey, b.seal, a.context)).toBe(false);
  });
});

test('the network could open every one of these by itself: nothing above fails for want of shares', () => {
  const { ephemeral, encrypted } = ourShares(b, group.multiplyBase(scalarOf(3)));
  expect(opens(b, plus(encrypted, group.multiply(ephemeral, negateScalar(scalarOf(3)))))).toBe(true);
});
