/**
 * A proof that somebody holds the share of a participant in a candidate key: Schnorr's for the verification key, bound
 * to the chain, to all of the candidate and to the agency that says so. Without the share nobody makes one, and one
 * that was made for another candidate, or by another agency, shows nothing (PROTOCOL key-ceremony).
 */
import { type AgencyId, encode, idToBytes } from '../codec/index.ts';
import { type Hash, hash, type Point, type RandomSource, randomBytes } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from './linear-proof.ts';
import type { KeyShare, NetworkKey } from './network-key.ts';

export const SHARE_POSSESSION_SIZE_BYTES = linearProofSize(1);

/** What names a candidate key: the same epoch can have another after a dealer was found out. */
export function candidateDigest(
  chain: Uint8Array,
  { epoch, threshold, publicKey, verificationKeys }: NetworkKey,
): Hash {
  return hash(
    'annals/candidate-key/v1',
    chain,
    encode([epoch, threshold, publicKey, verificationKeys as (Uint8Array | null)[]]),
  );
}

function statementOf(candidate: Hash, agency: AgencyId, index: number, verificationKey: Point): LinearStatement {
  return {
    domain: 'annals/share-possession-proof/v1',
    context: hash('annals/share-possession/v1', candidate, encode([idToBytes(agency), index])),
    secretCount: 1,
    equations: [{ image: verificationKey, terms: [{ secret: 0 }] }],
  };
}

/**
 * Proves that an agency holds its share of a candidate.
 * @throws AnnalsError `threshold.key-share` when the candidate has no share for that index.
 */
export function proveSharePossession(
  chain: Uint8Array,
  candidate: NetworkKey,
  agency: AgencyId,
  { index, secret }: KeyShare,
  random: RandomSource = randomBytes,
): Uint8Array {
  const verificationKey = candidate.verificationKeys[index - 1];
  if (!verificationKey) throw new AnnalsError('threshold.key-share', `the candidate has no share ${index}`);
  const statement = statementOf(candidateDigest(chain, candidate), agency, index, verificationKey);
  return proveLinear(statement, [secret], random);
}

/** Whether the proof shows that whoever made it for the agency held the share of that index. Never throws. */
export function verifySharePossession(
  chain: Uint8Array,
  candidate: NetworkKey,
  agency: AgencyId,
  index: number,
  proof: Uint8Array,
): boolean {
  const verificationKey = candidate.verificationKeys[index - 1];
  if (!verificationKey) return false;
  return verifyLinear(statementOf(candidateDigest(chain, candidate), agency, index, verificationKey), proof);
}
