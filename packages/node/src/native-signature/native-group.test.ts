import { createRequire } from 'node:module';
import { hexToBytes } from '@annals/ledger/codec';
import { type GroupBackend, nobleGroup } from '@annals/ledger/crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadNativeGroup } from './index.ts';

const reasons: string[] = [];
const native = loadNativeGroup((reason) => reasons.push(reason)) as GroupBackend;

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const scalarOf = (value: bigint): Uint8Array =>
  hexToBytes((((value % ORDER) + ORDER) % ORDER).toString(16).padStart(64, '0'));

/** Corners of the scalars as well as their middle, so that sums of zero and of infinity come up. */
const scalar = fc
  .oneof(
    fc.bigInt({ min: 1n, max: 3n }),
    fc.bigInt({ min: ORDER - 3n, max: ORDER - 1n }),
    fc.bigInt({ min: 1n, max: ORDER - 1n }),
  )
  .map(scalarOf);
const point = scalar.map((value) => native.multiplyBase(value));

/** What a call gives, or the code it is refused with. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return { code: (error as { code?: string }).code };
  }
}

function same(call: (group: GroupBackend) => unknown): void {
  const expected = outcome(() => call(nobleGroup));
  expect(outcome(() => call(native))).toEqual(expected);
}

test('libsecp256k1 loads here', () => {
  expect(reasons).toEqual([]);
  expect(native.name).toBe('libsecp256k1');
});

test('a native part that is missing or computes something else is reported and not used', () => {
  const told: string[] = [];
  const bindings = createRequire(import.meta.url)('secp256k1/bindings.js') as object;
  const missing = (): never => {
    throw new Error('No native build was found');
  };
  const wrong = (): object => ({ ...bindings, publicKeyTweakMul: (key: Uint8Array) => key });
  expect(loadNativeGroup((reason) => told.push(reason), missing)).toBeUndefined();
  expect(loadNativeGroup((reason) => told.push(reason), wrong)).toBeUndefined();
  expect(told).toEqual([
    'libsecp256k1 does not load: No native build was found',
    'the group of libsecp256k1 does not agree with the reference on a known case',
  ]);
});

describe('both groups compute the same', () => {
  test('multiples, sums and products', () => {
    fc.assert(
      fc.property(point, point, scalar, scalar, (p, q, a, b) => {
        same((group) => group.multiplyBase(a));
        same((group) => group.multiply(p, a));
        same((group) => group.multiplyPublic(p, a));
        same((group) => group.multiplyAddPublic(a, p, b));
        same((group) => group.add([p, q, p]));
        same((group) => group.negate(p));
        same((group) => group.addSecrets(a, b));
        same((group) => group.multiplySecrets(a, b));
      }),
      { numRuns: 40 },
    );
  });

  test('what has no encoding is null', () => {
    const one = scalarOf(1n);
    const minusOne = scalarOf(-1n);
    const generator = native.multiplyBase(one);
    for (const group of [native, nobleGroup]) {
      expect(group.add([])).toBeNull();
      expect(group.add([generator, group.negate(generator)])).toBeNull();
      expect(group.multiplyAddPublic(one, generator, minusOne)).toBeNull();
      expect(group.addSecrets(one, minusOne)).toBeNull();
      // On the way through infinity and back.
      expect(group.add([generator, group.negate(generator), generator])).toEqual(generator);
    }
  });

  test('a point whose x-coordinate is beyond the order', () => {
    // x = n + 2 is below the field prime and on the curve.
    const beyond = hexToBytes('02fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364143');
    expect(nobleGroup.negate(beyond)).toHaveLength(33);
    same((group) => group.multiplyAddPublic(scalarOf(5n), beyond, scalarOf(7n)));
    same((group) => group.multiplyAddPublic(scalarOf(5n), nobleGroup.negate(beyond), scalarOf(7n)));
    same((group) => group.multiply(beyond, scalarOf(7n)));
  });

  test('bytes that are no point or no scalar are refused with one code', () => {
    const refused = { code: 'key.malformed' };
    const [good, key] = [scalarOf(9n), native.multiplyBase(scalarOf(9n))];
    const badScalars = [new Uint8Array(32), scalarOf(5n).subarray(1), new Uint8Array(32).fill(255), new Uint8Array(33)];
    const badPoints = [new Uint8Array(33), Uint8Array.of(4, ...key.subarray(1)), key.subarray(1), new Uint8Array(65)];
    for (const group of [native, nobleGroup]) {
      for (const bad of badScalars) {
        expect(outcome(() => group.multiplyBase(bad))).toEqual(refused);
        expect(outcome(() => group.multiply(key, bad))).toEqual(refused);
        expect(outcome(() => group.multiplyPublic(key, bad))).toEqual(refused);
        expect(outcome(() => group.multiplyAddPublic(bad, key, good))).toEqual(refused);
        expect(outcome(() => group.multiplyAddPublic(good, key, bad))).toEqual(refused);
        expect(outcome(() => group.addSecrets(bad, good))).toEqual(refused);
        expect(outcome(() => group.addSecrets(good, bad))).toEqual(refused);
        expect(outcome(() => group.multiplySecrets(bad, good))).toEqual(refused);
        expect(outcome(() => group.multiplySecrets(good, bad))).toEqual(refused);
      }
      for (const bad of badPoints) {
        expect(outcome(() => group.multiply(bad, good))).toEqual(refused);
        expect(outcome(() => group.multiplyPublic(bad, good))).toEqual(refused);
        expect(outcome(() => group.multiplyAddPublic(good, bad, good))).toEqual(refused);
        expect(outcome(() => group.add([key, bad]))).toEqual(refused);
        expect(outcome(() => group.negate(bad))).toEqual(refused);
      }
    }
  });

  test('random bytes get one verdict', () => {
    const any = fc
      .uint8Array({ minLength: 33, maxLength: 33 })
      .map((bytes) => bytes.map((b, i) => (i ? b : 2 + (b % 3))));
    fc.assert(
      fc.property(any, scalar, (bytes, a) => {
        same((group) => group.negate(bytes));
        same((group) => group.multiplyAddPublic(a, bytes, a));
      }),
      { numRuns: 60 },
    );
  });

  test('arguments are left as they were', () => {
    const [a, b] = [scalarOf(11n), scalarOf(13n)];
    const p = native.multiplyBase(a);
    native.addSecrets(a, b);
    native.multiplySecrets(a, b);
    native.multiplyAddPublic(a, p, b);
    expect([a, b, p]).toEqual([scalarOf(11n), scalarOf(13n), nobleGroup.multiplyBase(a)]);
  });
});
