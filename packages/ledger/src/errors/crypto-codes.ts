/** Why a key, a seal, sealed content or its commitment is not accepted. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const CRYPTO_CODES = {
  'key.malformed': {
    http: 400,
    exit: 2,
    title: 'The bytes are no key of secp256k1.',
    remedy: 'Give a 32-byte secret key or a 33-byte compressed public key.',
  },
  'key.random': {
    http: 500,
    exit: 7,
    title: 'The random source does not give random bytes.',
    remedy: 'Repair the random source of this machine before making any key on it.',
  },
  'seal.malformed': {
    http: 400,
    exit: 2,
    title: 'The bytes are not a seal of a known version.',
    remedy: 'Fetch the sealed content again, or use a release that knows this version.',
  },
  'seal.unproven': {
    http: 422,
    exit: 3,
    title: 'The maker of a seal has not shown to know its secret.',
    remedy: 'Do not reveal anything about it; that it is unproven is shown as it stands.',
  },
  'seal.open-failed': {
    http: 422,
    exit: 6,
    title: 'The seal does not open with this key in this context.',
    remedy: 'Use the key that it was sealed to; if it is the right one, the seal was changed or belongs elsewhere.',
  },
  'content.open-failed': {
    http: 422,
    exit: 6,
    title: 'The content does not open with this key in this context.',
    remedy: 'Fetch the content and its key again; if it fails still, one of them was changed or belongs elsewhere.',
  },
  'commitment.fields': {
    http: 400,
    exit: 2,
    title: 'The fields to commit to are none, too many, or two of one path.',
    remedy: 'Give each path once, within the bound.',
  },
} as const satisfies Record<string, CatalogueEntry>;
