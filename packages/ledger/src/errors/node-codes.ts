/** What a node answers when it cannot serve: busy, behind, not found, or wrongly set up. */
import type { CatalogueEntry } from './catalogue-entry.ts';

export const NODE_CODES = {
  'node.busy': {
    http: 503,
    exit: 5,
    title: 'The node has as much work as it can hold.',
    remedy: 'Send again after the time in Retry-After.',
  },
  'node.rate-limited': {
    http: 429,
    exit: 5,
    title: 'This client sends faster than its limit.',
    remedy: 'Send again after the time in Retry-After.',
  },
  'node.not-ready': {
    http: 503,
    exit: 5,
    title: 'The node cannot serve this at the moment.',
    remedy: 'Ask again a little later, or ask another node; `annals status` says what it waits for.',
  },
  'node.timeout': {
    http: 504,
    exit: 5,
    title: 'The transaction was accepted but not committed within the time asked.',
    remedy: 'Ask for its receipt later; it may still be committed until its last valid height.',
  },
  'node.unreachable': {
    http: 502,
    exit: 5,
    title: 'The node does not answer.',
    remedy: 'Check its address and that it runs.',
  },
  'node.bad-answer': {
    http: 502,
    exit: 5,
    title: 'The answer is not what the API promises.',
    remedy: 'Check that the address is that of an Annals node of a release that this client knows; ask another node.',
  },
  'node.route': {
    http: 404,
    exit: 4,
    title: 'There is no such route.',
    remedy: 'See the OpenAPI document.',
  },
  'node.method': {
    http: 405,
    exit: 2,
    title: 'The route is not asked with this method.',
    remedy: 'See the header Allow, and the OpenAPI document.',
  },
  'node.media-type': {
    http: 415,
    exit: 2,
    title: 'The body is in a format that the node does not read.',
    remedy: 'Send application/json or application/cbor.',
  },
  'block.not-found': {
    http: 404,
    exit: 4,
    title: 'There is no block at this height yet.',
    remedy: 'Ask for a height up to the one in the status.',
  },
  'node.internal': {
    http: 500,
    exit: 5,
    title: 'The node failed in a way that it did not expect.',
    remedy: 'Report the request id to the operator.',
  },
  'auth.required': {
    http: 401,
    exit: 3,
    title: 'This is about a person and needs a proof of key possession.',
    remedy: 'Sign the request with the key of the person or of an entitled officer.',
  },
  'auth.invalid': {
    http: 401,
    exit: 3,
    title: 'The proof of key possession does not verify or is too old.',
    remedy: 'Sign a fresh one for this method, path and time.',
  },
  'auth.not-entitled': {
    http: 403,
    exit: 3,
    title: 'The key that asks is not entitled to this.',
    remedy: 'Ask with the key of the subject.',
  },
  'store.damaged': {
    http: 500,
    exit: 7,
    title: 'The store is damaged.',
    remedy: 'Restore a backup, or move the data folder away and let the node sync from the others; keep the vote log.',
  },
  'store.other-chain': {
    http: 500,
    exit: 7,
    title: 'The store belongs to another chain.',
    remedy: 'Point the node at the right data folder or genesis document.',
  },
  'store.schema': {
    http: 500,
    exit: 7,
    title: 'The store has a schema version that this release does not know.',
    remedy: 'Use a release that knows it.',
  },
  'store.locked': {
    http: 500,
    exit: 7,
    title: 'Another process holds the store.',
    remedy: 'Stop the other process.',
  },
  'store.full': {
    http: 507,
    exit: 5,
    title: 'The node has no room for more sealed content.',
    remedy: 'Send it to another node; the operator can raise the limit or add disk.',
  },
  'vote-log.missing': {
    http: 500,
    exit: 7,
    title: 'The vote log is missing on a chain that has history.',
    remedy:
      'Find it. If the validator key is new and has never voted, start once with --new-key; if it has voted, rejoin with a new one: without its log it could sign a conflicting vote.',
  },
  'vote-log.damaged': {
    http: 500,
    exit: 7,
    title: 'The vote log has lost or changed what was written to it.',
    remedy: 'Rejoin with a new validator key; with the old one the node could sign a conflicting vote. Check the disk.',
  },
  'config.invalid': {
    http: 400,
    exit: 2,
    title: 'The configuration is not valid.',
    remedy: 'Correct the setting that is named.',
  },
  'keystore.password': {
    http: 401,
    exit: 7,
    title: 'The password does not open the keystore.',
    remedy: 'Type it again.',
  },
  'keystore.no-password': {
    http: 400,
    exit: 2,
    title: 'A key is not kept under an empty password.',
    remedy: 'Give a password that is more than blanks; whoever has the file needs nothing else.',
  },
  'keystore.malformed': {
    http: 400,
    exit: 7,
    title: 'The file is not a keystore that can be read.',
    remedy: 'Restore it from a backup.',
  },
  'keystore.exists': {
    http: 409,
    exit: 7,
    title: 'A key of this name exists.',
    remedy: 'Choose another name; a key is never overwritten.',
  },
  'keystore.missing': {
    http: 404,
    exit: 7,
    title: 'There is no such key in the keystore folder.',
    remedy: 'List the keys, or create it.',
  },
} as const satisfies Record<string, CatalogueEntry>;
