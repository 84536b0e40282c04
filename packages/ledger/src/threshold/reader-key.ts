/**
 * A reader key's proof that somebody knows its secret, bound to one request: Schnorr's, with the key in the challenge.
 * An ECDSA signature over a digest that does not cover the key proves no such thing: from any point one can compute a
 * key, a known distance from it, under which a signature verifies (public-key recovery).
 */
import {
  groupBackend,
  type Hash,
  type Point,
  type RandomSource,
  randomBytes,
  type SecretKey,
} from '../crypto/index.ts';
import { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from './linear-proof.ts';

export const READER_PROOF_SIZE_BYTES = linearProofSize(1);

function statementOf(readerKey: Point, request: Hash): LinearStatement {
  return {
    domain: 'annals/reader-key/v1',
    context: request,
    secretCount: 1,
    equations: [{ image: readerKey, terms: [{ secret: 0 }] }],
  };
}

/** Proves a reader key for the request with this digest. @throws AnnalsError `key.malformed` when the secret is none. */
export function proveReaderKey(secret: SecretKey, request: Hash, random: RandomSource = randomBytes): Uint8Array {
  return proveLinear(statementOf(groupBackend().multiplyBase(secret), request), [secret], random);
}

/** Whether the proof shows that somebody knows the reader key's secret, for this request. Never throws. */
export function verifyReaderKey(readerKey: Point, request: Hash, proof: Uint8Array): boolean {
  return request.length === 32 && verifyLinear(statementOf(readerKey, request), proof);
}
