/** Tells whoever submitted a transaction when it is committed, and with what result. */
import type { TransactionResult } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { AppliedBlock, Chain } from './chain.ts';

export interface Committed {
  readonly height: number;
  readonly index: number;
  readonly result: TransactionResult;
  /** Why the ledger refused it, for its sender. */
  readonly message: string | undefined;
}

type Listener = (committed: Committed) => void;

/** Who waits at once, for whichever transactions; beyond it a submission is answered without waiting. */
export const MAX_WAITING = 50_000;
/** Who waits for one transaction: its sender, who may ask again, and each holder of shares for its reader. */
export const MAX_WAITING_FOR_ONE = 256;

export class CommitWaiter {
  readonly #listeners = new Map<TransactionId, Set<Listener>>();
  #size = 0;

  constructor(chain: Chain) {
    chain.onApplied((block) => this.#note(block));
  }

  /** How many wait, several for one transaction counted each. */
  get size(): number {
    return this.#size;
  }

  /** Whether one more may wait for this transaction (ATTACK endless-waiting). */
  hasRoomFor(id: TransactionId): boolean {
    return this.#size < MAX_WAITING && (this.#listeners.get(id)?.size ?? 0) < MAX_WAITING_FOR_ONE;
  }

  /**
   * Calls back once, when the transaction is committed; gives the way to stop waiting.
   * @throws AnnalsError `node.busy` when there is no room for one more.
   */
  wait(id: TransactionId, listener: Listener): () => void {
    if (!this.hasRoomFor(id)) throw new AnnalsError('node.busy', 'too many transactions are waited for');
    // A function of its own for each, so that whoever waits twice is counted twice.
    const own: Listener = (committed) => listener(committed);
    const listeners = this.#listeners.get(id);
    if (listeners) listeners.add(own);
    else this.#listeners.set(id, new Set([own]));
    this.#size += 1;
    return () => this.#forget(id, own);
  }

  #forget(id: TransactionId, listener: Listener): void {
    const listeners = this.#listeners.get(id);
    if (!listeners?.delete(listener)) return;
    this.#size -= 1;
    if (listeners.size === 0) this.#listeners.delete(id);
  }

  #note({ header, transactions, effects }: AppliedBlock): void {
    if (this.#listeners.size === 0) return;
    transactions.forEach(({ id }, index) => {
      const listeners = this.#listeners.get(id);
      if (!listeners) return;
      this.#listeners.delete(id);
      this.#size -= listeners.size;
      const result = effects.results[index] as TransactionResult;
      for (const listener of listeners)
        listener({ height: header.height, index, result, message: effects.messages[index] });
    });
  }
}
