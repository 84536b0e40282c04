/** Why a node does not keep or change a subscription to notices by e-mail. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const NOTICE_CODES = {
  'notices.off': {
    http: 501,
    exit: 5,
    title: 'This node sends no notices by e-mail.',
    remedy: 'Subscribe at the node of another agency; events and the list of notices are given by every node.',
  },
  'notices.full': {
    http: 507,
    exit: 5,
    title: 'The node has no room for more subscriptions.',
    remedy: 'Subscribe at the node of another agency; the operator can raise the limit.',
  },
  'notices.code': {
    http: 422,
    exit: 3,
    title: 'The code is not that of the latest mail, or was tried too often.',
    remedy: 'Take the code from the latest mail, or subscribe again for a new one.',
  },
  'notices.too-often': {
    http: 429,
    exit: 5,
    title: 'Subscriptions were asked for more often than a person changes her mind.',
    remedy: 'Use the latest mail, or try again in an hour.',
  },
} as const satisfies Record<string, CatalogueEntry>;
