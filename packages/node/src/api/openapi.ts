/** The OpenAPI 3.1 document, written from the route table that is served, so that it cannot say anything else. */
import type { JsonSchema, JsonValue } from '@annals/ledger/codec';
import { CATALOGUE, type ErrorCode } from '@annals/ledger/errors';
import {
  type AnyRoute,
  COMMON_ERRORS,
  PROBLEM_CONTENT_TYPE,
  problemShape,
  type RouteName,
  routes,
  UNSUBSCRIBE_PATH,
} from '@annals/ledger/rest';
import { subscriptionShape } from './event-stream.ts';
import { CBOR_CONTENT_TYPE } from './route-binding.ts';

type Json = { readonly [name: string]: JsonValue };

const DESCRIPTION =
  'Reads answer with proofs where it matters: verify them with the light client instead of believing this node. ' +
  'Bytes are lower-case hexadecimal and identifiers bech32m. Errors are problem documents with a code of the ledger. ' +
  'Every answer can also be had as canonical CBOR of the same shape.';

const KEY_POSSESSION =
  'Annals key=<66 hex>, time=<milliseconds>, signature=<128 hex>: a signature over method, path with query, time and ' +
  'chain, by the key that is entitled to the answer. It holds for a minute.';

/** The document of this release. */
export function openApiDocument(version: string): Json {
  const paths: { [path: string]: { [method: string]: JsonValue } } = {};
  const add = (path: string, method: string, operation: Json): void => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: AnyRoute = routes[name];
    add(route.path, route.method, operationOf(route));
  }
  for (const [path, operation] of Object.entries(OPERATIONS)) add(path, 'GET', operation());
  for (const method of ['GET', 'POST']) add(`${UNSUBSCRIBE_PATH}/{token}`, method, unsubscribing(method));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Annals',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: problemShape.jsonSchema },
      securitySchemes: {
        keyPossession: { type: 'apiKey', in: 'header', name: 'Authorization', description: KEY_POSSESSION },
      },
    },
  };
}

/** The routes beside the table: see `operations.ts`. */
const OPERATIONS: { readonly [path: string]: () => Json } = {
  '/v1/events': () => ({
    operationId: 'streamEvents',
    summary: 'Blocks as they become durable, and for a person who proves her key what is written about her',
    description:
      'Server-sent events: `block`, whose id is the height; `gap` when blocks are passed over; with `subject` also ' +
      '`notice`, and `access` and `record` with the entries, as they happen. They are hints to look, not proofs.',
    tags: ['events'],
    parameters: parametersOf(subscriptionShape.jsonSchema, 'query'),
    responses: {
      '200': { description: 'The stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      ...problemResponses([
        ...COMMON_ERRORS,
        'node.busy',
        'auth.required',
        'auth.invalid',
        'auth.not-entitled',
        'subject.unknown',
      ]),
    },
    security: [{}, { keyPossession: [] }],
  }),
  '/health': () => plainOperation('getHealth', 'Whether the process lives', 'application/json', STATUS_SCHEMA),
  '/ready': () =>
    plainOperation('getReadiness', 'Whether the node takes transactions', 'application/json', STATUS_SCHEMA),
  '/metrics': () => plainOperation('getMetrics', 'Metrics for Prometheus', 'text/plain', { type: 'string' }),
  '/openapi.json': () => plainOperation('getOpenApi', 'This document', 'application/json', { type: 'object' }),
};

/** The link of a mail: see `unsubscribe-page.ts`. */
function unsubscribing(method: string): Json {
  const isPage = method === 'GET';
  const summary = isPage ? 'The page to which the link of a notice leads' : 'End the subscription that a notice names';
  return {
    ...plainOperation(isPage ? 'showUnsubscribePage' : 'unsubscribe', summary, 'text/html', { type: 'string' }),
    tags: ['notices'],
    parameters: [{ name: 'token', in: 'path', required: true, schema: { type: 'string' } }],
  };
}

const STATUS_SCHEMA = { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] };

function plainOperation(operationId: string, summary: string, contentType: string, schema: Json): Json {
  return {
    operationId,
    summary,
    tags: ['operations'],
    responses: {
      '200': { description: summary, content: { [contentType]: { schema } } },
      ...problemResponses(OPERATION_ERRORS),
    },
  };
}

const OPERATION_ERRORS: readonly ErrorCode[] = ['node.rate-limited', 'node.not-ready', 'node.internal'];

function operationOf(route: AnyRoute): Json {
  const { params, query, body, response, summary, name, access } = route;
  const [, , tag = 'node'] = route.path.split('/');
  return {
    operationId: name,
    summary,
    tags: [tag],
    parameters: [...parametersOf(params.jsonSchema, 'path'), ...parametersOf(query.jsonSchema, 'query')],
    ...(body ? { requestBody: { required: true, content: bothForms(body.jsonSchema) } } : {}),
    responses: {
      '200': { description: summary, content: bothForms(response.jsonSchema) },
      ...problemResponses([...COMMON_ERRORS, ...(body ? (['node.media-type'] as const) : []), ...route.errors]),
    },
    ...(access === 'key-possession' ? { security: [{ keyPossession: [] }] } : {}),
  };
}

function bothForms(schema: JsonSchema): Json {
  return {
    'application/json': { schema },
    [CBOR_CONTENT_TYPE]: {
      schema: { description: 'Canonical CBOR of the same shape; bytes and identifiers are byte strings.' },
    },
  };
}

function parametersOf(schema: JsonSchema, place: 'path' | 'query'): Json[] {
  const { properties = {} } = schema as { readonly properties?: { readonly [name: string]: JsonSchema } };
  return Object.entries(properties).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: withoutNull(field),
  }));
}

/** In a URL a field that is null is left out. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const { anyOf } = schema as { readonly anyOf?: readonly JsonSchema[] };
  return anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

/** One response for each status, which lists its codes. */
function problemResponses(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const { http } = CATALOGUE[code];
    byStatus.set(http, [...(byStatus.get(http) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, some]) => [
        String(status),
        {
          description: some.map((code) => `\`${code}\`: ${CATALOGUE[code].title}`).join('\n\n'),
          content: { [PROBLEM_CONTENT_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
}
