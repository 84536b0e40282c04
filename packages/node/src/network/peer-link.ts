/** One other member: its connections, the lanes and requests over them, and what it is known to have done. */
import type { Connection, Stream, StreamCloseEvent } from '@libp2p/interface';
import type { Log } from '../log.ts';
import { threadTimeMs } from '../thread-time.ts';
import { guarded } from './guarded.ts';
import type { Channel, NetworkLimits } from './limits.ts';
import { MisbehaviourError } from './muxer-guard.ts';
import type { Lane, Member, Misbehaviour, PeerName, PeerStatus, RequestName } from './network.ts';
import type { PeerAccount } from './peer-account.ts';
import { PeerCounts } from './peer-counts.ts';
import { PeerDialer } from './peer-dialer.ts';
import { PeerLanes } from './peer-lanes.ts';
import { askPulse, readPulse } from './pulse.ts';
import { RequestClient } from './request-client.ts';
import { RequestServer } from './request-server.ts';
import { ShutOut } from './shut-out.ts';

/** Errors of the multiplexer that only a peer outside the protocol can cause. */
const MUXER_MISBEHAVIOUR: Readonly<Record<string, Misbehaviour>> = {
  ReceiveWindowExceededError: 'window',
  InvalidFrameError: 'malformed',
  DecodeInvalidVersionError: 'malformed',
  UnRequestedPingError: 'malformed',
  NotMatchingPingError: 'malformed',
};

/** What a link needs of the network around it. */
export interface PeerLinkHost {
  readonly limits: NetworkLimits;
  readonly log: Log;
  /** This node's name and whether it exchanges lanes. */
  readonly self: PeerName;
  selfIsValidator(): boolean;
  /** One attempt to connect; rejects if it fails. */
  dial(member: Member): Promise<void>;
  /** `connected` or the reason for it has changed. */
  changed(link: PeerLink): void;
  message(link: PeerLink, lane: Lane, message: Uint8Array): void | Promise<void>;
  answer(link: PeerLink, name: RequestName, body: Uint8Array): Promise<Uint8Array | undefined>;
  /** Whether there is time for the next bytes of this peer, and waiting until there is. */
  mayGo(peer: PeerName, isUrgent: boolean): boolean;
  turn(peer: PeerName, isUrgent: boolean): Promise<void>;
  /** Charges what the bytes of this peer have taken. */
  spent(peer: PeerName, spentMs: number): void;
}

export class PeerLink {
  member: Member;
  readonly counts = new PeerCounts();
  readonly lanes: PeerLanes;
  readonly requests: RequestClient;
  readonly account: PeerAccount;
  readonly #host: PeerLinkHost;
  readonly #server: RequestServer;
  readonly #dialer: PeerDialer;
  readonly #connections = new Set<Connection>();
  #connected = false;
  #sinceMs = Date.now();
  readonly #shutOut: ShutOut;
  #stopped = false;
  #isCharging = false;

  constructor(member: Member, host: PeerLinkHost) {
    this.member = member;
    this.#host = host;
    this.#shutOut = new ShutOut(host.limits);
    this.account = {
      name: member.peer,
      hasTime: () => host.mayGo(this.peer, false),
      turn: () => host.turn(this.peer, false),
      charge: (work) => {
        // What this is a part of is being charged.
        if (this.#isCharging) return work();
        const beganMs = threadTimeMs();
        this.#isCharging = true;
        try {
          return work();
        } finally {
          this.#isCharging = false;
          this.spend(threadTimeMs() - beganMs);
        }
      },
      unreadable: (what) => this.misbehaved('unreadable', what),
    };
    const misbehaviour = (kind: Misbehaviour, reason: string): void => this.misbehaved(kind, reason);
    this.lanes = new PeerLanes(host.limits, host.log, {
      writable: () => this.#report(),
      message: (channel, message) => this.#receive(channel, message),
      bytes: (count) => this.counts.heard(count),
      mayGo: (channel) => channel === 'pulse' || host.mayGo(this.peer, isUrgent(channel)),
      turn: (channel) => host.turn(this.peer, isUrgent(channel)),
      misbehaviour,
    });
    this.requests = new RequestClient(host.limits, () => this.#newest());
    this.#server = new RequestServer(host.limits, {
      answer: (name, body) => host.answer(this, name, body),
      bytes: (received, sent) => {
        this.counts.heard(received);
        this.counts.bytesOut += sent;
      },
      turn: () => host.turn(this.peer, false),
      misbehaviour,
    });
    this.#dialer = new PeerDialer(host.limits, host.self > member.peer, () => host.dial(this.member));
  }

