/**
 * Whether a client's request is taken: by the rate of its address, the time of the main thread that it and all others
 * have used, its connections, and the bytes of bodies under way. Of each a share is kept for members.
 */
import type { RequestListener, Server } from 'node:http';
import { AnnalsError } from '@annals/ledger/errors';
import { namedKey } from '@annals/ledger/rest';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allowances } from '../allowances.ts';
import { FREE_ACCOUNT, type PeerAccount } from '../network/peer-account.ts';
import type { NodeServices } from '../services.ts';
import {
  type Asker,
  type Client,
  type ClientOptions,
  Clients,
  ClientTurns,
  CONNECTION_LIMITS,
  type ConnectionLimits,
  Connections,
  PROBES,
  RequestGate,
  type TurnLimits,
  WorkTime,
  type WorkTimeLimits,
} from '../serving/index.ts';
import { BodyBudget, hasBody } from './body-budget.ts';
import { isMemberKey } from './entitlement.ts';
import { API_LIMITS } from './limits.ts';
import { provenKey } from './proven-key.ts';
import { RateLimit } from './rate-limit.ts';

interface ProofRate {
  readonly perSecond: number;
  readonly atOnce: number;
}

export interface AdmissionOptions extends Partial<ClientOptions> {
  /** Requests a second from one address; a transaction counts as one. */
  readonly requestsPerSecond?: number;
  /** Milliseconds of the main thread that clients may use in a second. */
  readonly workMs?: WorkTimeLimits;
  /** How much processor time the thread has used, in milliseconds; another clock is for tests. */
  readonly usedMs?: () => number;
  /** Bounds of requests under way that differ from the usual. */
  readonly turns?: Partial<TurnLimits>;
  /** Proofs that are verified for whoever would be sent away; others than the usual are for tests. */
  readonly proofsUnderLoad?: { readonly ofAll: ProofRate; readonly ofOneAddress: ProofRate };
  /** Bounds of connections that differ from the usual. */
  readonly connections?: Partial<ConnectionLimits>;
}

export class Admission {
  readonly clients: Clients;
  readonly work: WorkTime;
  readonly turns: ClientTurns;
  readonly connectionLimits: ConnectionLimits;
  readonly #services: NodeServices;
  readonly #rates: RateLimit;
  readonly #bodies = new BodyBudget();
  /** Proofs by keys of members that are verified for whoever would otherwise be sent away, of all and by address. */
  readonly #proofs: { readonly ofAll: Allowances; readonly ofOneAddress: Allowances };
  /** Requests that were taken because they name a member's key, which is verified once their bodies are read. */
  readonly #onClaim = new WeakSet<object>();
  readonly #clientOf = new WeakMap<object, Client>();
  #connections: Connections | undefined;

