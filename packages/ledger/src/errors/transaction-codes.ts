/** Why a transaction is refused before it is executed. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const TRANSACTION_CODES = {
  'tx.unknown-kind': {
    http: 400,
    exit: 2,
    title: 'There is no transaction of this kind.',
    remedy: 'Use a kind that the protocol lists.',
  },
  'tx.wrong-chain': {
    http: 400,
    exit: 2,
    title: 'The transaction is for another chain.',
    remedy: 'Sign it again with the chain id of this network.',
  },
  'tx.bad-signature': {
    http: 400,
    exit: 2,
    title: 'The signature does not verify under the signer key.',
    remedy: 'Sign the exact payload bytes with the key of the signer; low-S only.',
  },
  'tx.expired': {
    http: 422,
    exit: 3,
    title: 'The last valid height has passed.',
    remedy: 'Sign it again with a later last valid height.',
  },
  'tx.too-far': {
    http: 422,
    exit: 3,
    title: 'The last valid height lies beyond the validity window.',
    remedy: 'Choose a last valid height within the window.',
  },
  'tx.replayed': {
    http: 409,
    exit: 3,
    title: 'A transaction with this id is already committed.',
    remedy: 'Nothing: it has taken effect. Fetch its receipt.',
  },
  'tx.quota': {
    http: 429,
    exit: 3,
    title: 'The agency, person or validator has used up its quota for this block.',
    remedy: 'Send again a little later.',
  },
  'tx.signer-unknown': {
    http: 403,
    exit: 3,
    title: 'The signer is not known to the ledger in the capacity claimed.',
    remedy: 'Check the key, the agency named, and that the officer is appointed.',
  },
  'tx.not-authorised': {
    http: 403,
    exit: 3,
    title: 'The signer is known but may not do this.',
    remedy: 'Ask the agency that may, or have the role granted.',
  },
  'tx.not-found': {
    http: 404,
    exit: 4,
    title: 'No transaction with this id is known.',
    remedy: 'Check the id, or wait until it is committed.',
  },
} as const satisfies Record<string, CatalogueEntry>;
