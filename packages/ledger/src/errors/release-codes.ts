/** Why sealed content is not taken yet, and why the shares that open it are not given, or do not suffice. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const RELEASE_CODES = {
  'network-key.pending': {
    http: 409,
    exit: 5,
    title: 'The network has no key yet that content could be sealed to.',
    remedy: 'Wait until the validators have made it: `annals status` says how far they are.',
  },
  'release.not-granted': {
    http: 403,
    exit: 3,
    title: 'The ledger has not granted this read.',
    remedy: 'Only what a committed request was granted is opened; its result says why an item was refused.',
  },
  'release.lease-ended': {
    http: 410,
    exit: 3,
    title: 'The lease of this read is over.',
    remedy: 'Ask again: a new request makes a new entry and opens for as long.',
  },
  'release.lapsed': {
    http: 403,
    exit: 3,
    title: 'Who was granted this read may not read any more.',
    remedy:
      'Let somebody ask who is appointed, for an agency that is active and has the role; or look whether the mandate is still in force.',
  },
  'release.erased': {
    http: 410,
    exit: 3,
    title: 'What was to be opened has been erased.',
    remedy: 'Nothing opens it any more; the certificate of its erasure says on which ground.',
  },
  'release.not-held': {
    http: 503,
    exit: 5,
    title: 'This validator holds no share of the network key, or not the sealed content.',
    remedy: 'The other validators open without it; ask again when it has caught up.',
  },
  'release.busy': {
    http: 429,
    exit: 5,
    title: 'Shares are asked for faster than this validator gives them.',
    remedy: 'Ask again in a few seconds.',
  },
  'release.too-few': {
    http: 503,
    exit: 5,
    title: 'Too few validators gave right shares, so the section stays closed.',
    remedy: 'Ask again when more can be reached; who was silent and who gave wrong shares is named.',
  },
} as const satisfies Record<string, CatalogueEntry>;
