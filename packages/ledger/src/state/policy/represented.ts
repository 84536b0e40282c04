/** For whom a person acts: a bounded list, of which what is over is found a few at a time (PROTOCOL mandate). */
import { MAX_REPRESENTED } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import type { Transaction } from '../../transaction/index.ts';

/** Of a full list so many are looked at, each with the mandates of one person: what a transaction costs has a bound. */
const LOOKED_AT = 32;

/**
 * Of a full list, those of whom `mandate.accept` looks whether she still represents them; of another none. Which these
 * are its own id says, so that sent again it looks at others.
 */
export function representedLookedAt(
  present: readonly SubjectId[],
  { id }: Pick<Transaction, 'id'>,
): readonly SubjectId[] {
  if (present.length < MAX_REPRESENTED) return [];
  const start = Number.parseInt(id.slice(0, 8), 16) % present.length;
  return [...present.slice(start), ...present.slice(0, start)].slice(0, LOOKED_AT);
}
