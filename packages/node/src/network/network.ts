/**
 * What the rest of the node knows of the network: lanes for what validators tell each other, requests for what they
 * ask, and the state of each peer. No vendor's name appears here, so that a simulation can stand in its place.
 */

import type { PeerAccount } from './peer-account.ts';

/** A peer id as text (base58), derived from a member's network key by `peerIdOfPublicKey`. */
export type PeerName = string;

/** `validator` exchanges lanes and requests; `observer` may only ask: it follows by sync. */
export type MemberRole = 'validator' | 'observer';

/** A member of the network. Only members get in, and only members are dialled. */
export interface Member {
  readonly peer: PeerName;
  readonly role: MemberRole;
  /** Multiaddr at which it listens, e.g. `/dns4/validator-2/tcp/7000`; without one we wait for it to dial us. */
  readonly address?: string;
}

/**
 * What validators tell each other, in falling priority. A lane keeps the order of its messages while a connection
 * lasts; lanes overtake each other. Nothing is promised across a reconnection.
 */
export type Lane = 'vote' | 'block' | 'transaction';

export const LANES: readonly Lane[] = ['vote', 'block', 'transaction'];

/** The questions that peers answer each other. */
export type RequestName = 'blocks' | 'transactions' | 'sidecars' | 'shares' | 'status';

export const REQUEST_NAMES: readonly RequestName[] = ['blocks', 'transactions', 'sidecars', 'shares', 'status'];

/** What became of a message, in numbers of peers: the three add up to the peers addressed. */
export interface SendOutcome {
  /** Queued for sending. */
  readonly queued: number;
  /** Refused because the peer's queue of this lane is full: send less, or later (transaction lane only). */
  readonly full: number;
  /** Not connected at the moment, or not a validator: not queued. */
  readonly unreachable: number;
}

/**
 * Receives a message. `message` may be a view into a larger buffer: copy what you keep for long. Returning a promise
 * makes the peer wait on this lane once too many bytes are pending. What it throws is counted and logged.
 */
export type MessageHandler = (from: PeerName, message: Uint8Array) => void | Promise<void>;

/** Answers a request. What it throws is counted and logged, and the peer is told `failed` without the reason. */
export type RequestHandler = (from: PeerName, body: Uint8Array, role: MemberRole) => Promise<Uint8Array>;

/** A change in whether a peer can be reached. Whoever sends state that must not be missed sends it again on `connected`. */
export interface PeerChange {
  readonly peer: PeerName;
  readonly connected: boolean;
}

/** What a peer did that no correct peer does. Counted, and the peer is disconnected for a while (FAILURES 19). */
export const MISBEHAVIOURS = [
  /** A length beyond the bound of its lane or request, or of zero. */
  'length',
  /** Bytes that are not the protocol at all. */
  'malformed',
  /** A message, request or answer that does not read. */
  'unreadable',
  /** A message begun and not finished within the bound. */
  'slow',
  /** More messages, streams or pings in a second than a correct peer can have. */
  'flood',
  /** More bytes than the flow control allows. */
  'window',
  /** Something that its role does not permit. */
  'role',
] as const;

export type Misbehaviour = (typeof MISBEHAVIOURS)[number];

/** What is known of one peer. Counts are since this node started. */
export interface PeerStatus {
  readonly peer: PeerName;
  readonly role: MemberRole;
  readonly address: string | undefined;
  readonly connected: boolean;
  /** When it became what `connected` says, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** When it was last heard of, or undefined if never. */
  readonly lastSeenMs: number | undefined;
  /** Smoothed estimate. */
  readonly roundTripMs: number | undefined;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: Readonly<Record<Lane, number>>;
  readonly messagesOut: Readonly<Record<Lane, number>>;
  /** Waiting to be sent now. */
  readonly queuedMessages: Readonly<Record<Lane, number>>;
  readonly queuedBytes: Readonly<Record<Lane, number>>;
  /** Displaced by newer ones, refused, or lost with a connection before they were sent. */
  readonly dropped: Readonly<Record<Lane, number>>;
  readonly connections: number;
  readonly dialFailures: number;
  readonly misbehaviour: Readonly<Record<Misbehaviour, number>>;
  /** What its bytes have taken of the main thread, in milliseconds. */
  readonly spentMs: number;
}

/** What is counted for the node as a whole. */
export interface NetworkCounters {
  /** Connections refused or closed because the peer is no member, or is shut out for a while after misbehaviour. */
  readonly refusedConnections: number;
  /** Errors thrown by message and request handlers. */
  readonly handlerErrors: number;
}

/**
 * Why a request brought no answer; whoever asked tries another peer.
 *
 * `unreachable`: not connected, or the connection broke; `timeout`: no whole answer in time; `busy`: the peer, or our
 * own queue towards it, has as much under way as it takes; `failed`: the peer could not answer; `too-large`: a
 * request or answer beyond its bound; `malformed`: an answer that is none.
 */
export type RequestErrorCode = 'unreachable' | 'timeout' | 'busy' | 'failed' | 'too-large' | 'malformed';

export class RequestError extends Error {
  override readonly name: string = 'RequestError';
  readonly code: RequestErrorCode;

  constructor(code: RequestErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The network as one member sees it. */
export interface Network {
  /** This node's own name. */
  readonly peer: PeerName;
  /** Listens and begins to dial. */
  start(): Promise<void>;
  /** Closes everything; requests under way fail as `unreachable`. It cannot be started again. */
  stop(): Promise<void>;
  /** Where this node listens, with real port numbers. */
  addresses(): string[];
  /** Replaces the whole list. This node exchanges lanes if it is itself in the list as a validator. */
  setMembers(members: readonly Member[]): void;
  /** Queues a message without ever blocking. 'all' means every other validator. */
  send(to: PeerName | 'all', lane: Lane, message: Uint8Array): SendOutcome;
  /** @throws {RequestError} unreachable, timeout, busy, failed, too-large, malformed. */
  request(to: PeerName, name: RequestName, body: Uint8Array, timeoutMs: number): Promise<Uint8Array>;
  /** Sets the one handler of a lane. */
  onMessage(lane: Lane, handler: MessageHandler): void;
  /** Sets the one handler of a question. */
  onRequest(name: RequestName, handler: RequestHandler): void;
  /** Listens for peers coming and going; the function returned ends that. */
  onPeer(listener: (change: PeerChange) => void): () => void;
  /** Every other member, in the order of the member list. */
  peers(): PeerStatus[];
  counters(): NetworkCounters;
  /** The account of a peer, for work that its bytes cause. Handlers are charged until they first wait. */
  account(peer: PeerName): PeerAccount;
}
