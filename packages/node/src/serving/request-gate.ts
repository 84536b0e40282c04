/**
 * Stands before the HTTP framework: one connection has few requests under way, every request is charged to its address
 * by the time that it took of the main thread, refusals included, and whoever is in debt is soon not answered at all
 * (ATTACK pipelined-requests). Node reads up to 64 KiB of a connection at once, which is thousands of small requests.
 */
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Allowances } from '../allowances.ts';
import type { PlaceHolder } from '../places.ts';
import { threadTimeMs } from '../thread-time.ts';
import type { Client } from './clients.ts';
import { SERVING_LIMITS } from './limits.ts';

/** What supervisors ask; it costs next to nothing. */
export const PROBES: ReadonlySet<string> = new Set(['/health', '/ready']);

/** What Node keeps at a socket while it reads requests from it. Of no public interface; what is missing is left alone. */
interface Parsed {
  readonly parser?: { onIncoming?: () => number } | null;
}

/** What the parser is told to take what follows as bytes of another protocol, so that it reads no more requests. */
const OTHER_PROTOCOL = 2;

export interface GateParts {
  readonly server: Server;
  readonly handle: RequestListener;
  /** Counts a request as under way; false when its connection has too many. */
  readonly begin: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Whose a connection is by its address. */
  readonly holderOf: (address: string) => PlaceHolder;
  /** Who a request has been found to be from, once it was handled; otherwise nobody knows yet. */
  readonly knownClient: (request: IncomingMessage) => Client | undefined;
  /** Whether a client has used up its time or its rate. */
  readonly isInDebt: (client: Client) => boolean;
  readonly spend: (client: Client, ms: number) => void;
}

export class RequestGate {
  readonly #parts: GateParts;
  /** What is still answered to an address in debt. */
  readonly #refusals = new Allowances({ ...SERVING_LIMITS.refusals, names: SERVING_LIMITS.addresses });

  constructor(parts: GateParts) {
    this.#parts = parts;
    const { server, handle } = parts;
    server.on('request', (request, response) => this.#take(request, response, handle));
    server.on('checkExpectation', (request, response) => this.#take(request, response, refusal(417)));
    // After the last answer of a connection, which has said so.
    server.on('dropRequest', (_request, socket) => end(socket as Socket));
    server.on('clientError', (_error, socket) => {
      const client = this.#clientAt(socket as Socket);
      if (client) parts.spend(client, SERVING_LIMITS.requestWorkMs);
    });
  }

  #take(request: IncomingMessage, response: ServerResponse, handle: RequestListener): void {
    const beganMs = threadTimeMs();
    const { socket } = request;
    const client = this.#clientAt(socket);
    const isTaken =
      !socket.destroyed && this.#parts.begin(request, response) && (!client || this.#isAnswered(request, client));
    if (isTaken) {
      // Node would refuse it itself, and read on.
      const isWithoutHost = request.headers.host === undefined && request.httpVersion === '1.1';
      (isWithoutHost ? refusal(400) : handle)(request, response);
    } else {
      end(socket);
    }
    const payer = this.#parts.knownClient(request) ?? client;
    const ms = threadTimeMs() - beganMs;
    // What is dropped costs what it took, since a debt that grows faster would outlast the attack by far.
    if (payer) this.#parts.spend(payer, isTaken ? Math.max(ms, SERVING_LIMITS.requestWorkMs) : ms);
  }

  /** Whose a connection is; what comes through a proxy is nobody's until the request has been read. */
  #clientAt({ remoteAddress = '' }: Socket): Client | undefined {
    const { account, isMember } = this.#parts.holderOf(remoteAddress);
    return account === null ? undefined : { account, isMember };
  }

  /** An address in debt is told so a few times; probes and proofs of members have a few answers of their own. */
  #isAnswered({ url = '', headers }: IncomingMessage, client: Client): boolean {
    if (!this.#parts.isInDebt(client)) return true;
    const proof = headers.authorization === undefined ? 'other' : 'proof';
    const kind = PROBES.has(url) ? 'probe' : proof;
    return this.#refusals.take(`${kind} ${client.account}`, 1, performance.now());
  }
}

/** Answers with a status alone, the last one of its connection. */
function refusal(status: number): RequestListener {
  return (_request, response) => response.writeHead(status, { connection: 'close' }).end();
}

/** Ends a connection, and the reading of what has come of it. */
function end(socket: Socket): void {
  socket.destroy();
  const { parser } = socket as Parsed;
  if (parser?.onIncoming) parser.onIncoming = () => OTHER_PROTOCOL;
}
