import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesToHex } from '../codec/index.ts';
import { generateSecretKey, groupBackend, type Scalar, sha256 } from '../crypto/index.ts';
import { seeded } from './ceremony.fixture.ts';
import { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from './linear-proof.ts';
import { hashToScalar, lagrangeAtZero, negateScalar, scalarOf } from './scalar-field.ts';

const group = groupBackend();
const random = seeded('linear proofs');
const [x, k, b] = [generateSecretKey(random), generateSecretKey(random), generateSecretKey(random)];
const [B, C] = [group.multiplyBase(b), group.multiplyBase(generateSecretKey(random))];
const sum = group.add([group.multiply(B, x), group.multiply(C, k)]) as Uint8Array;

/** One statement with every form of equation: generator alone, base alone, two bases. */
const statement: LinearStatement = {
  domain: 'annals/test-proof/v1',
  context: sha256(Uint8Array.of(1)),
  secretCount: 2,
  equations: [
    { image: group.multiplyBase(x), terms: [{ secret: 0 }] },
    { image: group.multiply(B, k), terms: [{ secret: 1, base: B }] },
    {
      image: sum,
      terms: [
        { secret: 0, base: B },
        { secret: 1, base: C },
      ],
    },
    {
      image: group.add([group.multiplyBase(k), group.multiply(C, x)]) as Uint8Array,
      terms: [{ secret: 1 }, { secret: 0, base: C }],
    },
  ],
};
const proof = proveLinear(statement, [x, k], random);

const toBigInt = (scalar: Uint8Array): bigint => BigInt(`0x${bytesToHex(scalar)}`);

describe('a proof', () => {
  test('holds for its statement', () => {
    expect(proof).toHaveLength(linearProofSize(2));
    expect(verifyLinear(statement, proof)).toBe(true);
  });

  test('with any bit changed is refused', () => {
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.nat(7), (at, bit) => {
        const changed = proof.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
        expect(verifyLinear(statement, changed)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  test.each<[string, LinearStatement]>([
    ['another domain', { ...statement, domain: 'annals/other-proof/v1' }],
    ['another context', { ...statement, context: sha256(Uint8Array.of(2)) }],
    ['an equation left out', { ...statement, equations: statement.equations.slice(1) }],
    ['equations in another order', { ...statement, equations: statement.equations.toReversed() }],
    [
      'an image that is another point',
      { ...statement, equations: statement.equations.map((one, i) => (i === 2 ? { ...one, image: B } : one)) },
    ],
    [
      'an image that is no point',
      {
        ...statement,
        equations: statement.equations.map((one, i) => (i === 2 ? { ...one, image: new Uint8Array(33) } : one)),
      },
    ],
    [
      'the secrets changed over',
      { ...statement, equations: statement.equations.map((one, i) => (i ? one : { ...one, terms: [{ secret: 1 }] })) },
    ],
  ])('does not hold for %s', (_name, other) => expect(verifyLinear(other, proof)).toBe(false));

  test('of another length, of zeros, or of scalars beyond the order, is refused', () => {
    for (const bytes of [
      new Uint8Array(0),
      proof.subarray(1),
      Uint8Array.of(...proof, 0),
      new Uint8Array(96),
      new Uint8Array(96).fill(255),
    ]) {
      expect(verifyLinear(statement, bytes)).toBe(false);
    }
  });

  test('of something untrue cannot be made with wrong secrets', () => {
    expect(verifyLinear(statement, proveLinear(statement, [k, x], random))).toBe(false);
  });

  test('a random source that repeats itself does not give the secret away', () => {
    const one = { ...statement, secretCount: 1, equations: statement.equations.slice(0, 1) };
    const other = { ...one, context: sha256(Uint8Array.of(3)) };
    const stuck = (size: number): Uint8Array => new Uint8Array(size).fill(5);
    const [first, second] = [proveLinear(one, [x], stuck), proveLinear(other, [x], stuck)];
    // With one nonce in both, the secret would be the difference of the responses over that of the challenges.
    const responses = group.addSecrets(first.subarray(32), negateScalar(second.subarray(32))) as Scalar;
    const challenges = group.addSecrets(second.subarray(0, 32), negateScalar(first.subarray(0, 32))) as Scalar;
    expect(group.multiplySecrets(x, challenges)).not.toEqual(responses);
    expect(proveLinear(one, [x], stuck)).toEqual(first);
  });
});

describe('public scalars', () => {
  test('a hash is a scalar, always the same', () => {
    expect(hashToScalar('annals/test/v1', Uint8Array.of(1))).toHaveLength(32);
    expect(hashToScalar('annals/test/v1', Uint8Array.of(1))).toEqual(hashToScalar('annals/test/v1', Uint8Array.of(1)));
    expect(hashToScalar('annals/test/v1', Uint8Array.of(1))).not.toEqual(
      hashToScalar('annals/tests/v1', Uint8Array.of(1)),
    );
  });

  test('Lagrange coefficients give the value at zero of every polynomial of lower degree', () => {
    const order = toBigInt(scalarOf(-1)) + 1n;
    const indices = fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        indices,
        fc.array(fc.bigInt({ min: 1n, max: order - 1n }), { minLength: 12, maxLength: 12 }),
        (at, a) => {
          const value = (index: number): bigint =>
            a.slice(0, at.length).reduceRight((sum, coefficient) => (sum * BigInt(index) + coefficient) % order, 0n);
          const zero = lagrangeAtZero(at).reduce((sum, one, i) => sum + toBigInt(one) * value(at[i] as number), 0n);
          expect(zero % order).toBe(a[0]);
        },
      ),
    );
  });

  test('zero is no scalar', () => expect(() => scalarOf(0)).toThrow('a scalar is not zero'));
});
