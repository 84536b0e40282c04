/**
 * Consistency proofs of the Merkle log: the log of an earlier size and root is a prefix of the later one
 * (RFC 9162 section 2.1.4). Verifying never throws, whatever the input.
 */
import { equalBytes, type Shape } from '../codec/index.ts';
import { type Hash, sha256 } from '../crypto/index.ts';
import { invariant } from '../errors/index.ts';
import { isHash, nodeHash } from './digest.ts';
import { inclusionProofShape, isLogProof } from './inclusion.ts';
import { hashOfRange, type ReadLogNode, splitPoint } from './log.ts';

/** Shape of a consistency proof: hashes from the old right edge up. */
export const consistencyProofShape: Shape<readonly Hash[]> = inclusionProofShape;

/** What a consistency proof is about. Sizes come from the same authenticated places as their roots, see inclusion. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Hash;
  readonly newSize: number;
  readonly newRoot: Hash;
  readonly proof: readonly Hash[];
}

/**
 * Proof that the first `oldSize` entries are unchanged in the log of `newSize`, from the store's nodes. Empty when
 * the sizes are equal or the old log was empty.
 * @throws InvariantError when the old size exceeds the new one.
 */
export function consistencyProof(oldSize: number, newSize: number, readNode: ReadLogNode): Hash[] {
  invariant(
    Number.isSafeInteger(oldSize) && Number.isSafeInteger(newSize) && oldSize >= 0 && oldSize <= newSize,
    'the old size must lie within the log',
  );
  if (oldSize === 0 || oldSize === newSize) return [];
  const fromRoot: Hash[] = [];
  let start = 0;
  let count = newSize;
  let known = oldSize;
  // The old root itself is known to the verifier as long as the walk has not turned right.
  let isOldRoot = true;
  while (known !== count) {
    const split = splitPoint(count);
    if (known <= split) {
      fromRoot.push(hashOfRange(start + split, count - split, readNode));
      count = split;
    } else {
      fromRoot.push(hashOfRange(start, split, readNode));
      start += split;
      count -= split;
      known -= split;
      isOldRoot = false;
    }
  }
  if (!isOldRoot) fromRoot.push(hashOfRange(start, count, readNode));
  return fromRoot.reverse();
}

function isPowerOfTwo(value: number): boolean {
  return 2 ** Math.round(Math.log2(value)) === value;
}

/** Whether the proof shows the old log as a prefix of the new one. Never throws. (RFC 9162 section 2.1.4.2) */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  if (typeof claim !== 'object' || claim === null) return false;
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (!isHash(oldRoot) || !isHash(newRoot) || !isLogProof(proof)) return false;
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize < 0 || oldSize > newSize)
    return false;
  const emptyRoot = sha256(new Uint8Array(0));
  if (newSize === 0 && !equalBytes(newRoot, emptyRoot)) return false;
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, emptyRoot);
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  const [first, ...rest] = path;
  if (!first) return false;
  let position = oldSize - 1;
  let last = newSize - 1;
  while (position % 2 === 1) {
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (position % 2 === 0 && position !== 0) {
        position /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}
