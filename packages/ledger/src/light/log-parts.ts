/** Long logs travel in parts; joined, they are verified as one, against the proof of the last part. */
import { invariant } from '../errors/index.ts';
import type { ProvenLog } from './proofs.ts';

/**
 * The whole of consecutive parts. While they were fetched the log may have grown, which is why only the head of the
 * last part counts; a part that is missing or out of place makes the verification fail.
 */
export function joinLogParts(parts: readonly ProvenLog[]): ProvenLog {
  const [first] = parts;
  const last = parts.at(-1);
  invariant(first && last, 'there is no part to join');
  return { ...last, from: first.from, entries: parts.flatMap(({ entries }) => entries) };
}
