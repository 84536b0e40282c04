/** `ceremony.join`: an agency takes part in a key ceremony, with a key that is fresh for it and destroyed after it. */
import { type AgencyId, encode, idToBytes, shape } from '../../codec/index.ts';
import { type Hash, hash } from '../../crypto/index.ts';
import { publicKeyShape, signatureShape } from '../keys.ts';

export const ceremonyJoinShape = shape.struct({
  agency: shape.id('agency'),
  /** The height at which the ceremony began. */
  epoch: shape.uint,
  /** What is dealt to the agency is encrypted to this key. */
  key: publicKeyShape,
  /** That key's signature over {@link ceremonyJoinDigest}. */
  proof: signatureShape,
});

/**
 * What is signed with the key that an agency joins with. Without it a validator could take the key of another from a
 * transaction that is not committed yet, and keep both from a share: one fault would count as two. The key is covered,
 * so that none can be made to fit a signature.
 */
export function ceremonyJoinDigest(chain: Uint8Array, agency: AgencyId, epoch: number, key: Uint8Array): Hash {
  return hash('annals/ceremony-join/v1', chain, encode([idToBytes(agency), epoch, key]));
}
