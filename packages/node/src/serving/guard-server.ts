/**
 * The bounds of the API for a server that only strangers ask, such as the one of the explorer: connections by address
 * and in all, requests under way, time of heads and answers, and the time of the thread by address (ATTACK
 * idle-connections, ATTACK pipelined-requests, ATTACK slow-readers).
 */
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { type Client, Clients } from './clients.ts';
import { Connections } from './connections.ts';
import { CONNECTION_LIMITS, type ConnectionLimits, SERVING_LIMITS } from './limits.ts';
import { RequestGate } from './request-gate.ts';
import { WorkTime, type WorkTimeLimits } from './work-time.ts';

/** There are no members to keep anything for, and nobody votes on this thread; an address has a fifth of it. */
const WORK_MS: WorkTimeLimits = { ofOneAddress: 200, ofStrangers: 900, ofMembers: 0 };

/** The answer to what is no request. */
const UNREADABLE = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n';

export interface GuardOptions {
  /** Addresses or networks of proxies that say truly whom they ask for, in `X-Forwarded-For`. */
  readonly trustedProxies?: readonly string[];
  readonly workMs?: WorkTimeLimits;
  /** Bounds of connections that differ from the usual. */
  readonly connections?: Partial<ConnectionLimits>;
}

/** What guards a server. */
export interface Guard {
  /** An answer of so many bytes goes out: it is charged, and waits in memory until it is taken. */
  noteAnswer(request: IncomingMessage, bytes: number): void;
  stop(): void;
}

/** Hands on to `handle` what a server may work on, from now on. */
export function guardServer(server: Server, handle: RequestListener, options: GuardOptions = {}): Guard {
  const { trustedProxies = [], workMs = WORK_MS } = options;
  const limits = { ...CONNECTION_LIMITS, partKeptForMembers: 0, ...options.connections };
  const clients = new Clients({ trustedProxies, memberAddresses: [] });
  const work = new WorkTime(workMs);
  const known = new WeakMap<IncomingMessage, Client>();
  const holderOf = (address: string) => clients.holderOf(address);
  const spend = (client: Client, ms: number) => work.spend(client, ms, performance.now());
  const connections = new Connections({ server, limits, holderOf, spend });
  server.maxRequestsPerSocket = limits.requestsOfOneConnection;
  server.maxHeadersCount = limits.headers;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(UNREADABLE, () => socket.destroy());
    else socket.destroy();
  });
  new RequestGate({
    server,
    handle: (request, response) => {
      const client = clients.of({ ip: askedFor(clients, request), socket: request.socket });
      known.set(request, client);
      const waitMs = work.waitMs(client, performance.now());
      if (waitMs > 0) refuse(response, 429, waitMs);
      else if (!connections.assign(request.socket, client)) refuse(response, 503, 1_000);
      else handle(request, response);
    },
    begin: (request, response) => connections.begin(request, response),
    holderOf,
    knownClient: (request) => known.get(request),
    isInDebt: (client) => work.waitMs(client, performance.now()) > 0,
    spend,
  });
  return {
    noteAnswer: (request, bytes) => {
      const client = known.get(request);
      if (client) spend(client, (bytes / 2 ** 20) * SERVING_LIMITS.workMsOfMebibyte);
      connections.noteAnswer(bytes);
    },
    stop: () => connections.stop(),
  };
}

/** Whom a request comes from: what the nearest proxy says that is trusted, and the address itself otherwise. */
function askedFor(clients: Clients, { headers, socket }: IncomingMessage): string {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  let address = socket.remoteAddress ?? '';
  while (clients.isProxy(address)) {
    const before = forwarded.pop()?.trim() ?? '';
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

function refuse(response: ServerResponse, status: 429 | 503, waitMs: number): void {
  response.writeHead(status, { 'retry-after': String(Math.ceil(waitMs / 1_000)), connection: 'close' }).end();
}
