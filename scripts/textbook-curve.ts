/**
 * secp256k1 as the textbook has it, on big integers, slow and not for secrets: what the published vectors are made with,
 * so that they share no code with what they are vectors for.
 */

export const P = 2n ** 256n - 2n ** 32n - 977n;
export const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** A point of the curve, or the point at infinity. */
export type Point = { readonly x: bigint; readonly y: bigint } | null;

export const G: Point = {
  x: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  y: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
};

export const mod = (a: bigint, m: bigint): bigint => ((a % m) + m) % m;

export function inverse(a: bigint, m: bigint): bigint {
  let [r, s, x, y] = [mod(a, m), m, 1n, 0n];
  while (r > 1n) [r, s, x, y] = [s % r, r, y - (s / r) * x, x];
  return mod(x, m);
}

export function add(a: Point, b: Point): Point {
  if (!a) return b;
  if (!b) return a;
  if (a.x === b.x && mod(a.y + b.y, P) === 0n) return null;
  const slope = a.x === b.x ? 3n * a.x * a.x * inverse(2n * a.y, P) : (b.y - a.y) * inverse(b.x - a.x, P);
  const x = mod(slope * slope - a.x - b.x, P);
  return { x, y: mod(slope * (a.x - x) - a.y, P) };
}

export function multiply(point: Point, scalar: bigint): Point {
  let result: Point = null;
  for (let p = point, s = mod(scalar, N); s > 0n; s >>= 1n, p = add(p, p)) if (s & 1n) result = add(result, p);
  return result;
}

/** 32 bytes, the highest first. */
const bigIntBytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
export const scalarBytes = (value: bigint): Buffer => bigIntBytes(mod(value, N));
export const toBigInt = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);

/** The compressed encoding. */
export function pointBytes(point: Point): Buffer {
  if (!point) throw new Error('the point at infinity has no encoding');
  return Buffer.concat([Buffer.from([point.y & 1n ? 3 : 2]), bigIntBytes(point.x)]);
}
