/** The page's side of a worker: orders as promises. Ending it takes with it whatever keys it holds. */
import { AnnalsError, type ErrorCode } from '@annals/ledger/errors';
import { UnknownWordError } from '@annals/ledger/wallet';
import type { Setting } from '../connection/setting.ts';
import type { FromWorker, OrderName, Orders } from './protocol.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((count: number) => void) | undefined;
}

const FORGET_WITHIN_MS = 500;

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

  /** Ends the worker with all that it knows. It overwrites its keys first, if it is free to within a moment. */
  end(): void {
    this.#failAll('signed out');
    const terminate = () => this.#worker.terminate();
    this.#worker.addEventListener('message', terminate);
    setTimeout(terminate, FORGET_WITHIN_MS);
    const last = { id: ++this.#lastId, order: 'forget', asks: {} } as const;
    this.#worker.postMessage(last);
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
    else waiting.reject(errorOf(message));
  }

  #failAll(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new AnnalsError('node.internal', reason));
    this.#waiting.clear();
  }
}

/** The error as it was thrown in the worker. */
function errorOf({ code, reason, unknownWord }: Extract<FromWorker, { type: 'failed' }>): AnnalsError {
  if (unknownWord) return new UnknownWordError(unknownWord.word, unknownWord.place, unknownWord.near);
  return new AnnalsError(code as ErrorCode, reason);
}
