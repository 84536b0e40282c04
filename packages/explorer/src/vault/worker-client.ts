/** The page's side of a worker: orders as promises. Ending it takes with it whatever keys it holds. */
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';
import type { FromWorker, OrderName, Orders, Setting } from './protocol.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((count: number) => void) | undefined;
}

export class WorkerClient {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#hear(data));
    this.#worker.addEventListener('error', () => this.#failAll('the worker could not be started'));
  }

  order<K extends OrderName>(
    order: K,
    asks: Orders[K]['asks'],
    setting: Setting,
    onProgress?: (count: number) => void,
  ): Promise<Orders[K]['gives']> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#worker.postMessage({ id, order, asks, setting });
    });
  }

  /** Ends the worker with all that it knows. */
  end(): void {
    this.#worker.terminate();
    this.#failAll('signed out');
  }

  #hear(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if (message.type === 'progress') {
      waiting.onProgress?.(message.count);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.type === 'done') waiting.resolve(message.gives as never);
    else waiting.reject(new AnnalsError(message.code as ErrorCode, message.reason));
  }

  #failAll(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new AnnalsError('node.internal', reason));
    this.#waiting.clear();
  }
}
