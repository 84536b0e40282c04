/**
 * The reference group backend, on the points of `@noble/secp256k1`. Multiplying by a secret follows its constant-time
 * algorithm, as far as big integers of a JavaScript engine allow; sums and products of secret scalars are plain big
 * integers, whose time depends on their size. A server that keeps a share uses libsecp256k1.
 */
import { etc, Point } from '@noble/secp256k1';
import { AnnalsError } from '../errors/index.ts';
import type { GroupBackend } from './group-backend.ts';
import { isSecretScalar } from './noble-backend.ts';

const { n: ORDER } = Point.CURVE();

function pointOf(bytes: Uint8Array): Point {
  try {
    if (bytes.length === 33) return Point.fromBytes(bytes);
  } catch {
    // Falls through: whatever the library dislikes is no point.
  }
  throw new AnnalsError('key.malformed', 'not a compressed point of secp256k1');
}

function scalarOf(bytes: Uint8Array): bigint {
  if (!isSecretScalar(bytes)) throw new AnnalsError('key.malformed', 'not a scalar: 32 bytes from 1 to n - 1');
  return etc.bytesToNumberBE(bytes);
}

function bytesOf(point: Point): Uint8Array | null {
  return point.is0() ? null : point.toBytes(true);
}

/** The group by `@noble/secp256k1`. */
export const nobleGroup: GroupBackend = {
  name: 'noble',
  multiplyBase(secret) {
    return Point.BASE.multiply(scalarOf(secret)).toBytes(true);
  },
  multiply(point, secret) {
    return pointOf(point).multiply(scalarOf(secret)).toBytes(true);
  },
  multiplyPublic(point, scalar) {
    return pointOf(point).multiplyUnsafe(scalarOf(scalar)).toBytes(true);
  },
  multiplyAddPublic(base, point, scalar) {
    const multiple = pointOf(point).multiplyUnsafe(scalarOf(scalar));
    return bytesOf(Point.BASE.multiply(scalarOf(base), false).add(multiple));
  },
  add(points) {
    return bytesOf(points.map(pointOf).reduce((sum, point) => sum.add(point), Point.ZERO));
  },
  negate(point) {
    return pointOf(point).negate().toBytes(true);
  },
  addSecrets(a, b) {
    const sum = (scalarOf(a) + scalarOf(b)) % ORDER;
    return sum === 0n ? null : etc.numberToBytesBE(sum);
  },
  multiplySecrets(a, b) {
    return etc.numberToBytesBE((scalarOf(a) * scalarOf(b)) % ORDER);
  },
};
