/** Why a presentation of chosen fields of a record cannot be made, or does not verify. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const PRESENTATION_CODES = {
  'presentation.malformed': {
    http: 400,
    exit: 2,
    title: 'The file is no presentation.',
    remedy: 'Use the file that `annals present` wrote, unchanged.',
  },
  'presentation.field': {
    http: 422,
    exit: 2,
    title: 'The record has no such field.',
    remedy: 'Name a field by its path, such as /award/qualification, or a part such as /award.',
  },
  'presentation.commitment': {
    http: 422,
    exit: 6,
    title: 'A field that is shown is not what the issuer committed to.',
    remedy: 'Do not trust it; ask for another presentation.',
  },
  'presentation.signature': {
    http: 422,
    exit: 6,
    title: 'The presentation is not signed by the person whom the record is about.',
    remedy: 'Do not trust it; ask her for one that she has made herself.',
  },
  'presentation.audience': {
    http: 422,
    exit: 6,
    title: 'The presentation was made for somebody else, or in answer to another question.',
    remedy: 'Ask for one that is made for you, with your challenge.',
  },
  'presentation.expired': {
    http: 422,
    exit: 6,
    title: 'The presentation is past its date, or from the future.',
    remedy: 'Ask for a new one, and check the clock of this machine.',
  },
  'presentation.too-old': {
    http: 422,
    exit: 8,
    title: 'The proof in the presentation is older than what is taken without asking a node.',
    remedy: 'Ask a node for the present state, take an older proof on purpose, or ask for a new presentation.',
  },
  'presentation.validity': {
    http: 422,
    exit: 6,
    title: 'The presentation does not show from or until when the content is valid.',
    remedy: 'Ask for one that shows the dates that the record type marks.',
  },
  'presentation.not-in-force': {
    http: 422,
    exit: 6,
    title: 'The record was no longer in force when the presentation was made.',
    remedy: 'What it says was issued, but do not rely on it: it had been suspended or revoked.',
  },
} as const satisfies Record<string, CatalogueEntry>;
