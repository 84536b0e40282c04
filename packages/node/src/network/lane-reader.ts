/**
 * The receiving end of a channel from one peer. It reads by events, not by libp2p's iterator, which queues without
 * bound: while handlers are behind, the stream is paused, its flow-control window runs out, and the peer waits.
 */
import type { Stream, StreamMessageEvent } from '@libp2p/interface';
import { FrameReader } from './frame.ts';
import type { Channel, NetworkLimits } from './limits.ts';
import type { Misbehaviour } from './network.ts';
import { RateLimit } from './rate-limit.ts';

/** Shorter messages are copied: a view that is kept would hold its whole chunk of 64 KiB. */
const COPY_UP_TO_BYTES = 256;

export interface LaneReaderEvents {
  /** A message; a promise means that it counts as pending until settled. It never rejects. */
  message(message: Uint8Array): void | Promise<void>;
  /** Bytes came in. */
  bytes(count: number): void;
  /** Whether the peer has time left for its next message. */
  mayGo(): boolean;
  /** Resolves when it has. */
  turn(): Promise<void>;
  misbehaviour(kind: Misbehaviour, reason: string): void;
}

export class LaneReader {
  readonly stream: Stream;
  readonly #events: LaneReaderEvents;
  readonly #limits: NetworkLimits;
  readonly #frames: FrameReader;
  readonly #rate: RateLimit;
  /** Messages that have come in and not been delivered, because the peer's time is used up. */
  #held: Uint8Array[] = [];
  #isWaiting = false;
  #pendingBytes = 0;
  #paused = false;
  #closed = false;
  #unfinishedSinceMs: number | undefined;

  constructor(stream: Stream, channel: Channel, limits: NetworkLimits, events: LaneReaderEvents) {
    this.stream = stream;
    this.#events = events;
    this.#limits = limits;
    const { messageBytes, messagesPerSecond } = limits.channels[channel];
    this.#frames = new FrameReader(1, messageBytes);
    this.#rate = new RateLimit(messagesPerSecond, performance.now());
    stream.addEventListener('message', this.#onChunk);
  }

  /** Bytes of messages whose handlers have not finished. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Delivers nothing any more. */
  close(): void {
    this.#closed = true;
    this.#held = [];
    this.stream.removeEventListener('message', this.#onChunk);
  }

  /** Called about once a second: a peer that never finishes a message is given up. */
  check(nowMs: number): void {
    // While we ourselves do not read, the peer can not finish.
    if (this.#paused || !this.#frames.unfinished) this.#unfinishedSinceMs = undefined;
    else if (this.#unfinishedSinceMs === undefined) this.#unfinishedSinceMs = nowMs;
    else if (nowMs - this.#unfinishedSinceMs > this.#limits.slowMessageMs) {
      this.#events.misbehaviour('slow', `A message was not finished within ${this.#limits.slowMessageMs} ms.`);
    }
  }

  readonly #onChunk = (event: StreamMessageEvent): void => {
    const chunk = event.data instanceof Uint8Array ? event.data : event.data.subarray();
    this.#events.bytes(chunk.length);
    let messages: Uint8Array[];
    try {
      messages = this.#frames.push(chunk);
    } catch (error) {
      this.#events.misbehaviour('length', error instanceof Error ? error.message : String(error));
      return;
    }
    if (messages.length === 0) return;
    this.#unfinishedSinceMs = undefined;
    if (!this.#rate.allows(messages.length, performance.now())) {
      this.#events.misbehaviour('flood', 'More messages than a correct peer sends.');
      return;
    }
    this.#held.push(...messages);
    this.#drain();
  };

  /** Delivers while the peer has time; then its bytes wait, here and, as the stream is not read, at the peer. */
  #drain(): void {
    while (this.#held.length > 0 && !this.#closed && !this.#isWaiting) {
      if (!this.#events.mayGo()) {
        this.#isWaiting = true;
        this.#pause();
        void this.#events.turn().then(() => {
          this.#isWaiting = false;
          this.#drain();
          this.#resumeIfFree();
        });
        return;
      }
      const message = this.#held.shift() as Uint8Array;
      this.#deliver(message.length <= COPY_UP_TO_BYTES ? message.slice() : message);
    }
    if (this.#pendingBytes > this.#limits.pendingBytes) this.#pause();
  }

  #resumeIfFree(): void {
    const isFree = !this.#isWaiting && this.#pendingBytes <= this.#limits.pendingBytes / 2;
    if (this.#paused && isFree && !this.#closed) this.#resume();
  }

  #deliver(message: Uint8Array): void {
    const done = this.#events.message(message);
    if (done === undefined) return;
    this.#pendingBytes += message.length;
    void done.then(() => {
      this.#pendingBytes -= message.length;
      this.#resumeIfFree();
    });
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    // In a microtask, because this may run inside `resume()`, which after us would mark the stream as flowing again
    // and go on to open its window.
    queueMicrotask(() => {
      if (this.#paused && this.stream.readStatus === 'readable') this.stream.pause();
    });
  }

  #resume(): void {
    this.#paused = false;
    if (this.stream.readStatus === 'paused') this.stream.resume();
  }
}
