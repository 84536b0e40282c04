/** The channels to and from one peer, over whichever connection carries them at the moment. */
import type { Connection, Stream } from '@libp2p/interface';
import type { Log } from '../log.ts';
import { guarded } from './guarded.ts';
import { LaneReader } from './lane-reader.ts';
import { LaneWriter } from './lane-writer.ts';
import { CHANNELS, type Channel, type NetworkLimits } from './limits.ts';
import type { Misbehaviour } from './network.ts';

export function laneProtocol(channel: Channel): string {
  return `/annals/lane/1/${channel}`;
}

export interface PeerLanesEvents {
  /** Our side became writable, or ceased to be. */
  writable(): void;
  message(channel: Channel, message: Uint8Array): void | Promise<void>;
  bytes(count: number): void;
  mayGo(channel: Channel): boolean;
  turn(channel: Channel): Promise<void>;
  misbehaviour(kind: Misbehaviour, reason: string): void;
}

interface Inbound {
  readonly reader: LaneReader;
  readonly connection: Connection;
}

export class PeerLanes {
  readonly writers: Readonly<Record<Channel, LaneWriter>>;
  readonly #limits: NetworkLimits;
  readonly #log: Log;
  readonly #events: PeerLanesEvents;
  readonly #inbound = new Map<Channel, Inbound>();
  #outbound: { readonly connection: Connection; readonly streams: readonly Stream[] } | undefined;
  #opening = false;

  constructor(limits: NetworkLimits, log: Log, events: PeerLanesEvents) {
    this.#limits = limits;
    this.#log = log;
    this.#events = events;
    const writer = (channel: Channel): LaneWriter => new LaneWriter(channel, limits, log);
    this.writers = {
      pulse: writer('pulse'),
      vote: writer('vote'),
      block: writer('block'),
      transaction: writer('transaction'),
    };
  }

  get writable(): boolean {
    return this.#outbound !== undefined;
  }

  /** Whether a connection carries any of the channels. */
  uses(connection: Connection): boolean {
    if (this.#outbound?.connection === connection) return true;
    return [...this.#inbound.values()].some((inbound) => inbound.connection === connection);
  }

  /** Opens our sides of the channels on this connection, unless they are open or opening. Never rejects. */
  async open(connection: Connection): Promise<void> {
    if (this.#opening || this.#outbound !== undefined) return;
    this.#opening = true;
    const signal = AbortSignal.timeout(this.#limits.handshakeMs);
    const opened = await Promise.allSettled(
      CHANNELS.map((channel) => connection.newStream(laneProtocol(channel), { signal })),
    );
    this.#opening = false;
    const streams = opened.filter((result) => result.status === 'fulfilled').map((result) => result.value);
    if (streams.length < CHANNELS.length || streams.some((stream) => stream.status !== 'open')) {
      for (const stream of streams) stream.abort(new Error('Another lane could not be opened.'));
      return;
    }
    this.#outbound = { connection, streams };
    for (const [index, stream] of streams.entries()) {
      const channel = CHANNELS[index];
      if (channel === undefined) continue;
      stream.addEventListener(
        'close',
        guarded(stream, this.#log, () => this.#lose(stream)),
      );
      this.writers[channel].open(stream);
    }
    this.#events.writable();
  }

  /** The peer opened its side of a channel. */
  accept(channel: Channel, stream: Stream, connection: Connection): void {
    const before = this.#inbound.get(channel);
    if (before !== undefined) {
      before.reader.close();
      before.reader.stream.abort(new Error('The peer opened this lane again.'));
    }
    const reader = new LaneReader(stream, channel, this.#limits, this.#log, {
      message: (message) => this.#events.message(channel, message),
      bytes: (count) => this.#events.bytes(count),
      mayGo: () => this.#events.mayGo(channel),
      turn: () => this.#events.turn(channel),
      misbehaviour: (kind, reason) => this.#events.misbehaviour(kind, reason),
    });
    this.#inbound.set(channel, { reader, connection });
    stream.addEventListener(
      'close',
      guarded(stream, this.#log, () => {
        if (this.#inbound.get(channel)?.reader === reader) this.#inbound.delete(channel);
      }),
    );
    // A peer opens its lanes anew on another connection only when it has lost the one that we still believe in.
    if (before !== undefined && before.connection !== connection) {
      before.connection.abort(new Error('The peer has left this connection.'));
    }
  }

  /** Bytes received that handlers have not finished with. */
  pendingBytes(): number {
    let bytes = 0;
    for (const { reader } of this.#inbound.values()) bytes += reader.pendingBytes;
    return bytes;
  }

  check(nowMs: number): void {
    for (const { reader } of [...this.#inbound.values()]) reader.check(nowMs);
  }

  /** Ends all channels. */
  close(): void {
    for (const { reader } of this.#inbound.values()) {
      reader.close();
      reader.stream.abort(new Error('Lanes closed.'));
    }
    this.#inbound.clear();
    const stream = this.#outbound?.streams[0];
    if (stream !== undefined) this.#lose(stream);
  }

  #lose(stream: Stream): void {
    const outbound = this.#outbound;
    if (outbound === undefined || !outbound.streams.includes(stream)) return;
    this.#outbound = undefined;
    for (const channel of CHANNELS) this.writers[channel].close();
    for (const other of outbound.streams) other.abort(new Error('Another lane was lost.'));
    this.#events.writable();
  }
}
