/**
 * The typed client of the REST API over an injected fetch: for the CLI, agencies' systems and the browser. It knows
 * the routes and the errors and believes nothing; verify what matters with `light`.
 */
import { bytesToHex, parseJson, type Shape } from '../codec/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { ChainId } from '../transaction/index.ts';
import { boundedFetch } from './bounded-fetch.ts';
import type { Fetch, FetchedAnswer } from './fetch.ts';
import { possessionBody, possessionHeader } from './key-possession.ts';
import { errorOfProblem, PROBLEM_CONTENT_TYPE, problemShape } from './problem.ts';
import { MAX_PROBLEM_BYTES, maxAnswerBytes, readWithin } from './read-answer.ts';
import { type Route, urlOf } from './route.ts';
import { routes } from './routes.ts';

export interface RestClientOptions {
  /** Such as `http://127.0.0.1:8101`, without a slash at the end. */
  readonly baseUrl: string;
  readonly fetch: Fetch;
  /** The clock, for proofs of key possession. */
  readonly nowMs: () => number;
  /** The fetch gives a node up by itself, as one must that asks several nodes in turn. */
  readonly isBounded?: boolean;
}

/** What a call takes; what a route does not need may be left out. */
export interface Call<P, Q, B> {
  readonly params?: P;
  readonly query?: Partial<Q>;
  readonly body?: B;
  /** Proves possession of this secret key, on routes that ask for it. */
  readonly prove?: { readonly secret: Uint8Array; readonly chain: ChainId };
  readonly signal?: AbortSignal;
}

type Bounded = Pick<Shape<unknown>, 'bounds'>;

/** What is sent to a node. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What is known of a node, by all clients of it that came from one. */
interface Known {
  isSilent: boolean;
}

export class RestClient {
  readonly #options: RestClientOptions;
  readonly #fetch: Fetch;
  #known: Known = { isSilent: false };
  /** Gives up every call of this client. */
  #signal: AbortSignal | undefined;

  constructor(options: RestClientOptions) {
    this.#options = options;
    this.#fetch = options.isBounded ? options.fetch : boundedFetch(options.fetch);
  }

  /** Whether the node did not answer when it was last asked: another is better asked before it. */
  get isSilent(): boolean {
    return this.#known.isSilent;
  }

  /** Notes that it let somebody wait who has gone on to another; until it answers again. */
  noteSilence(): void {
    this.#known.isSilent = true;
  }

  /** The same client for one question: all its calls are given up with the signal. */
  within(signal: AbortSignal): RestClient {
    const client = new RestClient({ ...this.#options, fetch: this.#fetch, isBounded: true });
    client.#known = this.#known;
    client.#signal = this.#signal ? AbortSignal.any([this.#signal, signal]) : signal;
    return client;
  }

  get baseUrl(): string {
    return this.#options.baseUrl;
  }

  /**
   * Calls a route: `client.call(routes.record, { params: { record } })`.
   * @throws NodeProblem with the node's code; AnnalsError `node.unreachable` when it does not answer, and
   * `node.bad-answer` when its answer is not what the route promises.
   */
  async call<P, Q, B, R>(route: Route<P, Q, B, R>, call: Call<P, Q, B> = {}): Promise<R> {
    const url = urlOf(route, (call.params ?? {}) as P, completeQuery(route, call.query));
    const { prove } = call;
    const claim = prove && {
      chain: prove.chain,
      method: route.method,
      url,
      timeMs: this.#options.nowMs(),
      ...(route.body && call.body !== undefined ? { body: possessionBody(route.body, call.body) } : {}),
    };
    const body = route.body && call.body !== undefined ? JSON.stringify(route.body.toJson(call.body)) : undefined;
    const headers = {
      accept: 'application/json',
      ...(claim ? { authorization: possessionHeader(claim, prove.secret) } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const signal =
      this.#signal && call.signal ? AbortSignal.any([this.#signal, call.signal]) : (this.#signal ?? call.signal);
    const answer = await this.#send({ method: route.method, url, headers, body, signal }, route.response);
    try {
      return route.response.fromJson(answer);
    } catch (cause) {
      if (!(cause instanceof AnnalsError)) throw cause;
      throw new AnnalsError('node.bad-answer', `${this.baseUrl}${url}: ${cause.message}`, { cause });
    }
  }

  /** The chain that the node says it runs: to be compared with one that is trusted. */
  async chain(): Promise<ChainId> {
    return (await this.call(routes.status)).chain;
  }

  async #send({ method, url, headers, body, signal }: Sent, shape: Bounded): Promise<unknown> {
    const { baseUrl } = this.#options;
    let response: FetchedAnswer;
    let text: string | undefined;
    try {
      response = await this.#fetch(`${baseUrl}${url}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal ? { signal } : {}),
      });
      text = await readWithin(response, response.ok ? maxAnswerBytes(shape) : MAX_PROBLEM_BYTES);
      this.#known.isSilent = false;
    } catch (cause) {
      // Unless whoever asked has given up.
      if (!signal?.aborted) this.#known.isSilent = true;
      throw new AnnalsError('node.unreachable', `${baseUrl} does not answer`, { cause });
    }
    if (text === undefined || text === '') {
      const what = text === '' ? 'nothing' : 'more than such an answer has';
      throw new AnnalsError('node.bad-answer', `${baseUrl} answered ${url} with ${what}`);
    }
    const parsed = readJson(text, response.ok ? shape : problemShape);
    if (response.ok && parsed !== undefined) return parsed;
    if (response.headers.get('content-type')?.startsWith(PROBLEM_CONTENT_TYPE)) {
      throw errorOfProblem(parsed, response.headers);
    }
    throw new AnnalsError('node.bad-answer', `${baseUrl} answered ${response.status} and is perhaps no Annals node`);
  }
}

function completeQuery<P, Q, B, R>(route: Route<P, Q, B, R>, given: Partial<Q> | undefined): Q {
  const { properties } = route.query.jsonSchema as { readonly properties?: object };
  return { ...Object.fromEntries(Object.keys(properties ?? {}).map((name) => [name, null])), ...given } as Q;
}

/** What a text says; undefined where it is no JSON, or has more items than may be. */
function readJson(text: string, { bounds }: Bounded): unknown {
  try {
    return parseJson(text, bounds);
  } catch (error) {
    if (error instanceof AnnalsError) return undefined;
    throw error;
  }
}

/** The chain id as people compare it: the first and last eight characters of its hex form. */
export function shortChain(chain: ChainId): string {
  const hex = bytesToHex(chain);
  return `${hex.slice(0, 8)}…${hex.slice(-8)}`;
}
