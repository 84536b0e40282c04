/**
 * A group in which nothing is hidden and everything is quick: a point is its own logarithm, and a signature a hash.
 * Sums, multiples, proofs and complaints come out as in the real one, so that thousands of ceremonies can be held; that
 * nobody can look into the real one is shown elsewhere.
 */
import { bytesToHex, concatBytes, equalBytes, hexToBytes } from '@annals/ledger/codec';
import { type GroupBackend, type Point, type Scalar, type SignatureBackend, sha256 } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';

/** The order of secp256k1 [SEC 2, section 2.4.1]: scalars are the same. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const PREFIX = 2;

function read(bytes: Uint8Array): bigint {
  const value = bytes.length === 32 ? BigInt(`0x${bytesToHex(bytes)}`) : 0n;
  if (value === 0n || value >= ORDER) throw new AnnalsError('key.malformed', 'no scalar');
  return value;
}

function write(value: bigint): Scalar | null {
  const reduced = value % ORDER;
  return reduced === 0n ? null : hexToBytes(reduced.toString(16).padStart(64, '0'));
}

const pointOf = (value: bigint): Point | null => {
  const scalar = write(value);
  return scalar && concatBytes(Uint8Array.of(PREFIX), scalar);
};

function logarithm(point: Point): bigint {
  if (point.length !== 33 || point[0] !== PREFIX) throw new AnnalsError('key.malformed', 'no point');
  return read(point.subarray(1));
}

const multiply = (point: Point, scalar: Scalar) => pointOf(logarithm(point) * read(scalar)) as Point;

export const standInGroup: GroupBackend = {
  name: 'noble',
  multiplyBase: (secret) => pointOf(read(secret)) as Point,
  multiply,
  multiplyPublic: multiply,
  multiplyAddPublic: (base, point, scalar) => pointOf(read(base) + logarithm(point) * read(scalar)),
  add: (points) => pointOf(points.reduce((sum, point) => sum + logarithm(point), 0n)),
  negate: (point) => pointOf(ORDER - logarithm(point)) as Point,
  addSecrets: (a, b) => write(read(a) + read(b)),
  multiplySecrets: (a, b) => write(read(a) * read(b)) as Scalar,
};

const signatureOf = (digest: Uint8Array, key: Uint8Array) => {
  const half = sha256(concatBytes(digest, key));
  return concatBytes(half, half);
};

export const standInSignatures: SignatureBackend = {
  name: 'noble',
  verify: (digest, signature, key) => equalBytes(signature, signatureOf(digest, key)),
  sign: (digest, secret) => signatureOf(digest, standInGroup.multiplyBase(secret)),
  derivePublicKey: (secret) => standInGroup.multiplyBase(secret),
  isPublicKey: (bytes) => {
    try {
      return logarithm(bytes) > 0n;
    } catch {
      return false;
    }
  },
  sharedSecret: (secret, key) => multiply(key, secret).subarray(1),
};
