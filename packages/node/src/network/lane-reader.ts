/**
 * The receiving end of a channel from one peer. It reads by events, not by libp2p's iterator, which queues without
 * bound: while handlers are behind, the stream is paused, its flow-control window runs out, and the peer waits.
 */
import type { Stream, StreamMessageEvent } from '@libp2p/interface';
import type { Log } from '../log.ts';
import { FrameError, FrameReader } from './frame.ts';
import { guarded } from './guarded.ts';
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
  readonly #onChunk: (event: StreamMessageEvent) => void;
  readonly #log: Log;
  /** Messages that have come in; those from `#next` on are not delivered, because handlers or the peer's time are behind. */
  #held: Uint8Array[] = [];
  #next = 0;
  #isWaiting = false;
  #pendingBytes = 0;
  #pendingMessages = 0;
  #paused = false;
  #closed = false;
  #unfinishedSinceMs: number | undefined;

  constructor(stream: Stream, channel: Channel, limits: NetworkLimits, log: Log, events: LaneReaderEvents) {
    this.stream = stream;
    this.#events = events;
    this.#limits = limits;
    this.#log = log;
    const { messageBytes, messagesPerSecond } = limits.channels[channel];
    this.#frames = new FrameReader(1, messageBytes, limits.heldMessages);
    this.#rate = new RateLimit(messagesPerSecond, performance.now());
    this.#onChunk = guarded(stream, log, (event: StreamMessageEvent) => this.#read(event));
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
    this.#next = 0;
    this.stream.removeEventListener('message', this.#onChunk);
  }

  /** Called about once a second: a peer that never finishes a message is given up. */
  check(nowMs: number): void {
    // While we ourselves do not read, the peer cannot finish.
    if (this.#paused || !this.#frames.unfinished) this.#unfinishedSinceMs = undefined;
    else if (this.#unfinishedSinceMs === undefined) this.#unfinishedSinceMs = nowMs;
    else if (nowMs - this.#unfinishedSinceMs > this.#limits.slowMessageMs) {
      this.#events.misbehaviour('slow', `A message was not finished within ${this.#limits.slowMessageMs} ms.`);
    }
  }

  #read(event: StreamMessageEvent): void {
    const chunk = event.data instanceof Uint8Array ? event.data : event.data.subarray();
    this.#events.bytes(chunk.length);
    let messages: Uint8Array[];
    try {
      messages = this.#frames.push(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#events.misbehaviour(error.kind, error.message);
      return;
    }
    if (messages.length === 0) return;
    this.#unfinishedSinceMs = undefined;
    const held = this.#held.length - this.#next;
    const isTooMuch = held + messages.length > this.#limits.heldMessages;
    if (isTooMuch || !this.#rate.allows(messages.length, performance.now())) {
      this.#events.misbehaviour('flood', 'More messages than a correct peer sends.');
      return;
    }
    // Without a spread: the engine bounds the arguments of a call, and a peer the messages of a chunk.
    this.#held = held === 0 ? messages : this.#held.slice(this.#next).concat(messages);
    this.#next = 0;
    this.#drain();
  }

  /**
   * Delivers while the peer has time and handlers have not too many messages; then its bytes wait, here and, as the
   * stream is not read, at the peer.
   */
  #drain(): void {
    while (this.#next < this.#held.length && !this.#closed && !this.#isWaiting) {
      if (this.#pendingMessages > this.#limits.pendingMessages) break;
      if (!this.#events.mayGo()) {
        this.#isWaiting = true;
        this.#pause();
        void this.#events.turn().then(
          this.#guarded(() => {
            this.#isWaiting = false;
            this.#goOn();
          }),
        );
        return;
      }
      const message = this.#held[this.#next++] as Uint8Array;
      this.#deliver(message.length <= COPY_UP_TO_BYTES ? message.slice() : message);
    }
    if (this.#isBehind(1)) this.#pause();
    if (this.#next < this.#held.length) return;
    this.#held = [];
    this.#next = 0;
  }

  /** Whether handlers have more than this part of what may be unfinished. */
  #isBehind(part: number): boolean {
    const { pendingBytes, pendingMessages } = this.#limits;
    return this.#pendingBytes > part * pendingBytes || this.#pendingMessages > part * pendingMessages;
  }

  /** Delivers what is held and reads the stream again, if there is room by now. */
  #goOn(): void {
    this.#drain();
    if (this.#paused && !this.#closed && !this.#isWaiting && !this.#isBehind(0.5)) this.#resume();
  }

  #guarded(run: () => void): () => void {
    return guarded<void>(this.stream, this.#log, run);
  }

  #deliver(message: Uint8Array): void {
    const done = this.#events.message(message);
    if (done === undefined) return;
    this.#pendingBytes += message.length;
    this.#pendingMessages += 1;
    void done.then(
      this.#guarded(() => {
        this.#pendingBytes -= message.length;
        this.#pendingMessages -= 1;
        this.#goOn();
      }),
    );
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    // In a microtask, because this may run inside `resume()`, which after us would mark the stream as flowing again
    // and go on to open its window.
    queueMicrotask(
      this.#guarded(() => {
        if (this.#paused && this.stream.readStatus === 'readable') this.stream.pause();
      }),
    );
  }

  #resume(): void {
    this.#paused = false;
    if (this.stream.readStatus === 'paused') this.stream.resume();
  }
}
