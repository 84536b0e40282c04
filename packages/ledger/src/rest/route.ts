/**
 * A route of the REST API, described once: the server validates and serialises by it, the client calls by it, and the
 * OpenAPI document is written from it, so that the three cannot differ.
 */
import type { Shape } from '../codec/index.ts';
import type { ErrorCode } from '../errors/index.ts';

/** Who may call a route: anyone, or whoever proves possession of a key that is entitled to the answer. */
export type RouteAccess = 'public' | 'key-possession';

/** One route. Query fields are nullable: null stands for a field that is not in the URL. */
export interface Route<Params, Query, Body, Response> {
  /** The `operationId` of OpenAPI. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** With parameters as `{name}`, as in OpenAPI. */
  readonly path: string;
  readonly summary: string;
  readonly params: Shape<Params>;
  readonly query: Shape<Query>;
  readonly body: Shape<Body> | null;
  readonly response: Shape<Response>;
  readonly access: RouteAccess;
  /** The codes that it can answer with, besides those that any route can. */
  readonly errors: readonly ErrorCode[];
}

// biome-ignore lint/suspicious/noExplicitAny: the type of every route, whatever it takes and gives
export type AnyRoute = Route<any, any, any, any>;
export type ParamsOf<R> = R extends Route<infer P, infer _Q, infer _B, infer _R> ? P : never;
export type QueryOf<R> = R extends Route<infer _P, infer Q, infer _B, infer _R> ? Q : never;
export type BodyOfRoute<R> = R extends Route<infer _P, infer _Q, infer B, infer _R> ? B : never;
export type ResponseOf<R> = R extends Route<infer _P, infer _Q, infer _B, infer S> ? S : never;

/** Codes that every route can answer with. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'codec.shape',
  'codec.identifier',
  'codec.malformed',
  'codec.too-large',
  'node.rate-limited',
  'node.not-ready',
  'node.route',
  'node.internal',
];

/** The path and query of a call, such as `/v1/records/rec1…?from=3`. */
export function urlOf<P, Q, B, R>(route: Route<P, Q, B, R>, params: P, query: Q): string {
  const written = route.params.toJson(params) as { readonly [name: string]: string | number };
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(written[name])));
  const pairs = Object.entries(
    route.query.toJson(query) as { readonly [name: string]: string | number | boolean | null },
  )
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/**
 * Reads the texts of a URL by a shape: numbers and booleans are written in decimal and as `true` or `false`.
 * @throws AnnalsError `codec.shape` or `codec.identifier`.
 */
export function readUrlFields<T>(fields: Shape<T>, given: { readonly [name: string]: string | undefined }): T {
  const { properties } = fields.jsonSchema as { readonly properties?: { readonly [name: string]: unknown } };
  const read: { [name: string]: unknown } = {};
  for (const [name, schema] of Object.entries(properties ?? {}))
    read[name] = readText(given[name], JSON.stringify(schema));
  for (const [name, value] of Object.entries(given)) if (!Object.hasOwn(read, name)) read[name] = value;
  return fields.fromJson(read);
}

function readText(value: string | undefined, schema: string): unknown {
  if (value === undefined) return null;
  if (schema.includes('"integer"') && /^(0|[1-9]\d{0,15})$/.test(value)) return Number(value);
  if (schema.includes('"boolean"') && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
