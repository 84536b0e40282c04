/**
 * `recovery.request`: the identity agency of a person who lost her key asks that a new one take its place. She signs
 * with the new key that this agency may ask; a second agency has to approve, and the present key can object.
 */
import { type AgencyId, encode, idToBytes, type SubjectId, shape } from '../../codec/index.ts';
import { type Hash, hash } from '../../crypto/index.ts';
import { publicKeyShape, signatureShape } from '../keys.ts';

export const recoveryRequestShape = shape.struct({
  subject: shape.id('subject'),
  /** The key that is to take the place of the present one. */
  key: publicKeyShape,
  /** The signature of the new key over {@link recoveryDigest}. */
  proof: signatureShape,
});

/**
 * What a person signs with the new key. It covers the key replaced and which recovery of the subject it is, so that no
 * proof is used twice: one that she has objected to is worth nothing afterwards (ATTACK recovery-again).
 * @param number 1 for the first recovery of the subject, and one more for each that was requested since.
 */
export function recoveryDigest(
  chain: Uint8Array,
  subject: SubjectId,
  agency: AgencyId,
  presentKey: Uint8Array,
  number: number,
): Hash {
  return hash('annals/recover/v1', chain, encode([idToBytes(subject), idToBytes(agency), presentKey, number]));
}
