/**
 * Public scalars: challenges, indices and Lagrange coefficients modulo the order n of the group. Their arithmetic is
 * on big integers and its time depends on them; secret scalars are only touched by the group backend.
 */
import { bytesToHex, hexToBytes } from '../codec/index.ts';
import { type Domain, hash, type Scalar } from '../crypto/index.ts';
import { invariant } from '../errors/index.ts';

/** The order n of secp256k1. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes)}`);
}

/** The scalar of an integer, which is no multiple of n. */
export function scalarOf(value: bigint | number): Scalar {
  const reduced = ((BigInt(value) % ORDER) + ORDER) % ORDER;
  invariant(reduced !== 0n, 'a scalar is not zero');
  return hexToBytes(reduced.toString(16).padStart(64, '0'));
}

/** n minus the scalar. */
export function negateScalar(scalar: Scalar): Scalar {
  return scalarOf(ORDER - toBigInt(scalar));
}

/**
 * A hash as a scalar: the digest, taken modulo n - 1, plus one. It is never zero, and its bias is below 2^-127.
 * Parts are joined as they are, as in {@link hash}.
 */
export function hashToScalar(domain: Domain, ...parts: readonly Uint8Array[]): Scalar {
  return scalarOf((toBigInt(hash(domain, ...parts)) % (ORDER - 1n)) + 1n);
}

/** The inverse modulo n, by the extended algorithm of Euclid. */
function invert(value: bigint): bigint {
  let [a, b] = [((value % ORDER) + ORDER) % ORDER, ORDER];
  let [x, y] = [1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b] = [b - quotient * a, a];
    [x, y] = [y - quotient * x, x];
  }
  return x;
}

/**
 * Lagrange's coefficients at zero for distinct indices from 1 on: the value at zero of a polynomial of lower degree is
 * the sum of its values at the indices, each times its coefficient (Shamir 1979).
 */
export function lagrangeAtZero(indices: readonly number[]): readonly Scalar[] {
  return indices.map((own) => {
    let [numerator, denominator] = [1n, 1n];
    for (const other of indices) {
      if (other === own) continue;
      numerator = (numerator * BigInt(other)) % ORDER;
      denominator = (denominator * BigInt(other - own)) % ORDER;
    }
    return scalarOf(numerator * invert(denominator));
  });
}
