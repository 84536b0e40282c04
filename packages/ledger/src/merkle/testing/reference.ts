/**
 * The definitions of both Merkle structures, executable and as short as they are on paper. Tests and the published
 * vectors hold the real implementations against them; nothing else uses them, for they are slow.
 */
import { createHash } from 'node:crypto';

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

const ZERO = Uint8Array.of(0);
const ONE = Uint8Array.of(1);

/** RFC 9162 section 2.1.1: MTH(D_n). */
export function referenceLogRoot(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha256();
  if (entries.length === 1) return sha256(ZERO, entries[0] as Uint8Array);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return sha256(ONE, referenceLogRoot(entries.slice(0, split)), referenceLogRoot(entries.slice(split)));
}

/** RFC 9162 section 2.1.3.1: PATH(m, D_n). */
export function referenceInclusionProof(index: number, entries: readonly Uint8Array[]): Uint8Array[] {
  if (entries.length <= 1) return [];
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return index < split
    ? [...referenceInclusionProof(index, left), referenceLogRoot(right)]
    : [...referenceInclusionProof(index - split, right), referenceLogRoot(left)];
}

/** RFC 9162 section 2.1.4.1: SUBPROOF(m, D_n, b), which is the consistency proof for b = true and 0 < m < n. */
export function referenceConsistencyProof(
  oldSize: number,
  entries: readonly Uint8Array[],
  isOldRoot = true,
): Uint8Array[] {
  if (oldSize === entries.length) return isOldRoot ? [] : [referenceLogRoot(entries)];
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  const [left, right] = [entries.slice(0, split), entries.slice(split)];
  return oldSize <= split
    ? [...referenceConsistencyProof(oldSize, left, isOldRoot), referenceLogRoot(right)]
    : [...referenceConsistencyProof(oldSize - split, right, false), referenceLogRoot(left)];
}

/** One entry of a state tree by its hashes. */
export interface ReferenceEntry {
  readonly keyHash: Uint8Array;
  readonly valueHash: Uint8Array;
}

/** Root of the state tree of these entries, as `state-tree.ts` defines it. */
export function referenceTreeRoot(entries: readonly ReferenceEntry[], depth = 0): Uint8Array {
  const [first] = entries;
  if (!first) return new Uint8Array(32);
  if (entries.length === 1) return sha256(ZERO, first.keyHash, first.valueHash);
  const bit = ({ keyHash }: ReferenceEntry) => ((keyHash[Math.floor(depth / 8)] as number) >> (7 - (depth % 8))) & 1;
  return sha256(
    ONE,
    referenceTreeRoot(
      entries.filter((entry) => bit(entry) === 0),
      depth + 1,
    ),
    referenceTreeRoot(
      entries.filter((entry) => bit(entry) === 1),
      depth + 1,
    ),
  );
}
