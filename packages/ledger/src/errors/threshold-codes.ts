/** Why a seal to the network, a share of its key, or a ceremony that makes those shares is not accepted. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const THRESHOLD_CODES = {
  'threshold.seal': {
    http: 422,
    exit: 3,
    title: 'The seal to the network is not proven for this record, version, section and policy.',
    remedy: 'Seal the content again for where it belongs; a seal cannot be copied or derived from another.',
  },
  'threshold.epoch': {
    http: 409,
    exit: 3,
    title: 'The key share is of another epoch.',
    remedy: 'Ask again: the shares of the present epoch answer requests of the present epoch.',
  },
  'threshold.too-few-shares': {
    http: 503,
    exit: 5,
    title: 'Fewer validators than it takes gave a right share.',
    remedy: 'Try again when more validators can be reached; those that gave wrong shares are named.',
  },
  'threshold.key-share': {
    http: 500,
    exit: 7,
    title: 'This validator has no share of the network key.',
    remedy: 'It gets one when the key is shared again; until then the others open seals without it.',
  },
  'threshold.ceremony': {
    http: 400,
    exit: 2,
    title: 'A key ceremony cannot be held like this.',
    remedy: 'Give one key for each participant, a threshold within their number, and a later epoch.',
  },
  'threshold.dealing': {
    http: 422,
    exit: 3,
    title: 'The dealing does not verify.',
    remedy: 'Deal again, for this ceremony, with the share that is held.',
  },
  'threshold.complaint': {
    http: 422,
    exit: 3,
    title: 'The complaint does not show what was dealt.',
    remedy: 'Complain of a dealing that stands, with the key that it was encrypted to.',
  },
  'threshold.no-key': {
    http: 409,
    exit: 3,
    title: 'The ceremony made no key, because too few dealers qualified.',
    remedy: 'Hold it again, under a new epoch; the faults name who dealt badly or not at all.',
  },
} as const satisfies Record<string, CatalogueEntry>;