  constructor(services: NodeServices, options: AdmissionOptions) {
    const { ofAll, ofOneAddress } = options.proofsUnderLoad ?? API_LIMITS.proofsUnderLoad;
    this.#proofs = {
      ofAll: new Allowances({ ...ofAll, names: 1 }),
      ofOneAddress: new Allowances({ ...ofOneAddress, names: API_LIMITS.addresses }),
    };
    const { trustedProxies = [], memberAddresses = [], requestsPerSecond, connections } = options;
    this.work = new WorkTime(options.workMs, options.usedMs);
    this.turns = new ClientTurns(this.work, { ...API_LIMITS.turns, ...options.turns });
    this.connectionLimits = { ...CONNECTION_LIMITS, ...connections };
    this.#services = services;
    this.clients = new Clients({ trustedProxies, memberAddresses });
    this.#rates = new RateLimit(requestsPerSecond);
  }

  /** Bounds the connections of the server, and what is handled of what they ask, from now on. */
  watch(server: Server, handle: RequestListener): void {
    const connections = new Connections({
      server,
      limits: this.connectionLimits,
      holderOf: (address) => this.clients.holderOf(address),
      spend: (client, ms) => this.work.spend(client, ms, performance.now()),
    });
    this.#connections = connections;
    new RequestGate({
      server,
      handle,
      begin: (request, response) => connections.begin(request, response),
      holderOf: (address) => this.clients.holderOf(address),
      knownClient: (request) => this.#clientOf.get(request),
      isInDebt: (client) => this.#isInDebt(client, performance.now()),
      spend: (client, ms) => this.work.spend(client, ms, performance.now()),
    });
  }

  /** For the metrics. */
  get load(): {
    readonly connections: number;
    readonly turnedAway: number;
    readonly workMs: number;
    readonly bodyBytes: number;
  } {
    const { size = 0, turnedAway = 0 } = this.#connections ?? {};
    return { connections: size, turnedAway, workMs: this.work.spentMs, bodyBytes: this.#bodies.used };
  }

  clientOf(request: FastifyRequest): Client {
    const known = this.#clientOf.get(request.raw);
    if (known) return known;
    const client = this.clients.of(request);
    this.#clientOf.set(request.raw, client);
    return client;
  }

  /** Takes a request. @throws AnnalsError `node.rate-limited`, `node.busy`. */
  admit(request: FastifyRequest, reply: FastifyReply): void {
    const nowMs = performance.now();
    // Whoever is told that this node is not well would restart it: that is answered whatever others use.
    if (PROBES.has(request.url)) {
      this.charge(request, reply, 1);
      return;
    }
    // Strangers who wait must not have a member wait behind them.
    if (this.turns.isFull || this.work.waitMs(this.clientOf(request), nowMs) > 0) this.#lookForMember(request, nowMs);
    const client = this.clientOf(request);
    const waitMs = this.work.waitMs(client, nowMs);
    if (waitMs > 0 && !this.isOnClaim(request)) throw tooMuch(reply, waitMs);
    this.charge(request, reply, 1);
    if (this.#connections?.assign(request.raw.socket, client) === false) {
      throw new AnnalsError('node.busy', 'this address has too many connections');
    }
    this.#bodies.admit(request, client);
  }

  /**
   * Answers a request that was taken when it is its turn. Much may have been charged since it was taken, so its client
   * is asked for once more, and may prove then that it is a member.
   * @throws AnnalsError `node.busy`, `node.rate-limited`, and whatever answering throws.
   */
  answer<T>(request: FastifyRequest, reply: FastifyReply, prove: () => void, answer: () => Promise<T>): Promise<T> {
    const asker: Asker = {
      client: () => this.clientOf(request),
      isGone: () => reply.raw.destroyed,
      refusal: (waitMs) => tooMuch(reply, waitMs),
    };
    return this.turns.take(asker, async () => {
      const nowMs = performance.now();
      if (this.work.waitMs(this.clientOf(request), nowMs) > 0) {
        if (!this.isOnClaim(request)) this.#lookForMember(request, nowMs);
        if (this.isOnClaim(request)) prove();
        const waitMs = this.work.waitMs(this.clientOf(request), nowMs);
        if (waitMs > 0) throw tooMuch(reply, waitMs);
      }
      return answer();
    });
  }

  /** Counts what comes of the body that is about to be read. */
  countBody(request: FastifyRequest, reply: FastifyReply): void {
    this.#bodies.count(request.raw, reply.raw, this.clientOf(request));
  }

  /** Counts requests against the rate of the address. @throws AnnalsError `node.rate-limited`. */
  charge(request: FastifyRequest, reply: FastifyReply, requests: number): void {
    const waitMs = this.#rates.take(this.clientOf(request).account, requests, performance.now());
    if (waitMs > 0) throw tooMuch(reply, waitMs);
  }

  /** Does something for a request in this turn, and charges its client for the time. */
  measure<T>(request: FastifyRequest, act: () => T): T {
    return this.work.measure(this.clientOf(request), act);
  }

  /** Of a client whose request takes more than this turn: measured as {@link measure} does. */
  accountOf(request: FastifyRequest): PeerAccount {
    return {
      ...FREE_ACCOUNT,
      name: this.clientOf(request).isMember ? 'members' : 'strangers',
      hasTime: () => this.work.waitMs(this.clientOf(request), performance.now()) === 0,
      charge: (work) => this.measure(request, work),
    };
  }

  /** An answer of so many bytes goes out: it is charged, and waits in memory until it is taken. */
  noteAnswer(request: FastifyRequest, bytes: number): void {
    const ms = (bytes / 2 ** 20) * API_LIMITS.workMsOfMebibyte;
    this.work.spend(this.clientOf(request), ms, performance.now());
    this.#connections?.noteAnswer(bytes);
  }

  /** A request has proven this key: a member's makes its address known as a member's for a while. */
  noteKey(request: FastifyRequest, key: Uint8Array): void {
    const client = this.clientOf(request);
    if (client.isMember || !isMemberKey(this.#services, key)) return;
    const member = { ...client, isMember: true };
    this.clients.noteMember(client.account);
    this.#clientOf.set(request.raw, member);
    this.#connections?.assign(request.raw.socket, member);
  }

  stop(): void {
    this.#connections?.stop();
  }

  #isInDebt(client: Client, nowMs: number): boolean {
    return this.work.waitMs(client, nowMs) > 0 || this.#rates.isUsedUp(client.account, nowMs);
  }

  /** Whether a request was taken only because it names a member's key, which it has not proven yet. */
  isOnClaim({ raw }: FastifyRequest): boolean {
    return this.#onClaim.has(raw);
  }

  /**
   * Whoever would be sent away may be a member, and has a share that strangers have not used up. The key that a request
   * names is looked up first, so that only who names a member's costs a verification, and by address
   * (ATTACK proofs-of-strangers).
   */
  #lookForMember(request: FastifyRequest, nowMs: number): void {
    const key = namedKey(request.headers.authorization);
    if (key === undefined || !isMemberKey(this.#services, key)) return;
    const { account } = this.clientOf(request);
    if (!this.#proofs.ofOneAddress.take(account, 1, nowMs) || !this.#proofs.ofAll.take('all', 1, nowMs)) return;
    // A proof covers the body, which has not been read.
    if (hasBody(request)) {
      this.#onClaim.add(request.raw);
      return;
    }
    try {
      this.noteKey(request, provenKey(request, this.#services));
    } catch (error) {
      if (!(error instanceof AnnalsError)) throw error;
    }
  }
}

function tooMuch(reply: FastifyReply, waitMs: number): AnnalsError {
  reply.headers({ 'retry-after': Math.ceil(waitMs / 1_000), connection: 'close' });
  return new AnnalsError('node.rate-limited', `this address may send again in ${Math.ceil(waitMs)} ms`);
}
