/** Why a document that is genuine is not to be relied on now. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const VALIDITY_CODES = {
  'document.not-valid': {
    http: 422,
    exit: 8,
    title: 'The document is genuine, and it is not valid now.',
    remedy: 'Do not rely on it. Ask for a new one; --even-if-not-in-force shows what it says.',
  },
  'document.too-old': {
    http: 422,
    exit: 8,
    title: 'The document is genuine, its proof is old, and no node could be asked whether it still holds.',
    remedy: 'Name a node with --node, or ask for a new document; --max-age takes an older proof on purpose.',
  },
} as const satisfies Record<string, CatalogueEntry>;