  /** Charges what its bytes have taken. */
  spend(spentMs: number): void {
    this.counts.spentMs += spentMs;
    this.#host.spent(this.peer, spentMs);
  }

  get peer(): PeerName {
    return this.member.peer;
  }

  /** Whether messages, or towards an observer requests, can be sent now. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Whether this pair exchanges lanes. */
  get exchangesLanes(): boolean {
    return this.member.role === 'validator' && this.#host.selfIsValidator();
  }

  /** Whether a further connection is let in now. */
  admits(): boolean {
    return !this.#stopped && this.#shutOut.isOver(performance.now()) && !this.#full();
  }

  /** Begins to dial, or goes on after the member's role or address has changed. */
  update(member: Member): void {
    this.member = member;
    if (this.lanes.writable && !this.exchangesLanes) this.lanes.close();
    if (member.role === 'validator' && member.address !== undefined) this.#dialer.want();
    else this.#dialer.stop();
    this.#openLanes();
    this.#report();
  }

  /** A connection was made, by either side. */
  attach(connection: Connection): void {
    if (!this.admits() || connection.status !== 'open') {
      connection.abort(new Error('Not admitted.'));
      return;
    }
    this.#connections.add(connection);
    connection.addEventListener(
      'close',
      guarded(connection, this.#host.log, (event: StreamCloseEvent) => this.#detach(connection, event)),
    );
    this.counts.heard(0);
    this.#dialer.connected();
    this.#openLanes();
    this.#report();
  }

  acceptLane(channel: Channel, stream: Stream, connection: Connection): void {
    if (this.member.role === 'validator') {
      this.lanes.accept(channel, stream, connection);
      return;
    }
    // Not a reason to shut it out: it may know already of the block that makes it a validator.
    this.counts.misbehaviour.role += 1;
    stream.abort(new Error('An observer has no lanes.'));
  }

  serve(name: RequestName, stream: Stream): Promise<void> {
    return this.#server.serve(name, stream);
  }

  /** Counts what no correct peer does, and shuts the peer out for a while. */
  misbehaved(kind: Misbehaviour, reason: string): void {
    this.counts.misbehaviour[kind] += 1;
    const shutOutMs = Math.round(this.#shutOut.begin(performance.now()));
    this.#host.log.warn(
      { peer: this.peer, kind, reason, shutOutMs },
      'A peer broke the network protocol and was disconnected.',
    );
    this.#abort(new Error(reason));
  }

  /** Called once in `pulseMs`: opens lanes again, asks for a sign of life, and gives up what shows none. */
  tick(nowMs: number): void {
    const { heardAtMs = nowMs } = this.counts;
    this.lanes.check(nowMs);
    if (!this.lanes.writable) {
      this.#openLanes();
      return;
    }
    this.lanes.writers.pulse.push(askPulse(nowMs));
    if (nowMs - heardAtMs > this.#host.limits.silentMs) {
      this.#abort(new Error(`Nothing was heard for ${this.#host.limits.silentMs} ms.`));
    }
    for (const connection of this.#connections) {
      const old = Date.now() - connection.timeline.open > this.#host.limits.silentMs;
      // The second of two connections made at once carries nothing; a request on it may still be under way.
      if (!old || this.lanes.uses(connection) || connection.streams.length > 0) continue;
      connection.close().catch((error: Error) => connection.abort(error));
    }
  }

  /** Our own process stood still, so the peer's silence means nothing. */
  excuse(nowMs: number): void {
    if (this.counts.heardAtMs !== undefined) this.counts.heardAtMs = nowMs;
  }

  /** Ends everything with this peer. */
  stop(): void {
    this.#stopped = true;
    this.#dialer.stop();
    this.requests.stop();
    this.#abort(new Error('The peer is no longer a member, or this node stops.'));
  }

  status(): PeerStatus {
    const { counts, lanes, member } = this;
    const byLane = (of: (lane: Lane) => number): Record<Lane, number> => ({
      vote: of('vote'),
      block: of('block'),
      transaction: of('transaction'),
    });
    const writers = Object.values(lanes.writers);
    return {
      peer: member.peer,
      role: member.role,
      address: member.address,
      connected: this.#connected,
      sinceMs: this.#sinceMs,
      lastSeenMs: counts.heardAtMs === undefined ? undefined : Date.now() - (performance.now() - counts.heardAtMs),
      roundTripMs: counts.roundTripMs,
      bytesIn: counts.bytesIn,
      bytesOut: writers.reduce((sum, writer) => sum + writer.counts.bytesOut, counts.bytesOut),
      messagesIn: { ...counts.messagesIn },
      messagesOut: byLane((lane) => lanes.writers[lane].counts.messagesOut),
      queuedMessages: byLane((lane) => lanes.writers[lane].queue.length),
      queuedBytes: byLane((lane) => lanes.writers[lane].queue.bytes),
      dropped: byLane((lane) => lanes.writers[lane].queue.dropped),
      connections: this.#connections.size,
      dialFailures: this.#dialer.failures,
      misbehaviour: { ...counts.misbehaviour },
      spentMs: counts.spentMs,
    };
  }

  #detach(connection: Connection, event: StreamCloseEvent): void {
    if (!this.#connections.delete(connection)) return;
    const { error } = event;
    const kind = error instanceof MisbehaviourError ? error.kind : MUXER_MISBEHAVIOUR[error?.name ?? ''];
    if (kind !== undefined && error !== undefined) this.misbehaved(kind, error.message);
    if (this.#connections.size === 0) this.#dialer.disconnected();
    this.#openLanes();
    this.#report();
  }

  #receive(channel: Channel, message: Uint8Array): void | Promise<void> {
    if (channel !== 'pulse') {
      this.counts.messagesIn[channel] += 1;
      return this.#host.message(this, channel, message);
    }
    const pulse = readPulse(message);
    if (pulse === undefined) this.misbehaved('malformed', 'Not a pulse.');
    else if (pulse.kind === 'ask') this.lanes.writers.pulse.push(pulse.answer);
    else {
      const roundTripMs = performance.now() - pulse.askedAtMs;
      // The peer may send back anything; at worst it spoils its own line in the status.
      if (roundTripMs >= 0 && roundTripMs <= this.#host.limits.silentMs) this.counts.roundTrip(roundTripMs);
    }
  }

  #newest(): Connection | undefined {
    return [...this.#connections].findLast((connection) => connection.status === 'open');
  }

  #openLanes(): void {
    const connection = this.#newest();
    if (connection !== undefined && this.exchangesLanes) void this.lanes.open(connection);
  }

  #full(): boolean {
    return this.#connections.size >= this.#host.limits.connectionsPerPeer;
  }

  #abort(error: Error): void {
    this.lanes.close();
    for (const connection of [...this.#connections]) connection.abort(error);
    this.#report();
  }

  #report(): void {
    const connected = this.exchangesLanes ? this.lanes.writable : this.#newest() !== undefined;
    if (connected === this.#connected) return;
    this.#connected = connected;
    this.#sinceMs = Date.now();
    this.#host.changed(this);
  }
}

/** Votes and blocks go before all else that a peer sends. */
function isUrgent(channel: Channel): boolean {
  return channel === 'vote' || channel === 'block';
}
