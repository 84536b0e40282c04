/** The messages that wait for one peer on one lane: first in, first out, bounded in number and in bytes. */
import type { ChannelLimits } from './limits.ts';

/** Taken entries are cut off the array once this many have gathered, so that taking one costs no copying. */
const COMPACT_AFTER = 1024;

export class LaneQueue {
  readonly #limits: ChannelLimits;
  #messages: Uint8Array[] = [];
  #first = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(limits: ChannelLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#messages.length - this.#first;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Messages that were displaced, refused or cleared. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds a message, and says whether it was taken. */
  push(message: Uint8Array): boolean {
    if (!this.#fits(message)) {
      if (this.#limits.whenFull === 'refuse') {
        this.#dropped += 1;
        return false;
      }
      while (this.length > 0 && !this.#fits(message)) {
        this.#takeFirst();
        this.#dropped += 1;
      }
    }
    this.#messages.push(message);
    this.#bytes += message.length;
    return true;
  }

  /** Takes the oldest messages: at least one, and further ones while all of them stay within `mostBytes`. */
  take(mostBytes: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    let bytes = 0;
    for (;;) {
      const next = this.#messages[this.#first];
      if (next === undefined || (taken.length > 0 && bytes + next.length > mostBytes)) return taken;
      this.#takeFirst();
      taken.push(next);
      bytes += next.length;
    }
  }

  /** Drops everything, because the connection that it waited for is gone. */
  clear(): void {
    this.#dropped += this.length;
    this.#messages = [];
    this.#first = 0;
    this.#bytes = 0;
  }

  #fits(message: Uint8Array): boolean {
    return this.length < this.#limits.queuedMessages && this.#bytes + message.length <= this.#limits.queuedBytes;
  }

  #takeFirst(): void {
    this.#bytes -= this.#messages[this.#first]?.length ?? 0;
    this.#first += 1;
    if (this.#first === this.#messages.length || this.#first >= COMPACT_AFTER) {
      this.#messages = this.#messages.slice(this.#first);
      this.#first = 0;
    }
  }
}
