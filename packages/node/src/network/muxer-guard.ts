/**
 * Guards the yamux multiplexer against what it takes from a member without question: a frame that announces gigabytes
 * is gathered until it is whole, and streams and pings may come without end, each of them answered. It also guards the
 * process against the multiplexer, which throws where nobody can catch it.
 */
import { yamux } from '@chainsafe/libp2p-yamux';
import type { MessageStream, StreamMessageEvent, StreamMuxerFactory } from '@libp2p/interface';
import type { NetworkLimits } from './limits.ts';
import type { Misbehaviour } from './network.ts';
import { RateLimit } from './rate-limit.ts';

/** Yamux header: version, type, flags (2 bytes), stream (4), length (4). */
const HEADER_BYTES = 12;
const DATA = 0;
const PING = 2;
const SYN = 1;

/** Ends a connection because of what its peer did. */
export class MisbehaviourError extends Error {
  override readonly name: string = 'MisbehaviourError';
  readonly kind: Misbehaviour;

  constructor(kind: Misbehaviour, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Charges the peer of a connection; false when it owes more time than any correct peer does. */
export type SpendOf = (connection: MessageStream, spentMs: number) => boolean;

/** The multiplexer for libp2p, with our bounds and a guard before each connection. */
export function guardedYamux(limits: NetworkLimits, spend: SpendOf): () => StreamMuxerFactory {
  const create = yamux({
    // Lanes, requests in both directions, and as many that are just closing.
    maxInboundStreams: 64,
    maxOutboundStreams: 64,
    streamOptions: { maxStreamWindowSize: limits.windowBytes, maxReadBufferLength: limits.readBufferBytes },
  });
  return () => {
    const factory = create();
    return {
      protocol: factory.protocol,
      createStreamMuxer(connection) {
        connection.maxWriteBufferLength = limits.connectionWriteBytes;
        dropSendsAfterClose(connection);
        const guard = new MuxerGuard(limits, performance.now());
        // Added before the multiplexer's own listener, and so called before it.
        connection.addEventListener('message', (event: StreamMessageEvent) => {
          try {
            const { data } = event;
            let costMs = 0;
            for (const part of data instanceof Uint8Array ? [data] : data) {
              costMs += guard.inspect(part, performance.now());
            }
            if (!spend(connection, costMs)) throw new MisbehaviourError('flood', 'Streams and frames beyond its time.');
          } catch (error) {
            event.stopImmediatePropagation();
            connection.abort(error instanceof Error ? error : new Error(String(error)));
          }
        });
        return factory.createStreamMuxer(connection);
      },
    };
  };
}

/**
 * Yamux sends in a microtask of its own after a stream was asked for. When the connection broke in between, what `send`
 * throws there ends the process. Whoever uses the connection learns of its end from its `close` event.
 */
function dropSendsAfterClose(connection: MessageStream): void {
  const send = connection.send.bind(connection);
  connection.send = (data) => {
    try {
      return send(data);
    } catch (error) {
      if (connection.status === 'open') connection.abort(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  };
}

/** Follows the headers of the frames in one connection's incoming bytes. */
export class MuxerGuard {
  readonly #windowBytes: number;
  readonly #costs: NetworkLimits['muxerMs'];
  readonly #streams: RateLimit;
  readonly #pings: RateLimit;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerBytes = 0;
  #bodyBytesLeft = 0;

  constructor(limits: NetworkLimits, nowMs: number) {
    this.#windowBytes = limits.windowBytes;
    this.#costs = limits.muxerMs;
    this.#streams = new RateLimit(limits.streamsPerSecond, nowMs);
    this.#pings = new RateLimit(limits.pingsPerSecond, nowMs);
  }

  /**
   * @returns what the multiplexer takes for these bytes, in milliseconds (ATTACK dropped-streams).
   * @throws {MisbehaviourError} window, flood
   */
  inspect(bytes: Uint8Array, nowMs: number): number {
    let at = 0;
    let costMs = 0;
    while (at < bytes.length) {
      if (this.#bodyBytesLeft > 0) {
        const skipped = Math.min(this.#bodyBytesLeft, bytes.length - at);
        this.#bodyBytesLeft -= skipped;
        at += skipped;
        continue;
      }
      const part = bytes.subarray(at, at + HEADER_BYTES - this.#headerBytes);
      this.#header.set(part, this.#headerBytes);
      this.#headerBytes += part.length;
      at += part.length;
      if (this.#headerBytes === HEADER_BYTES) {
        this.#headerBytes = 0;
        costMs += this.#judge(nowMs);
      }
    }
    return costMs;
  }

  #judge(nowMs: number): number {
    const [, type, , flags = 0] = this.#header;
    if (type === PING && !this.#pings.allows(1, nowMs)) throw new MisbehaviourError('flood', 'Too many pings.');
    if (type !== PING && (flags & SYN) !== 0 && !this.#streams.allows(1, nowMs)) {
      throw new MisbehaviourError('flood', 'Too many new streams.');
    }
    const { stream, frame } = this.#costs;
    const costMs = type !== PING && (flags & SYN) !== 0 ? stream : frame;
    if (type !== DATA) return costMs;
    const length = new DataView(this.#header.buffer).getUint32(8);
    // No correct peer sends a frame beyond the largest window, of which it was told.
    if (length > this.#windowBytes) throw new MisbehaviourError('window', `A multiplexer frame of ${length} bytes.`);
    this.#bodyBytesLeft = length;
    return costMs;
  }
}
