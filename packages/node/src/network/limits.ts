/**
 * Every bound of the network, with its reason. A peer that goes beyond one is dropped and counted, never obeyed
 * (FAILURES 19); our own sending keeps within them.
 */
import type { Lane, RequestName } from './network.ts';
import type { PeerTimeLimits } from './peer-time.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** The lanes, and the pulse that measures whether a peer is alive. Each is a stream of its own in each direction. */
export type Channel = Lane | 'pulse';

/** In the order in which they are opened, which is the order in which they write after a full socket drains. */
export const CHANNELS: readonly Channel[] = ['pulse', 'vote', 'block', 'transaction'];

export interface ChannelLimits {
  /** Longest message. */
  readonly messageBytes: number;
  /** What may wait for one peer. */
  readonly queuedMessages: number;
  readonly queuedBytes: number;
  /** `drop-oldest` where a newer message supersedes older ones, `refuse` where the sender can wait. */
  readonly whenFull: 'drop-oldest' | 'refuse';
  /** Sustained messages a second that a correct peer never exceeds; ten times as many at once. */
  readonly messagesPerSecond: number;
}

export interface RequestLimits {
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** What may take long, or is short and waited for: each kind has places of its own, so that neither waits for the other. */
  readonly kind: RequestKind;
}

export type RequestKind = 'bulk' | 'prompt';

/** Handshakes a second, and after a quiet time at once. */
export interface HandshakeRate {
  readonly perSecond: number;
  readonly atOnce: number;
}

export interface NetworkLimits {
  readonly channels: Readonly<Record<Channel, ChannelLimits>>;
  readonly requests: Readonly<Record<RequestName, RequestLimits>>;
  /** What leaves in one write: enough to make encryption and system calls cheap, little enough to let votes pass. */
  readonly batchBytes: number;
  /** Flow-control window: what a peer may have sent that we have not taken. 2 MiB carries 40 MB/s over 50 ms. */
  readonly windowBytes: number;
  /** What libp2p holds for a stream that we do not read at the moment. More than a window, so that it never overflows. */
  readonly readBufferBytes: number;
  /** Bytes in unfinished handlers at which a lane stops being read. */
  readonly pendingBytes: number;
  /** The same in messages, for short ones cost more memory than their bytes. */
  readonly pendingMessages: number;
  /**
   * Messages of one lane that have come in and wait, and that one piece of its stream may bring: a full window of
   * messages of 64 bytes, which is less than any transaction or vote has.
   */
  readonly heldMessages: number;
  /** What may wait in a connection's write buffer because the peer does not read: four largest answers. */
  readonly connectionWriteBytes: number;
  /** An unfinished message is given up: 8 MiB in a minute is 140 KB/s. */
  readonly slowMessageMs: number;
  /** Requests of one peer and kind under way at once, in each direction. */
  readonly concurrentRequests: number;
  /** Requests of a kind that wait for their turn towards one peer; more are `busy`. */
  readonly waitingRequests: number;
  /** For a peer to send its request once the stream is open. */
  readonly requestReadMs: number;
  /** For a peer to take our answer. */
  readonly responseWriteMs: number;
  /** Streams a second that a peer may open: four times what eight requests at once reach on loopback (2,300). */
  readonly streamsPerSecond: number;
  /** Multiplexer pings a second; ours sends one every thirty seconds. */
  readonly pingsPerSecond: number;
  /** Connections with one peer: two when both dialled at once, and one more while a dead one is noticed. */
  readonly connectionsPerPeer: number;
  /** Inbound connections a second from one address; libp2p's own 5 is too few for members that share a host. */
  readonly connectionsPerSecond: number;
  /** Handshakes under way; half of the places are kept for addresses of members. */
  readonly pendingConnections: number;
  /** The same of one address that is no member's. */
  readonly pendingOfOneAddress: number;
  /** Inbound handshakes that are begun, in all of addresses that are no member's, of one such, and of one that is. */
  readonly handshakes: {
    readonly ofStrangers: HandshakeRate;
    readonly ofOneStranger: HandshakeRate;
    readonly ofOneMember: HandshakeRate;
  };
  /** What the multiplexer takes of the main thread, in milliseconds. */
  readonly muxerMs: {
    /** A stream that is opened, and dropped as it came. */
    readonly stream: number;
    /** The same, once it was agreed what it is for. */
    readonly negotiation: number;
    /** Any frame, such as a window update. */
    readonly frame: number;
  };
  /**
   * Whoever opens streams and sends frames beyond its time by so much is shut out. A correct peer that owes time waits
   * for the answers to its few requests.
   */
  readonly floodDebtMs: number;
  readonly connections: number;
  readonly handshakeMs: number;
  /** For one attempt to dial. */
  readonly dialMs: number;
  /** First wait after a failed dial, doubled each time, with jitter. */
  readonly dialAgainMs: number;
  /** Longest such wait: a peer that comes back is met within this. */
  readonly dialAgainMostMs: number;
  /** The member with the greater name waits this long for the other to dial, so that a pair has one connection. */
  readonly dialPatienceMs: number;
  /** A connection that lasted this long resets the wait; one that is refused at once does not. */
  readonly stableMs: number;
  readonly pulseMs: number;
  /** A peer not heard of for so long is disconnected; longer than a pause of a busy process. */
  readonly silentMs: number;
  /** How long a peer stays shut out after misbehaviour: long enough to make it dear, short enough to heal from a bug. */
  readonly shutOutMs: number;
  /** Twice as long each time, up to this: what is sent once in five minutes costs nothing. */
  readonly shutOutMostMs: number;
  /** Half as long again for each such time without misbehaviour. */
  readonly forgiveMs: number;
  /** What the bytes of peers may take of the main thread. */
  readonly peerTime: PeerTimeLimits;
  /** How often those are looked at that wait for their turn. */
  readonly turnMs: number;
}

