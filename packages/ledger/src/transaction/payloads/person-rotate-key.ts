/** `person.rotate-key`: a person replaces the key of one of her pseudonyms; signed with the present key. */
import { encode, idToBytes, type SubjectId, shape } from '../../codec/index.ts';
import { type Hash, hash } from '../../crypto/index.ts';
import { publicKeyShape, signatureShape } from '../keys.ts';

export const personRotateKeyShape = shape.struct({
  subject: shape.id('subject'),
  key: publicKeyShape,
  /** The signature of the new key over {@link rotationDigest}. */
  proof: signatureShape,
});

/** What a person signs with the new key. It covers the key replaced, so that an old proof cannot be used again. */
export function rotationDigest(chain: Uint8Array, subject: SubjectId, presentKey: Uint8Array): Hash {
  return hash('annals/rotate-key/v1', chain, encode([idToBytes(subject), presentKey]));
}
