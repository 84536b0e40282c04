/** Why a hidden read is refused, and why its package does not open. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const HIDDEN_CODES = {
  'hidden.not-allowed': {
    http: 403,
    exit: 3,
    title: 'The record type allows no hidden reads, or not by an officer with these roles.',
    remedy: 'Read in the ordinary way, which the person sees at once, or ask an officer whose role the type names.',
  },
  'hidden.court': {
    http: 403,
    exit: 3,
    title: 'The order does not come from an active agency that the record type names as a court.',
    remedy: 'Ask a court that the type names for the order.',
  },
  'hidden.order': {
    http: 403,
    exit: 3,
    title: 'The court has not signed this order for this agency, record type and reveal date.',
    remedy: 'Use the order file as the court gave it, in the name of the agency that it is for.',
  },
  'hidden.reveal-date': {
    http: 422,
    exit: 3,
    title: 'The reveal date is past, or further ahead than the record type allows.',
    remedy: 'Ask the court for an order with a date within the limit of the type.',
  },
  'hidden.seal': {
    http: 422,
    exit: 3,
    title: 'The package is not sealed to the network for this transaction.',
    remedy: 'Make the package with the network key in force, for the signer and salt of this transaction.',
  },
  'hidden.full': {
    http: 429,
    exit: 3,
    title: 'Too many hidden reads wait for their reveal date.',
    remedy: 'Wait until some are disclosed.',
  },
  'hidden.unknown': {
    http: 404,
    exit: 4,
    title: 'There is no hidden read with this transaction id.',
    remedy: 'Check the id.',
  },
  'hidden.too-early': {
    http: 403,
    exit: 3,
    title: 'The date on which the ledger does this has not come.',
    remedy: 'Wait for it; validators act on their own.',
  },
  'hidden.disclosed': {
    http: 409,
    exit: 3,
    title: 'The hidden read is already disclosed, or already marked as overdue.',
    remedy: 'Nothing is left to do.',
  },
  'hidden.mismatch': {
    http: 403,
    exit: 3,
    title: 'The details told are not those that the package seals.',
    remedy: 'Tell the details, version and seed from which the package was made.',
  },
  'hidden.malformed': {
    http: 422,
    exit: 6,
    title: 'The package of the hidden read hides nothing that can be disclosed.',
    remedy: 'No holder gave a share for it; the agency that committed it must say what it was.',
  },
} as const satisfies Record<string, CatalogueEntry>;