export const NETWORK_LIMITS: NetworkLimits = {
  channels: {
    // A pulse is nine bytes, one a second each way.
    pulse: { messageBytes: 9, queuedMessages: 16, queuedBytes: KIB, whenFull: 'drop-oldest', messagesPerSecond: 20 },
    // A vote is some 200 bytes; a new view of thirty validators with their prepared certificates about 100 KiB. Votes
    // are superseded by later ones, and consensus sends again what matters.
    vote: {
      messageBytes: 512 * KIB,
      queuedMessages: 4096,
      queuedBytes: 4 * MIB,
      whenFull: 'drop-oldest',
      messagesPerSecond: 5_000,
    },
    // A proposal names at most 4,096 transactions by 32-byte ids and stays below 256 KiB, as does a view change. 8 MiB
    // is room to spare: consensus drops what is longer than it takes.
    block: {
      messageBytes: 8 * MIB,
      queuedMessages: 256,
      queuedBytes: 16 * MIB,
      whenFull: 'drop-oldest',
      messagesPerSecond: 500,
    },
    // A message is one transaction or a batch of them; a sender that is refused keeps them in its mempool. Batches
    // leave when they are full or after two milliseconds, which is 500 a second, and more only of large records: what
    // is beyond that by ten times comes from nobody who gathers them.
    transaction: {
      messageBytes: MIB,
      queuedMessages: 20_000,
      queuedBytes: 8 * MIB,
      whenFull: 'refuse',
      messagesPerSecond: 5_000,
    },
  },
  requests: {
    blocks: { requestBytes: 64 * KIB, responseBytes: 16 * MIB, kind: 'bulk' },
    // Two thousand ids of 32 bytes fit in a request.
    transactions: { requestBytes: 128 * KIB, responseBytes: 16 * MIB, kind: 'bulk' },
    sidecars: { requestBytes: 128 * KIB, responseBytes: 16 * MIB, kind: 'bulk' },
    // A disclosure of a hidden read; 32 shares of 300 bytes.
    shares: { requestBytes: 16 * KIB, responseBytes: 32 * KIB, kind: 'prompt' },
    status: { requestBytes: 4 * KIB, responseBytes: 64 * KIB, kind: 'prompt' },
  },
  batchBytes: 256 * KIB,
  windowBytes: 2 * MIB,
  readBufferBytes: 4 * MIB,
  pendingBytes: MIB,
  pendingMessages: 4_096,
  heldMessages: 32_768,
  connectionWriteBytes: 64 * MIB,
  slowMessageMs: 60_000,
  concurrentRequests: 8,
  waitingRequests: 64,
  requestReadMs: 10_000,
  responseWriteMs: 60_000,
  streamsPerSecond: 10_000,
  pingsPerSecond: 10,
  connectionsPerPeer: 3,
  connectionsPerSecond: 20,
  pendingConnections: 128,
  pendingOfOneAddress: 16,
  // A handshake takes 11 to 16 ms of the main thread: strangers have a sixth of it, and none of them all of that.
  handshakes: {
    ofStrangers: { perSecond: 10, atOnce: 10 },
    ofOneStranger: { perSecond: 1, atOnce: 5 },
    // In a small network many share a host, and come all at once after a power failure.
    ofOneMember: { perSecond: 10, atOnce: 40 },
  },
  // As measured, on the reference machine.
  muxerMs: { stream: 0.05, negotiation: 0.5, frame: 0.005 },
  floodDebtMs: 2_000,
  connections: 256,
  handshakeMs: 5_000,
  dialMs: 5_000,
  dialAgainMs: 100,
  dialAgainMostMs: 5_000,
  dialPatienceMs: 1_000,
  stableMs: 5_000,
  pulseMs: 1_000,
  silentMs: 10_000,
  shutOutMs: 5_000,
  shutOutMostMs: 300_000,
  forgiveMs: 300_000,
  // Six tenths of a second a second, for three peers or a hundred: the rest is for consensus and clients. A busy member
  // among four has four tenths alone, which is two thousand sealed records a second.
  peerTime: {
    sharedMsPerSecond: 300,
    commonMsPerSecond: 300,
    burstSeconds: 2,
    leastBurstMs: 20,
    reservedPart: 0.25,
  },
  turnMs: 10,
};
