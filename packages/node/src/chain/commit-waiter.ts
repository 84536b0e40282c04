/** Tells whoever submitted a transaction when it is committed, and with what result. */
import type { TransactionResult } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import type { AppliedBlock, Chain } from './chain.ts';

export interface Committed {
  readonly height: number;
  readonly index: number;
  readonly result: TransactionResult;
  /** Why the ledger refused it, for its sender. */
  readonly message: string | undefined;
}

type Listener = (committed: Committed) => void;

/** Transactions that are waited for at once; beyond it a submission is answered without waiting. */
export const MAX_WAITED_FOR = 50_000;

export class CommitWaiter {
  readonly #listeners = new Map<TransactionId, Listener[]>();

  constructor(chain: Chain) {
    chain.onApplied((block) => this.#note(block));
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Calls back once, when the transaction is committed; gives the way to stop waiting. */
  wait(id: TransactionId, listener: Listener): () => void {
    const listeners = this.#listeners.get(id);
    if (listeners) listeners.push(listener);
    else this.#listeners.set(id, [listener]);
    return () => this.#forget(id, listener);
  }

  #forget(id: TransactionId, listener: Listener): void {
    const left = this.#listeners.get(id)?.filter((one) => one !== listener) ?? [];
    if (left.length === 0) this.#listeners.delete(id);
    else this.#listeners.set(id, left);
  }

  #note({ header, transactions, effects }: AppliedBlock): void {
    if (this.#listeners.size === 0) return;
    transactions.forEach(({ id }, index) => {
      const listeners = this.#listeners.get(id);
      if (!listeners) return;
      this.#listeners.delete(id);
      const result = effects.results[index] as TransactionResult;
      for (const listener of listeners)
        listener({ height: header.height, index, result, message: effects.messages[index] });
    });
  }
}
