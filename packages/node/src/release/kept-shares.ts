/** Shares that were made lately, so that whoever asks again costs nothing. They are for their reader's key only. */
import { bytesToHex } from '@annals/ledger/codec';
import type { OpeningRequest, OpeningShare } from '@annals/ledger/threshold';
import { RELEASE_LIMITS } from './limits.ts';

export class KeptShares {
  /** In the order in which they were made. */
  readonly #shares = new Map<string, OpeningShare>();

  get size(): number {
    return this.#shares.size;
  }

  get(request: OpeningRequest): OpeningShare | undefined {
    return this.#shares.get(keyOf(request));
  }

  add(request: OpeningRequest, share: OpeningShare): void {
    this.#shares.set(keyOf(request), share);
    const [oldest] = this.#shares.keys();
    if (this.#shares.size > RELEASE_LIMITS.keptShares && oldest !== undefined) this.#shares.delete(oldest);
  }
}

function keyOf({ epoch, transaction, item, section, readerKey }: OpeningRequest): string {
  return `${epoch}/${transaction}/${item}/${section}/${bytesToHex(readerKey)}`;
}
