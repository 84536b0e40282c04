/**
 * The group of secp256k1 as the threshold scheme uses it: sums and multiples of points, and sums and products of
 * secret scalars. Behind an interface like the signatures, and for the same reason: noble everywhere, libsecp256k1 on
 * servers that select it, with one result for every input (PROTOCOL signature).
 *
 * Scalars are 32 bytes from 1 to n - 1, points are compressed; neither zero nor the point at infinity has an encoding,
 * and where a sum can be one of them it is null.
 */
import type { PublicKey, SecretKey } from './signature-backend.ts';

/** A point of the group in the 33-byte compressed form; the same bytes as a public key. */
export type Point = PublicKey;

/** A scalar from 1 to n - 1 in 32 bytes, big-endian; the same bytes as a secret key. */
export type Scalar = SecretKey;

/** An implementation of the group. Every operation throws AnnalsError `key.malformed` for what is no point or scalar. */
export interface GroupBackend {
  readonly name: 'noble' | 'libsecp256k1';
  /** The point of a secret scalar, in constant time. */
  multiplyBase(secret: Scalar): Point;
  /** A point times a secret scalar, in constant time. */
  multiply(point: Point, secret: Scalar): Point;
  /** A point times a scalar that everybody may know: the time it takes depends on it. */
  multiplyPublic(point: Point, scalar: Scalar): Point;
  /** `base` times the generator plus a point times `scalar`, both public; null at infinity. */
  multiplyAddPublic(base: Scalar, point: Point, scalar: Scalar): Point | null;
  /** The sum of points; null at infinity, which is also the sum of none. */
  add(points: readonly Point[]): Point | null;
  negate(point: Point): Point;
  /** The sum of secret scalars modulo n; null when it is zero. */
  addSecrets(a: Scalar, b: Scalar): Scalar | null;
  /** The product of secret scalars modulo n. */
  multiplySecrets(a: Scalar, b: Scalar): Scalar;
}
