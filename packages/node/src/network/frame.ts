/**
 * Frames: how messages stand in a stream. A frame is a length of four bytes, big-endian,
 * and that many bytes. Chunks that a stream delivers are not messages: they cut and join frames anywhere.
 */

const FRAME_HEADER_BYTES = 4;

/** What no correct peer sends: a frame of a length out of bounds, or too many of them at once (ATTACK many-messages-in-a-chunk). */
export class FrameError extends Error {
  override readonly name: string = 'FrameError';
  readonly kind: 'length' | 'flood';

  constructor(kind: 'length' | 'flood', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** One buffer that holds the messages as frames, so that many leave in one write. */
export function encodeFrames(messages: readonly Uint8Array[]): Uint8Array {
  let total = 0;
  for (const message of messages) total += FRAME_HEADER_BYTES + message.length;
  const batch = new Uint8Array(total);
  const view = new DataView(batch.buffer);
  let at = 0;
  for (const message of messages) {
    view.setUint32(at, message.length);
    batch.set(message, at + FRAME_HEADER_BYTES);
    at += FRAME_HEADER_BYTES + message.length;
  }
  return batch;
}

/** Finds the frames in the chunks of one stream. It never holds more than what was received of one frame. */
export class FrameReader {
  readonly #shortest: number;
  readonly #longest: number;
  readonly #mostAtOnce: number;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** Bytes that must be held before anything more can be read: a header, or header and body. */
  #wanted = FRAME_HEADER_BYTES;

  constructor(shortestBytes: number, longestBytes: number, mostAtOnce: number) {
    this.#shortest = shortestBytes;
    this.#longest = longestBytes;
    this.#mostAtOnce = mostAtOnce;
  }

  /** Whether a frame has begun and is not whole. */
  get unfinished(): boolean {
    return this.#heldBytes > 0;
  }

  /**
   * Takes a chunk and returns the messages that it completes, as views into it where a frame lies in one chunk.
   *
   * @throws {FrameError} for a length out of bounds, and for more messages than may come at once; those before are
   * lost, and so is the stream.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    let bytes = chunk;
    if (this.#heldBytes > 0) {
      this.#held.push(chunk);
      this.#heldBytes += chunk.length;
      if (this.#heldBytes < this.#wanted) return [];
      bytes = join(this.#held, this.#heldBytes);
      this.#held = [];
      this.#heldBytes = 0;
    }
    const messages: Uint8Array[] = [];
    let at = 0;
    this.#wanted = FRAME_HEADER_BYTES;
    while (bytes.length - at >= FRAME_HEADER_BYTES) {
      const length = readLength(bytes, at);
      if (length < this.#shortest || length > this.#longest) {
        throw new FrameError(
          'length',
          `A frame of ${length} bytes, allowed are ${this.#shortest} to ${this.#longest}.`,
        );
      }
      const end = at + FRAME_HEADER_BYTES + length;
      if (end > bytes.length) {
        this.#wanted = FRAME_HEADER_BYTES + length;
        break;
      }
      if (messages.length >= this.#mostAtOnce) {
        throw new FrameError('flood', `More than ${this.#mostAtOnce} messages in one piece of a stream.`);
      }
      messages.push(bytes.subarray(at + FRAME_HEADER_BYTES, end));
      at = end;
    }
    if (at < bytes.length) {
      this.#held.push(at === 0 ? bytes : bytes.subarray(at));
      this.#heldBytes = bytes.length - at;
    }
    return messages;
  }
}

function readLength(bytes: Uint8Array, at: number): number {
  // Reads through a DataView would allocate one for each chunk; these four bytes are known to be there.
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function join(parts: readonly Uint8Array[], total: number): Uint8Array {
  const joined = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
