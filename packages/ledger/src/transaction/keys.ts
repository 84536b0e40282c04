/** Shapes of keys, signatures and hashes as they stand in transactions and blocks. */
import { type Shape, shape } from '../codec/index.ts';

/** A compressed secp256k1 public key. That it is a point of the curve is checked where a signature is. */
export const publicKeyShape: Shape<Uint8Array> = shape.bytes(33);
/** A compact ECDSA signature, r then s. */
export const signatureShape: Shape<Uint8Array> = shape.bytes(64);
export const hashShape: Shape<Uint8Array> = shape.bytes(32);
