/** Why the proof of a wrong cannot be made, or does not verify. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const WRONG_CODES = {
  'wrong.malformed': {
    http: 400,
    exit: 2,
    title: 'The file is no proof of a wrong.',
    remedy: 'Use the file that `annals record prove-wrong` wrote, unchanged.',
  },
  'wrong.none': {
    http: 422,
    exit: 6,
    title: 'The section opens as it should: nothing is wrong with how it was sealed.',
    remedy: 'Do not rely on the accusation; ask who made it.',
  },
  'wrong.disclosure': {
    http: 422,
    exit: 6,
    title: 'The proof does not show what the seal gives.',
    remedy: 'Ask the person to make the proof again.',
  },
} as const satisfies Record<string, CatalogueEntry>;
