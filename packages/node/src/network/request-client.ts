/**
 * Asks one peer: a stream for each request, a bounded number of each kind at once, and the others wait their turn. A
 * request is one frame; its answer is one frame whose first byte says what it is.
 */
import type { Connection, Stream } from '@libp2p/interface';
import type { NetworkLimits, RequestKind } from './limits.ts';
import { RequestError, type RequestName } from './network.ts';
import { readOneFrame, writeOneFrame } from './one-frame.ts';

/** First byte of an answer. */
export const ANSWER = { ok: 0, busy: 1, failed: 2 } as const;

export function requestProtocol(name: RequestName): string {
  return `/annals/request/1/${name}`;
}

export class RequestClient {
  readonly #limits: NetworkLimits;
  readonly #connection: () => Connection | undefined;
  /** Answers that take long hold up none that are short (ATTACK long-answers). */
  readonly #places: { readonly [K in RequestKind]: { active: number; readonly waiting: (() => void)[] } } = {
    bulk: { active: 0, waiting: [] },
    prompt: { active: 0, waiting: [] },
  };
  readonly #underWay = new Set<AbortController>();
  #stopped = false;

  /** @param connection - the connection to use at the moment */
  constructor(limits: NetworkLimits, connection: () => Connection | undefined) {
    this.#limits = limits;
    this.#connection = connection;
  }

  /** Fails what is under way as unreachable, and everything from now on. */
  stop(): void {
    this.#stopped = true;
    for (const request of this.#underWay) request.abort(new RequestError('unreachable', 'The network has stopped.'));
  }

  /** @throws {RequestError} */
  async request(name: RequestName, body: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const { requestBytes, kind } = this.#limits.requests[name];
    if (body.length > requestBytes) {
      throw new RequestError('too-large', `A request of ${body.length} bytes, allowed are ${requestBytes}.`);
    }
    if (this.#stopped || this.#connection() === undefined) {
      throw new RequestError('unreachable', 'The peer is not connected.');
    }
    const controller = new AbortController();
    const { signal } = controller;
    this.#underWay.add(controller);
    const timer = setTimeout(() => {
      controller.abort(new RequestError('timeout', `No answer within ${timeoutMs} ms.`));
    }, timeoutMs);
    try {
      await this.#turn(kind, signal);
      try {
        return await this.#exchange(name, body, signal);
      } finally {
        const places = this.#places[kind];
        places.active -= 1;
        places.waiting.shift()?.();
      }
    } catch (cause) {
      if (cause instanceof RequestError) throw cause;
      if (signal.aborted && signal.reason instanceof RequestError) throw signal.reason;
      throw new RequestError('unreachable', 'The connection broke.', { cause });
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(controller);
    }
  }

  async #turn(kind: RequestKind, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const places = this.#places[kind];
    const { waiting } = places;
    if (places.active >= this.#limits.concurrentRequests) {
      if (waiting.length >= this.#limits.waitingRequests) {
        throw new RequestError('busy', 'Too many requests wait for this peer.');
      }
      await new Promise<void>((resolve, reject) => {
        const onTurn = (): void => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(onTurn), 1);
          reject(signal.reason);
        };
        waiting.push(onTurn);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    }
    places.active += 1;
  }

  async #exchange(name: RequestName, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const connection = this.#connection();
    if (connection === undefined) throw new RequestError('unreachable', 'The peer is not connected.');
    let stream: Stream | undefined;
    try {
      stream = await connection.newStream(requestProtocol(name), { signal });
      const answer = readOneFrame(stream, 1, 1 + this.#limits.requests[name].responseBytes, signal);
      // An answer may come before the request was taken whole (`busy`), and then it is the answer that counts.
      const written = writeOneFrame(stream, body, signal);
      const bytes = await Promise.race([answer, written.then(() => answer)]);
      written.catch(() => undefined);
      return readAnswer(bytes);
    } catch (error) {
      stream?.abort(error instanceof Error ? error : new Error('The request failed.', { cause: error }));
      throw error;
    }
  }
}

function readAnswer(bytes: Uint8Array): Uint8Array {
  switch (bytes[0]) {
    case ANSWER.ok:
      return bytes.subarray(1);
    case ANSWER.busy:
      throw new RequestError('busy', 'The peer has too many requests under way.');
    case ANSWER.failed:
      throw new RequestError('failed', 'The peer could not answer.');
    default:
      throw new RequestError('malformed', `An answer of unknown kind ${bytes[0]}.`);
  }
}
