/**
 * The sending end of a channel to one peer: takes everything that waits into one write, and stops while libp2p says
 * that the peer or the socket is behind.
 */
import type { Stream } from '@libp2p/interface';
import type { Log } from '../log.ts';
import { encodeFrames } from './frame.ts';
import { guarded } from './guarded.ts';
import { LaneQueue } from './lane-queue.ts';
import type { Channel, NetworkLimits } from './limits.ts';

export interface LaneWriterCounts {
  bytesOut: number;
  messagesOut: number;
}

export class LaneWriter {
  readonly queue: LaneQueue;
  readonly counts: LaneWriterCounts = { bytesOut: 0, messagesOut: 0 };
  readonly #batchBytes: number;
  readonly #log: Log;
  readonly #soon: (run: () => void) => void;
  #stream: Stream | undefined;
  #scheduled = false;

  constructor(channel: Channel, limits: NetworkLimits, log: Log) {
    this.#log = log;
    this.queue = new LaneQueue(limits.channels[channel]);
    this.#batchBytes = limits.batchBytes;
    // Votes leave with what else was queued in this turn; transactions gather over a turn of the event loop, because
    // one write costs as much as sixty of them.
    this.#soon = channel === 'transaction' ? setImmediate : queueMicrotask;
  }

  /** Writes to this stream from now on. */
  open(stream: Stream): void {
    this.#stream = stream;
    // Not `stream.onDrain()`: its promise is made once and stays resolved, so that a second wait does not wait.
    stream.addEventListener(
      'drain',
      guarded(stream, this.#log, () => this.#schedule()),
    );
    this.#schedule();
  }

  /** Writes no more; what waits is dropped. */
  close(): void {
    this.#stream = undefined;
    this.queue.clear();
  }

  /** Queues a message, and says whether it was taken. */
  push(message: Uint8Array): boolean {
    const taken = this.queue.push(message);
    this.#schedule();
    return taken;
  }

  #schedule(): void {
    if (this.#scheduled || this.#stream === undefined || this.queue.length === 0) return;
    this.#scheduled = true;
    this.#soon(() => {
      this.#scheduled = false;
      this.#write();
    });
  }

  #write(): void {
    const stream = this.#stream;
    while (stream !== undefined && this.queue.length > 0 && !stream.writableNeedsDrain) {
      // A stream that is no longer writable reports its end by a `close` event, which closes this writer.
      if (stream.writeStatus !== 'writable') return;
      const messages = this.queue.take(this.#batchBytes);
      const batch = encodeFrames(messages);
      this.counts.messagesOut += messages.length;
      this.counts.bytesOut += batch.length;
      try {
        stream.send(batch);
      } catch (error) {
        stream.abort(error instanceof Error ? error : new Error('The write failed.', { cause: error }));
        return;
      }
    }
  }
}
