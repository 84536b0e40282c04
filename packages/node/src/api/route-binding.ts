/** Joins a route of the table with its handler: reads the request by the route's shapes and writes the answer by them. */
import { decodeShape, encodeShape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import {
  type AnyRoute,
  possessionBody,
  type RouteName,
  readUrlFields,
  routes,
  verifyPossession,
} from '@annals/ledger/rest';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NodeServices } from '../services.ts';
import type { ApiRequest, Handler } from './handler.ts';
import { API_LIMITS } from './limits.ts';

export const CBOR_CONTENT_TYPE = 'application/cbor';
const JSON_CONTENT_TYPE = 'application/json; charset=utf-8';

/** What the server lends to every route. */
export interface Binding {
  readonly services: NodeServices;
  /** Aborted when the node stops. */
  readonly stopping: AbortSignal;
  readonly charge: (request: FastifyRequest, reply: FastifyReply, requests: number) => void;
}

/** The path of a route as Fastify writes it. */
function pathOf(route: AnyRoute): string {
  return route.path.replace(/\{(\w+)\}/g, ':$1');
}

export function bindRoute<N extends RouteName>(
  app: FastifyInstance,
  name: N,
  handler: Handler<N>,
  binding: Binding,
): void {
  const route: AnyRoute = routes[name];
  app.route({
    method: route.method,
    url: pathOf(route),
    handler: async (request, reply) => {
      const answer = await handler(readRequest(route, request, reply, binding));
      if (!wantsCbor(request)) return reply.type(JSON_CONTENT_TYPE).send(JSON.stringify(route.response.toJson(answer)));
      return reply.type(CBOR_CONTENT_TYPE).send(Buffer.from(encodeShape(route.response, answer)));
    },
  });
}

function readRequest<N extends RouteName>(
  route: AnyRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  { services, stopping, charge }: Binding,
): ApiRequest<N> {
  const body = route.body ? readBody(route, request.body) : undefined;
  return {
    params: readUrlFields(route.params, request.params as { readonly [name: string]: string }),
    query: readUrlFields(route.query, singleFields(request.query)),
    body,
    prove: () => provenKey(request, services, route.body ? possessionBody(route.body, body) : undefined),
    get signal() {
      return AbortSignal.any([stopping, closed(reply)]);
    },
    charge: (requests) => charge(request, reply, requests),
  } as ApiRequest<N>;
}

/** The key whose possession a request proves. @throws AnnalsError `auth.required`, `auth.invalid`. */
export function provenKey(
  { headers, method, raw }: FastifyRequest,
  { store, wallMs }: NodeServices,
  body?: Uint8Array,
): Uint8Array {
  const request = { chain: store.chain, method, url: raw.url ?? '', ...(body ? { body } : {}) };
  return verifyPossession(headers.authorization, request, wallMs());
}

/** @throws AnnalsError `codec.shape` for a field that is given twice. */
export function singleFields(query: unknown): { readonly [name: string]: string } {
  for (const [name, value] of Object.entries(query as object)) {
    if (typeof value !== 'string') throw new AnnalsError('codec.shape', `${name.slice(0, 40)}: is given twice`);
  }
  return query as { readonly [name: string]: string };
}

function readBody(route: AnyRoute, body: unknown): unknown {
  if (body instanceof Uint8Array) return decodeShape(route.body ?? route.params, body, API_LIMITS.bodyBytes);
  return route.body?.fromJson(body);
}

/** A request in CBOR is answered in CBOR; any request can ask for it. */
function wantsCbor({ headers, body }: FastifyRequest): boolean {
  const accept = headers.accept ?? '';
  return accept.includes(CBOR_CONTENT_TYPE) || (body instanceof Uint8Array && !accept.includes('application/json'));
}

/** A signal that is aborted when the client goes away. */
function closed(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
