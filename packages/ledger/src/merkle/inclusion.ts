/**
 * Inclusion proofs of the Merkle log: an entry stands at an index of the log with a given root and size
 * (RFC 9162 section 2.1.3). Verifying never throws, whatever the input.
 */
import { equalBytes, type Shape, shape } from '../codec/index.ts';
import { HASH_SIZE_BYTES, type Hash } from '../crypto/index.ts';
import { invariant } from '../errors/index.ts';
import { entryHash, isHash, nodeHash } from './digest.ts';
import { hashOfRange, type ReadLogNode, splitPoint } from './log.ts';

/** No log of at most 2^53 - 1 entries needs a longer proof. */
export const MAX_LOG_PROOF_LENGTH = 64;

/** Shape of an inclusion proof: the hashes beside the path, from the entry up. */
export const inclusionProofShape: Shape<readonly Hash[]> = shape.list(
  shape.bytes(HASH_SIZE_BYTES),
  MAX_LOG_PROOF_LENGTH,
);

/**
 * What an inclusion proof is about. The entry itself, or its hash as `entryHash` makes it. A root does not commit to
 * its size: take both from one authenticated place (a log head in the state, a block header), never the size from the
 * prover.
 */
export type InclusionClaim = {
  readonly root: Hash;
  readonly size: number;
  readonly index: number;
  readonly proof: readonly Hash[];
} & ({ readonly entry: Uint8Array } | { readonly entryHash: Hash });

/**
 * Proof that the entry at `index` is in the log of `size` entries, from the store's nodes.
 * @throws InvariantError when the index is not within the size.
 */
export function inclusionProof(size: number, index: number, readNode: ReadLogNode): Hash[] {
  invariant(
    Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size,
    'the index must lie within the log',
  );
  const fromRoot: Hash[] = [];
  let start = 0;
  let count = size;
  while (count > 1) {
    const split = splitPoint(count);
    if (index - start < split) {
      fromRoot.push(hashOfRange(start + split, count - split, readNode));
      count = split;
    } else {
      fromRoot.push(hashOfRange(start, split, readNode));
      start += split;
      count -= split;
    }
  }
  return fromRoot.reverse();
}

/** Whether a value from outside is a list of hashes that a log proof can be. */
export function isLogProof(value: unknown): value is readonly Hash[] {
  return Array.isArray(value) && value.length <= MAX_LOG_PROOF_LENGTH && value.every(isHash);
}

/** Whether the proof shows the entry at the index of the log. Never throws. (RFC 9162 section 2.1.3.2) */
export function verifyInclusion(claim: InclusionClaim): boolean {
  if (typeof claim !== 'object' || claim === null) return false;
  const { root, size, index, proof } = claim;
  if (!isHash(root) || !isLogProof(proof)) return false;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  let hash: Hash;
  if ('entry' in claim) {
    if ('entryHash' in claim || !(claim.entry instanceof Uint8Array)) return false;
    hash = entryHash(claim.entry);
  } else {
    if (!isHash(claim.entryHash)) return false;
    hash = claim.entryHash;
  }
  let position = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash);
      // At the right edge, levels where this subtree has no sibling have no hash in the proof.
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(hash, root);
}
