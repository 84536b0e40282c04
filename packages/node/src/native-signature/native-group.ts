/**
 * The group backend of servers: libsecp256k1. Secret scalars only pass through its constant-time calls (`ecdh` for
 * multiples of a point, `publicKeyCreate` for those of the generator, the private-key tweaks for sums and products);
 * public ones take the faster ones whose time depends on them.
 */
import { compareBytes, equalBytes } from '@annals/ledger/codec';
import { type GroupBackend, nobleGroup } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { type Bindings, loadBindings, ORDER } from './bindings.ts';

/** Makes `ecdh` give the whole point, compressed. */
const WHOLE_POINT = {
  hashfn(x: Uint8Array, y: Uint8Array): Uint8Array {
    const point = new Uint8Array(33);
    point[0] = 2 | ((y[31] as number) & 1);
    point.set(x, 1);
    return point;
  },
};

function groupOf(native: Bindings): GroupBackend {
  const requireScalar = (scalar: Uint8Array): void => {
    if (scalar.length !== 32 || !native.privateKeyVerify(scalar)) {
      throw new AnnalsError('key.malformed', 'not a scalar: 32 bytes from 1 to n - 1');
    }
  };
  const requirePoint = (point: Uint8Array): void => {
    if (point.length !== 33 || !native.publicKeyVerify(point)) {
      throw new AnnalsError('key.malformed', 'not a compressed point of secp256k1');
    }
  };
  return {
    name: 'libsecp256k1',
    multiplyBase(secret) {
      requireScalar(secret);
      return native.publicKeyCreate(secret, true);
    },
    multiply(point, secret) {
      requireScalar(secret);
      requirePoint(point);
      return native.ecdh(point, secret, WHOLE_POINT, new Uint8Array(33));
    },
    multiplyPublic(point, scalar) {
      requireScalar(scalar);
      requirePoint(point);
      return native.publicKeyTweakMul(point, scalar, true);
    },
    multiplyAddPublic(base, point, scalar) {
      requireScalar(base);
      requireScalar(scalar);
      requirePoint(point);
      const recovered = recoverSum(native, base, point, scalar);
      return recovered ?? this.add([native.publicKeyCreate(base, true), native.publicKeyTweakMul(point, scalar, true)]);
    },
    add(points) {
      points.forEach(requirePoint);
      if (points.length === 0) return null;
      try {
        return native.publicKeyCombine(points, true);
      } catch {
        // They are points, so it is their sum that has no encoding.
        return null;
      }
    },
    negate(point) {
      requirePoint(point);
      return native.publicKeyNegate(point, true);
    },
    addSecrets(a, b) {
      requireScalar(a);
      requireScalar(b);
      try {
        return native.privateKeyTweakAdd(a.slice(), b);
      } catch {
        // They are scalars, so it is their sum that is zero.
        return null;
      }
    },
    multiplySecrets(a, b) {
      requireScalar(a);
      requireScalar(b);
      return native.privateKeyTweakMul(a.slice(), b);
    },
  };
}

/**
 * `base * G + scalar * point` in one pass: recovering the key of an ECDSA signature (r, s) over z computes
 * `(s * R - z * G) / r`, where R is the point with x-coordinate r. With R the point, s = scalar * r and z = -base * r,
 * that is the sum, for about half of what its parts cost. Undefined where r is no scalar, or the sum is at infinity.
 */
function recoverSum(native: Bindings, base: Uint8Array, point: Uint8Array, scalar: Uint8Array): Uint8Array | undefined {
  const r = point.subarray(1);
  if (compareBytes(r, ORDER) >= 0) return undefined;
  const signature = new Uint8Array(64);
  signature.set(r, 0);
  signature.set(native.privateKeyTweakMul(Uint8Array.from(scalar), r), 32);
  const z = native.privateKeyNegate(native.privateKeyTweakMul(Uint8Array.from(base), r));
  try {
    return native.ecdsaRecover(signature, (point[0] as number) & 1, z, true);
  } catch {
    return undefined;
  }
}

/** Whether the backend computes one known case of each operation as the reference does. */
function agreesWithReference(backend: GroupBackend): boolean {
  const [a, b] = [new Uint8Array(32).fill(0x11), new Uint8Array(32).fill(0x22)];
  const point = nobleGroup.multiplyBase(b);
  const all = (group: GroupBackend): (Uint8Array | null)[] => [
    group.multiplyBase(a),
    group.multiply(point, a),
    group.multiplyPublic(point, b),
    group.multiplyAddPublic(a, point, b),
    group.add([point, group.multiplyBase(a)]),
    group.negate(point),
    group.addSecrets(a, b),
    group.multiplySecrets(a, b),
  ];
  const expected = all(nobleGroup);
  return all(backend).every((result, i) => result !== null && equalBytes(result, expected[i] as Uint8Array));
}

/**
 * Loads the group of libsecp256k1 and tries it on a known case. Gives undefined, and tells `onUnavailable` why, when it
 * is not there for this platform or does not compute what the reference does; the node then stays with noble.
 */
export function loadNativeGroup(
  onUnavailable: (reason: string) => void = () => {},
  load: () => unknown = loadBindings,
): GroupBackend | undefined {
  try {
    const backend = groupOf(load() as Bindings);
    if (agreesWithReference(backend)) return backend;
    onUnavailable('the group of libsecp256k1 does not agree with the reference on a known case');
  } catch (error) {
    onUnavailable(`libsecp256k1 does not load: ${(error as Error).message}`);
  }
  return undefined;
}
