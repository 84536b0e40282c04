/**
 * The signer's guard: signs each content once, in a monotone order of height, view and step, and never anything below
 * or beside what it signed before, whatever the core asks (LAW 4, FAILURES 1, 28). The core should never ask wrongly;
 * this is the second lock on the same door.
 */

import { bytesToHex } from '@annals/ledger/codec';
import { type Hash, sign } from '@annals/ledger/crypto';
import { InvariantError } from '@annals/ledger/errors';
import type { ChainId } from '@annals/ledger/transaction';
import {
  contentOf,
  digestOf,
  type Intent,
  type SignedContent,
  type StatusContent,
  signingOrder,
} from '../core/index.ts';

/** Makes the signature itself: a key in memory, or a signer elsewhere. */
export interface SigningKey {
  readonly publicKey: Uint8Array;
  sign(digest: Hash): Promise<Uint8Array>;
}

/** A signing key held in this process. */
export function localSigningKey(secret: Uint8Array, publicKey: Uint8Array): SigningKey {
  return { publicKey, sign: async (digest) => sign(digest, secret) };
}

type Order = ReturnType<typeof signingOrder>;

function compareOrder(a: Order, b: Order): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

export class GuardedSigner {
  readonly #chain: ChainId;
  readonly #key: SigningKey;
  /** What was signed at the current height, by its place in the order; lower heights are closed. */
  readonly #signed = new Map<string, string>();
  #highest: Order = [0, 0, -1];

  /** @param restored contents that the vote log says were signed before. */
  constructor(chain: ChainId, key: SigningKey, restored: Iterable<SignedContent>) {
    this.#chain = chain;
    this.#key = key;
    for (const content of restored) this.#note(content);
  }

  /** @throws InvariantError when the content is below, or differs from, what was signed. */
  async sign(intent: Intent): Promise<Uint8Array> {
    const content = contentOf(intent);
    return this.#key.sign(this.#note(content));
  }

  /** Where this replica stands binds it to nothing: no status contradicts another. */
  signStatus(content: StatusContent): Promise<Uint8Array> {
    return this.#key.sign(digestOf(this.#chain, content));
  }

  #note(content: SignedContent): Hash {
    const order = signingOrder(content);
    const place = order.join('/');
    const digest = digestOf(this.#chain, content);
    const hex = bytesToHex(digest);
    const before = this.#signed.get(place);
    if (before === undefined && compareOrder(order, this.#highest) <= 0) {
      throw new InvariantError(`asked to sign ${content.type} ${place}, which is not above ${this.#highest.join('/')}`);
    }
    if (before !== undefined && before !== hex) {
      throw new InvariantError(`asked to sign a second, different ${content.type} at ${place}`);
    }
    if (order[0] > this.#highest[0]) this.#signed.clear();
    this.#signed.set(place, hex);
    if (compareOrder(order, this.#highest) > 0) this.#highest = order;
    return digest;
  }
}
