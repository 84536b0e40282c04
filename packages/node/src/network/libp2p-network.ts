/** The network over libp2p: members in, everybody else out; lanes and requests go to the link of each member. */

import { invariant } from '@annals/ledger/errors';
import type { Connection, Stream } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import type { Libp2p } from 'libp2p';
import type { Log } from '../log.ts';
import { guarded } from './guarded.ts';
import { Handshakes } from './handshakes.ts';
import { networkKeyOf, peerIdOf } from './identity.ts';
import { createNode, type Libp2pNodeOptions } from './libp2p-node.ts';
import { CHANNELS, NETWORK_LIMITS, type NetworkLimits } from './limits.ts';
import {
  type Lane,
  type Member,
  type MessageHandler,
  type Network,
  type NetworkCounters,
  type PeerChange,
  type PeerName,
  type PeerStatus,
  REQUEST_NAMES,
  RequestError,
  type RequestHandler,
  type RequestName,
  type SendOutcome,
} from './network.ts';
import { FREE_ACCOUNT, type PeerAccount, UnreadableError } from './peer-account.ts';
import { laneProtocol } from './peer-lanes.ts';
import { PeerLink, type PeerLinkHost } from './peer-link.ts';
import { PeerTime } from './peer-time.ts';
import { requestProtocol } from './request-client.ts';

export interface Libp2pNetworkOptions {
  /** The member's 32-byte secp256k1 network key. */
  readonly secret: Uint8Array;
  /** Multiaddrs, e.g. `/ip4/0.0.0.0/tcp/7000`. An observer may listen nowhere. */
  readonly listen: readonly string[];
  readonly log: Log;
  readonly limits?: NetworkLimits;
}

/** A tick later than this means that this process stood still, and that nobody else's silence proves anything. */
const STOOD_STILL_MS = 2_000;

/** Makes a network that is not started. Set members and handlers first, so that nothing is missed. */
export async function createLibp2pNetwork(options: Libp2pNetworkOptions): Promise<Network> {
  const limits = options.limits ?? NETWORK_LIMITS;
  const admission: Pick<Libp2pNodeOptions, 'admits' | 'spend'> = { admits: () => false, spend: () => true };
  const handshakes = new Handshakes(limits);
  const node = await createNode({
    privateKey: networkKeyOf(options.secret),
    listen: options.listen,
    limits,
    handshakes,
    admits: (peer) => admission.admits(peer),
    spend: (peer, spentMs) => admission.spend(peer, spentMs),
  });
  const network = new Libp2pNetwork(node, handshakes, peerIdOf(options.secret), limits, options.log);
  admission.admits = (peer) => network.admits(peer);
  admission.spend = (peer, spentMs) => network.spendOnStreams(peer, spentMs);
  await network.register();
  return network;
}

class Libp2pNetwork implements Network, PeerLinkHost {
  readonly peer: PeerName;
  readonly limits: NetworkLimits;
  readonly log: Log;
  readonly #node: Libp2p;
  readonly #handshakes: Handshakes;
  readonly #links = new Map<PeerName, PeerLink>();
  readonly #messageHandlers = new Map<Lane, MessageHandler>();
  readonly #requestHandlers = new Map<RequestName, RequestHandler>();
  readonly #listeners = new Set<(change: PeerChange) => void>();
  #members: readonly Member[] = [];
  #selfIsValidator = false;
  #refusedConnections = 0;
  #handlerErrors = 0;
  #state: 'new' | 'started' | 'stopped' = 'new';
  #timer: NodeJS.Timeout | undefined;
  #tickedAtMs = 0;
  readonly #time: PeerTime;
  #turns: NodeJS.Timeout | undefined;

  constructor(node: Libp2p, handshakes: Handshakes, peer: PeerName, limits: NetworkLimits, log: Log) {
    this.#node = node;
    this.#handshakes = handshakes;
    this.peer = peer;
    this.limits = limits;
    this.#time = new PeerTime(limits.peerTime, performance.now());
    this.log = log;
  }

  get self(): PeerName {
    return this.peer;
  }

