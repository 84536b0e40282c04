/** Joins a route of the table with its handler: reads the request by the route's shapes and writes the answer by them. */
import { encodeShape } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type AnyRoute, possessionBody, type RouteName, readUrlFields, routes } from '@annals/ledger/rest';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type BodyFormat, type Doorkeeper, maxBodyBytes, type ReadBody } from '../doorkeeper/index.ts';
import type { NodeServices } from '../services.ts';
import type { Admission } from './admission.ts';
import type { ApiRequest, Handler } from './handler.ts';
import { API_LIMITS } from './limits.ts';
import { provenKey } from './proven-key.ts';

export const CBOR_CONTENT_TYPE = 'application/cbor';
const JSON_CONTENT_TYPE = 'application/json; charset=utf-8';

/** What the server lends to every route. */
export interface Binding {
  readonly services: NodeServices;
  /** Aborted when the node stops. */
  readonly stopping: AbortSignal;
  /** Reads bodies. */
  readonly doorkeeper: Doorkeeper;
  readonly admission: Admission;
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
    bodyLimit: bodyLimitOf(route),
    handler: async (request, reply) => {
      const { admission } = binding;
      const received = route.body ? await readBody(name, request, reply, binding) : NO_BODY;
      const prove = (): Uint8Array => {
        const key = provenKey(
          request,
          binding.services,
          route.body ? possessionBody(route.body, received.value) : undefined,
        );
        admission.noteKey(request, key);
        return key;
      };
      // Taken because it names a member's key: that is proven before anything is done for it.
      if (admission.isOnClaim(request)) admission.measure(request, prove);
      const asCbor = wantsCbor(request);
      const body = await admission.answer(request, reply, prove, async () => {
        const answer = await handler(readRequest(name, request, reply, received, prove, binding));
        return asCbor
          ? Buffer.from(encodeShape(route.response, answer))
          : JSON.stringify(route.response.toJson(answer));
      });
      return reply.type(asCbor ? CBOR_CONTENT_TYPE : JSON_CONTENT_TYPE).send(body);
    },
  });
}

function readRequest<N extends RouteName>(
  name: N,
  request: FastifyRequest,
  reply: FastifyReply,
  { value: body, faults }: ReadBody,
  prove: () => Uint8Array,
  { stopping, admission }: Binding,
): ApiRequest<N> {
  const route: AnyRoute = routes[name];
  return {
    params: readUrlFields(route.params, request.params as { readonly [name: string]: string }),
    query: readUrlFields(route.query, singleFields(request.query)),
    body,
    faults,
    prove,
    get signal() {
      return AbortSignal.any([stopping, closed(reply)]);
    },
    account: admission.accountOf(request),
    inTurn: (outcome: Promise<unknown>) => admission.turns.inTurn(outcome),
    waitFor: (outcome: Promise<unknown>) => admission.turns.waitFor(outcome),
    charge: (requests) => admission.charge(request, reply, requests),
  } as ApiRequest<N>;
}

/** @throws AnnalsError `codec.shape` for a field that is given twice. */
export function singleFields(query: unknown): { readonly [name: string]: string } {
  for (const [name, value] of Object.entries(query as object)) {
    if (typeof value !== 'string') throw new AnnalsError('codec.shape', `${name.slice(0, 40)}: is given twice`);
  }
  return query as { readonly [name: string]: string };
}

/** Bytes of a body with what they are said to be. */
export class ReceivedBody {
  readonly format: BodyFormat;
  readonly bytes: Uint8Array;

  constructor(format: BodyFormat, bytes: Uint8Array) {
    this.format = format;
    this.bytes = bytes;
  }
}

const NO_BODY: ReadBody = { value: undefined, faults: [] };

/** The most bytes that are received for a route; CBOR has a lower bound, which is held when it is read. */
function bodyLimitOf({ body }: AnyRoute): number {
  return body ? Math.max(maxBodyBytes(body, 'json'), maxBodyBytes(body, 'cbor')) : API_LIMITS.strayBodyBytes;
}

async function readBody(
  route: RouteName,
  request: FastifyRequest,
  reply: FastifyReply,
  { doorkeeper, admission }: Binding,
): Promise<ReadBody> {
  const { body } = request;
  if (!(body instanceof ReceivedBody)) throw new AnnalsError('codec.malformed', 'the body is empty');
  const { format, bytes } = body;
  return doorkeeper.read(
    { route, format, bytes },
    {
      ...admission.clientOf(request),
      measure: (work) => admission.measure(request, work),
      charge: (readMs) => admission.charge(request, reply, Math.floor(readMs * API_LIMITS.requestsPerReadMs)),
    },
  );
}

/** A request in CBOR is answered in CBOR; any request can ask for it. */
function wantsCbor({ headers, body }: FastifyRequest): boolean {
  const accept = headers.accept ?? '';
  return accept.includes(CBOR_CONTENT_TYPE) || (isCbor(body) && !accept.includes('application/json'));
}

function isCbor(body: unknown): boolean {
  return body instanceof ReceivedBody && body.format === 'cbor';
}

/** A signal that is aborted when the client goes away. */
function closed(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // It may have gone while its body was being read.
  if (reply.raw.destroyed) controller.abort();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
