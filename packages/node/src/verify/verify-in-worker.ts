/**
 * Verifies transaction signatures in a worker thread: the same work in all, but the main thread stays free for
 * consensus. Switchable, since on few cores it can cost more than it brings.
 */
import { Worker } from 'node:worker_threads';
import type { Transaction } from '@annals/ledger/transaction';
import { pack, type VerifyAnswer, type VerifyRequest } from './packed.ts';

interface Waiting {
  readonly resolve: (verdicts: readonly boolean[]) => void;
  readonly reject: (cause: unknown) => void;
}

export class VerifyWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #number = 0;
  #failure: unknown;

  constructor() {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url));
    this.#worker.on('message', ({ number, verdicts }: VerifyAnswer) => {
      const waiting = this.#waiting.get(number);
      this.#waiting.delete(number);
      waiting?.resolve(Array.from(verdicts, (verdict) => verdict === 1));
    });
    this.#worker.on('error', (cause) => this.#fail(cause));
    this.#worker.on('exit', () => this.#fail(new Error('the verification worker has ended')));
    this.#worker.unref();
  }

  /** One verdict for each transaction, in order. Rejects when the worker has failed: the node must then stop. */
  verify(transactions: readonly Transaction[]): Promise<readonly boolean[]> {
    if (transactions.length === 0) return Promise.resolve([]);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const rows = pack(
      transactions.map(({ digest, signature, payload }) => ({ digest, signature, key: payload.signer })),
    );
    const number = this.#number++;
    const request: VerifyRequest = { number, rows };
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#worker.postMessage(request, [rows.buffer]);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(cause: unknown): void {
    this.#failure ??= cause;
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }
}