  /** Takes the protocols and the events of the libp2p node. */
  async register(): Promise<void> {
    this.#node.addEventListener('connection:open', ({ detail }) =>
      guarded(detail, this.log, () => this.#attach(detail))(detail),
    );
    for (const channel of CHANNELS) {
      // Two: while a lane is opened again, its former stream may not be gone.
      await this.#node.handle(
        laneProtocol(channel),
        this.#forMember((link, stream, connection) => {
          link.acceptLane(channel, stream, connection);
        }),
        { maxInboundStreams: 2, maxOutboundStreams: 2 },
      );
    }
    for (const name of REQUEST_NAMES) {
      const streams = 2 * this.limits.concurrentRequests;
      await this.#node.handle(
        requestProtocol(name),
        this.#forMember((link, stream) => link.serve(name, stream)),
        {
          maxInboundStreams: streams,
          maxOutboundStreams: streams,
        },
      );
    }
  }

  async start(): Promise<void> {
    invariant(this.#state === 'new', 'A network is started once.');
    this.#state = 'started';
    await this.#node.start();
    this.#tickedAtMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.limits.pulseMs);
    this.setMembers(this.#members);
    this.log.info({ peer: this.peer, addresses: this.addresses() }, 'The network listens.');
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    clearInterval(this.#timer);
    this.#time.setPeers([]);
    clearInterval(this.#turns);
    for (const link of this.#links.values()) link.stop();
    await this.#node.stop();
  }

  addresses(): string[] {
    return this.#node.getMultiaddrs().map((address) => address.toString());
  }

  setMembers(members: readonly Member[]): void {
    this.#members = members;
    for (const { address } of members) if (address !== undefined) this.#handshakes.expect(address);
    this.#selfIsValidator = members.some(({ peer, role }) => peer === this.peer && role === 'validator');
    if (this.#state !== 'started') return;
    const others = new Map(members.filter(({ peer }) => peer !== this.peer).map((member) => [member.peer, member]));
    this.#time.setPeers([...others.keys()]);
    for (const [peer, link] of [...this.#links]) {
      if (others.has(peer)) continue;
      link.stop();
      this.#links.delete(peer);
    }
    for (const [peer, member] of others) {
      let link = this.#links.get(peer);
      if (link === undefined) {
        link = new PeerLink(member, this);
        this.#links.set(peer, link);
      }
      link.update(member);
    }
  }

  send(to: PeerName | 'all', lane: Lane, message: Uint8Array): SendOutcome {
    const { messageBytes } = this.limits.channels[lane];
    invariant(message.length > 0 && message.length <= messageBytes, `A message of ${message.length} bytes on ${lane}.`);
    const outcome = { queued: 0, full: 0, unreachable: 0 };
    if (to === 'all') {
      for (const link of this.#links.values()) {
        if (link.member.role === 'validator') outcome[sendTo(link, lane, message)] += 1;
      }
    } else {
      outcome[sendTo(this.#links.get(to), lane, message)] += 1;
    }
    return outcome;
  }

  async request(to: PeerName, name: RequestName, body: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const link = this.#links.get(to);
    if (link === undefined) throw new RequestError('unreachable', 'Not a member.');
    const endMs = performance.now() + timeoutMs;
    const answer = await link.requests.request(name, body, timeoutMs);
    await this.#turnBefore(to, endMs);
    return answer;
  }

  onMessage(lane: Lane, handler: MessageHandler): void {
    invariant(!this.#messageHandlers.has(lane), `The ${lane} lane has a handler.`);
    this.#messageHandlers.set(lane, handler);
  }

  onRequest(name: RequestName, handler: RequestHandler): void {
    invariant(!this.#requestHandlers.has(name), `The request ${name} has a handler.`);
    this.#requestHandlers.set(name, handler);
  }

  onPeer(listener: (change: PeerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  peers(): PeerStatus[] {
    return this.#members.flatMap(({ peer }) => this.#links.get(peer)?.status() ?? []);
  }

  counters(): NetworkCounters {
    return { refusedConnections: this.#refusedConnections, handlerErrors: this.#handlerErrors };
  }

  account(peer: PeerName): PeerAccount {
    return this.#links.get(peer)?.account ?? FREE_ACCOUNT;
  }

  mayGo(peer: PeerName, isUrgent: boolean): boolean {
    return this.#time.mayGo(peer, isUrgent, performance.now());
  }

  turn(peer: PeerName, isUrgent: boolean): Promise<void> {
    const turn = this.#time.turn(peer, isUrgent, performance.now());
    if (this.#time.isWaitedFor) this.#turns ??= setInterval(() => this.#giveTurns(), this.limits.turnMs);
    return turn;
  }

  /** What this node asked for waits as little as votes, and not longer than whoever asked. */
  async #turnBefore(peer: PeerName, endMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new RequestError('timeout', 'The peer has used up its time.'));
      timer = setTimeout(giveUp, Math.max(0, endMs - performance.now()));
    });
    try {
      await Promise.race([this.turn(peer, true), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  spent(peer: PeerName, spentMs: number): void {
    this.#time.spend(peer, spentMs, performance.now());
  }

  /** Charges what streams and frames of a peer take; false when it owes more time than any correct peer does. */
  spendOnStreams(peer: PeerName, spentMs: number): boolean {
    this.#links.get(peer)?.spend(spentMs);
    return this.#time.debtMs(peer) <= this.limits.floodDebtMs;
  }

  #giveTurns(): void {
    this.#time.tick(performance.now());
    if (this.#time.isWaitedFor) return;
    clearInterval(this.#turns);
    this.#turns = undefined;
  }

  admits(peer: PeerName): boolean {
    const admitted = this.#links.get(peer)?.admits() === true;
    if (!admitted && peer !== this.peer) this.#refusedConnections += 1;
    return admitted;
  }

  selfIsValidator(): boolean {
    return this.#selfIsValidator;
  }

  async dial({ peer, address }: Member): Promise<void> {
    if (address === undefined) return;
    const full = address.includes('/p2p/') ? address : `${address}/p2p/${peer}`;
    try {
      await this.#node.dial(multiaddr(full), { signal: AbortSignal.timeout(this.limits.dialMs) });
    } catch (cause) {
      this.log.debug({ peer, address, cause }, 'A peer could not be dialled.');
      throw cause;
    }
  }

  changed(link: PeerLink): void {
    const change = { peer: link.peer, connected: link.connected };
    this.log.info(change, link.connected ? 'A peer is connected.' : 'A peer is disconnected.');
    for (const listener of [...this.#listeners]) {
      try {
        listener(change);
      } catch (error) {
        this.#handlerFailed(error, { peer: link.peer });
      }
    }
  }

  message(link: PeerLink, lane: Lane, message: Uint8Array): void | Promise<void> {
    try {
      const done = link.account.charge(() => this.#messageHandlers.get(lane)?.(link.peer, message));
      return done?.catch((error: unknown) => this.#handlerFailed(error, { peer: link.peer, lane }));
    } catch (error) {
      this.#handlerFailed(error, { peer: link.peer, lane });
    }
  }

  async answer(link: PeerLink, name: RequestName, body: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      return await link.account.charge(() => this.#requestHandlers.get(name)?.(link.peer, body, link.member.role));
    } catch (error) {
      this.#handlerFailed(error, { peer: link.peer, request: name });
      return undefined;
    }
  }

  #attach(connection: Connection): void {
    const link = this.#links.get(connection.remotePeer.toString());
    if (link !== undefined) link.attach(connection);
    else connection.abort(new Error('Not a member.'));
  }

  #forMember(handle: (link: PeerLink, stream: Stream, connection: Connection) => void | Promise<void>) {
    return (stream: Stream, connection: Connection): void | Promise<void> => {
      const link = this.#links.get(connection.remotePeer.toString());
      if (link !== undefined) {
        link.spend(this.limits.muxerMs.negotiation);
        return handle(link, stream, connection);
      }
      stream.abort(new Error('Not a member.'));
    };
  }

  #tick(): void {
    const nowMs = performance.now();
    const stoodStill = nowMs - this.#tickedAtMs > this.limits.pulseMs + STOOD_STILL_MS;
    this.#tickedAtMs = nowMs;
    for (const link of this.#links.values()) {
      if (stoodStill) link.excuse(nowMs);
      link.tick(nowMs);
    }
  }

  #handlerFailed(error: unknown, fields: Readonly<Record<string, string>>): void {
    // Counted against the peer, which is what failed.
    if (error instanceof UnreadableError) return;
    this.#handlerErrors += 1;
    this.log.error({ ...fields, error }, 'A handler of network input failed.');
  }
}

function sendTo(link: PeerLink | undefined, lane: Lane, message: Uint8Array): keyof SendOutcome {
  if (link === undefined || !link.exchangesLanes || !link.connected) return 'unreachable';
  return link.lanes.writers[lane].push(message) ? 'queued' : 'full';
}
