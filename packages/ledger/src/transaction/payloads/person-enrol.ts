/**
 * `person.enrol`: an identity agency enters a person's pseudonym of one sector, with her proof that she holds the key.
 * Nothing says who she is (LAW 1), and no two sectors stand in one transaction.
 */
import { type AgencyId, encode, idToBytes, shape } from '../../codec/index.ts';
import { type Hash, hash } from '../../crypto/index.ts';
import { publicKeyShape, signatureShape } from '../keys.ts';

export const personEnrolShape = shape.struct({
  sector: shape.slug,
  key: publicKeyShape,
  /** The person's signature over {@link enrolmentDigest}. */
  proof: signatureShape,
});

/** What a person signs with the key being enrolled, so that an agency can enrol nobody without her. */
export function enrolmentDigest(chain: Uint8Array, sector: string, agency: AgencyId): Hash {
  return hash('annals/enrol/v1', chain, encode([sector, idToBytes(agency)]));
}
