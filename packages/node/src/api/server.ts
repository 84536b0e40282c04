/**
 * The HTTP server: binds the route table to its handlers and holds what all answers share, such as bounds, the rate of
 * a client, security headers, and errors as problem documents.
 */
import { createServer } from 'node:http';
import { AnnalsError } from '@annals/ledger/errors';
import { type RouteName, routes } from '@annals/ledger/rest';
import { type FastifyInstance, fastify } from 'fastify';
import { Doorkeeper } from '../doorkeeper/index.ts';
import { createMetrics } from '../metrics/index.ts';
import type { NodeServices } from '../services.ts';
import type { ClientTurns } from '../serving/index.ts';
import { Admission, type AdmissionOptions } from './admission.ts';
import { isBodyComing } from './body-budget.ts';
import { answerPreflight, setCommonHeaders } from './headers.ts';
import { API_LIMITS } from './limits.ts';
import { ServedPaths } from './not-found.ts';
import { serveOperations } from './operations.ts';
import { sendProblem } from './problem-reply.ts';
import { type Binding, bindRoute, CBOR_CONTENT_TYPE, ReceivedBody } from './route-binding.ts';
import { handlersOf } from './routes/index.ts';
import { serveUnsubscribing } from './unsubscribe-page.ts';

export interface ApiOptions extends AdmissionOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export interface Api {
  /** Where it listens, such as `http://127.0.0.1:8101`. */
  readonly url: string;
  /** Ends event streams and waits, answers what is under way, and closes. */
  stop(): Promise<void>;
}

/** Starts the API of a node. @throws AnnalsError `config.invalid` when it cannot listen there. */
export async function startApi(services: NodeServices, options: ApiOptions): Promise<Api> {
  const { app, stop } = buildServer(services, options);
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (cause) {
    await stop();
    throw new AnnalsError(
      'config.invalid',
      `api: cannot listen on ${options.host}:${options.port}: ${(cause as Error).message}`,
      { cause },
    );
  }
  // Such as no descriptor for one more connection: that one is lost, and nothing else.
  app.server.on('error', (error) => services.log.warn({ error }, 'a connection could not be taken'));
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${host}:${port}`, stop };
}

interface ServerOptions extends AdmissionOptions {
  /** Told of every route that is served. */
  readonly onRoute?: (method: string, path: string) => void;
}

/** The server before it listens. */
export function buildServer(
  services: NodeServices,
  options: ServerOptions = {},
): { readonly app: FastifyInstance; readonly stop: () => Promise<void> } {
  const { log } = services;
  const admission = new Admission(services, options);
  const { keepAliveMs, requestsOfOneConnection, headersTimeoutMs, lookMs, headerBytes, headers } =
    admission.connectionLimits;
  const app = fastify({
    logger: false,
    bodyLimit: API_LIMITS.strayBodyBytes,
    serverFactory: (handle) => {
      const server = createServer({
        requestTimeout: API_LIMITS.requestTimeoutMs,
        keepAliveTimeout: keepAliveMs,
        headersTimeout: headersTimeoutMs,
        connectionsCheckingInterval: lookMs,
        maxHeaderSize: headerBytes,
        // What Node refuses itself is charged to nobody.
        requireHostHeader: false,
      });
      server.maxRequestsPerSocket = requestsOfOneConnection;
      server.maxHeadersCount = headers;
      admission.watch(server, handle);
      return server;
    },
    // Without the operator's word anybody could say that it asks for somebody else (ATTACK forged-forwarding).
    trustProxy: options.trustedProxies?.length ? (address) => admission.clients.isProxy(address) : false,
    forceCloseConnections: true,
    exposeHeadRoutes: true,
    genReqId: requestIds(),
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, error, log),
  });
  const stopping = new AbortController();
  const metrics = createMetrics(services, () => admission.load);

  const served = new ServedPaths(app);
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) options.onRoute?.(one, url);
  });
  app.addHook('onRequest', async (request, reply) => {
    setCommonHeaders(request, reply);
    admission.admit(request, reply);
  });
  app.addHook('preParsing', (request, reply, _payload, done) => {
    admission.countBody(request, reply);
    done();
  });
  app.addHook('onSend', async (request, reply, payload) => {
    // What comes of the body after its answer would be read for nothing (ATTACK bodies-after-answers).
    if (isBodyComing(request.raw)) reply.header('connection', 'close');
    if (typeof payload === 'string' || payload instanceof Uint8Array) admission.noteAnswer(request, payload.length);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.observeRequest(route, request.method, reply.statusCode, reply.elapsedTime / 1_000);
  });
  app.removeAllContentTypeParsers();
  // Only taken in here; the doorkeeper reads them once the route is known.
  for (const [type, format] of [
    ['application/json', 'json'],
    [CBOR_CONTENT_TYPE, 'cbor'],
  ] as const) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, new ReceivedBody(format, body as Buffer)),
    );
  }
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error, log));
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, served.refusalOf(request, reply), log));
  answerPreflight(app);

  const doorkeeper = new Doorkeeper({
    onEnded: (reason) => log.warn({ reason }, 'a body has ended the thread that reads bodies; it is begun again'),
  });
  const binding: Binding = { services, stopping: stopping.signal, admission, doorkeeper };
  const handlers = handlersOf(inTurns(services, admission.turns));
  for (const name of Object.keys(routes) as RouteName[]) bindRoute(app, name, handlers[name] as never, binding);
  const operations = serveOperations(app, services, metrics, admission);
  serveUnsubscribing(app, services);

  const stop = async (): Promise<void> => {
    operations.stop();
    stopping.abort();
    metrics.stop();
    admission.stop();
    await app.close();
    await doorkeeper.stop();
  };
  return { app, stop };
}

/** Parts that handlers wait for, and whether a request keeps its place meanwhile. */
const WAITED_FOR: ReadonlyMap<PropertyKey, 'within' | 'elsewhere'> = new Map([
  ['store', 'within'],
  ['sidecars', 'within'],
  ['release', 'within'],
  ['statistics', 'within'],
  ['notices', 'within'],
  ['shares', 'elsewhere'],
] as const);

/** The services as handlers see them: whatever they wait for goes on in a turn of the request. */
function inTurns(services: NodeServices, turns: ClientTurns): NodeServices {
  const seen = new WeakMap<object, object>();
  return new Proxy(services, {
    get: (_target, name) => {
      const part: unknown = Reflect.get(services, name);
      const how = WAITED_FOR.get(name);
      if (how === undefined || typeof part !== 'object' || part === null) return part;
      const watched = seen.get(part) ?? turns[how](part);
      seen.set(part, watched);
      return watched;
    },
  });
}

/** Request ids that differ between restarts, so that one in a report is found in the log. */
function requestIds(): () => string {
  const start = Date.now().toString(36);
  let count = 0;
  return () => {
    count += 1;
    return `${start}-${count.toString(36)}`;
  };
}
