/** Answers one peer's requests: a bounded number at once, each read and written within its time. */
import type { Stream } from '@libp2p/interface';
import { afterAwake } from './awake-time.ts';
import type { NetworkLimits, RequestKind } from './limits.ts';
import { type Misbehaviour, RequestError, type RequestName } from './network.ts';
import { readOneFrame, writeOneFrame } from './one-frame.ts';
import { ANSWER } from './request-client.ts';

export interface RequestServerEvents {
  /** Finds the answer; undefined if it failed. Never rejects. */
  answer(name: RequestName, body: Uint8Array): Promise<Uint8Array | undefined>;
  bytes(received: number, sent: number): void;
  /** Resolves when the peer has time left for its request. */
  turn(): Promise<void>;
  misbehaviour(kind: Misbehaviour, reason: string): void;
}

const NOTHING = new Uint8Array();

export class RequestServer {
  readonly #limits: NetworkLimits;
  readonly #events: RequestServerEvents;
  readonly #active: { [K in RequestKind]: number } = { bulk: 0, prompt: 0 };
  /** Bytes of answers that the peer has not taken. */
  readonly #answerBytes: { [K in RequestKind]: number } = { bulk: 0, prompt: 0 };

  constructor(limits: NetworkLimits, events: RequestServerEvents) {
    this.#limits = limits;
    this.#events = events;
  }

  /** Serves one stream to its end. Never rejects. */
  async serve(name: RequestName, stream: Stream): Promise<void> {
    const { kind } = this.#limits.requests[name];
    const busy = this.#active[kind] >= this.#limits.concurrentRequests;
    // A refused stream costs the peer one of its streams on this connection until it is closed, which bounds them too.
    if (!busy) this.#active[kind] += 1;
    try {
      if (busy) await this.#write(stream, ANSWER.busy, NOTHING);
      else await this.#answer(name, stream);
    } catch (error) {
      stream.abort(error instanceof Error ? error : new Error('The request failed.', { cause: error }));
    } finally {
      if (!busy) this.#active[kind] -= 1;
    }
  }

  async #answer(name: RequestName, stream: Stream): Promise<void> {
    const { requestBytes, responseBytes, kind } = this.#limits.requests[name];
    // When this process stands still, the peer is not slow.
    const { signal: deadline, end } = afterAwake(this.#limits.requestReadMs);
    let body: Uint8Array;
    try {
      body = await readOneFrame(stream, 0, requestBytes, deadline);
    } catch (error) {
      if (error instanceof RequestError && error.code === 'too-large') {
        this.#events.misbehaviour('length', error.message);
      } else if (error === deadline.reason) {
        this.#events.misbehaviour('slow', `A request was not finished within ${this.#limits.requestReadMs} ms.`);
      }
      throw error;
    } finally {
      end();
    }
    this.#events.bytes(body.length, 0);
    await this.#events.turn();
    const answer = await this.#events.answer(name, body);
    if (answer === undefined || answer.length > responseBytes) return this.#write(stream, ANSWER.failed, NOTHING);
    // The largest answer must fit, but not eight of them that the peer does not take.
    if (this.#answerBytes[kind] > 0 && this.#answerBytes[kind] + answer.length > 2 * responseBytes) {
      return this.#write(stream, ANSWER.busy, NOTHING);
    }
    this.#answerBytes[kind] += answer.length;
    try {
      await this.#write(stream, ANSWER.ok, answer);
    } finally {
      this.#answerBytes[kind] -= answer.length;
    }
  }

  async #write(stream: Stream, kind: number, answer: Uint8Array): Promise<void> {
    const message = new Uint8Array(1 + answer.length);
    message[0] = kind;
    message.set(answer, 1);
    this.#events.bytes(0, message.length);
    await writeOneFrame(stream, message, AbortSignal.timeout(this.#limits.responseWriteMs));
    if (stream.status !== 'open') return;
    // Our side is closed; a peer that leaves its own open would keep the stream for ever.
    const timer = setTimeout(() => stream.abort(new Error('Not closed by the peer.')), this.#limits.requestReadMs);
    stream.addEventListener('close', () => clearTimeout(timer), { once: true });
  }
}
