/**
 * The nodes that the explorer asks, and what it trusts: the genesis document and what has been verified from there on.
 * It asks one node, the next beside one that lets it wait or refuses, and believes none (LAW 8).
 */
import { type GenesisDocument, genesisShape, type StateKey, type ValueKind } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type Trusted, trustGenesis, type Verdict, type VerifiedValue } from '@annals/ledger/light';
import {
  fetchPresentValue,
  fetchVerifiedBlock,
  firstAnswer,
  type Present,
  type Question,
} from '@annals/ledger/reading';
import { type BlockAnswer, type Call, type NodeStatus, RestClient, type Route, routes } from '@annals/ledger/rest';
import { readOnlyFetch } from './read-only-fetch.ts';

/** What the server of the page says: which nodes to ask and, if it was given one, the genesis document. */
export interface Settings {
  readonly nodes: readonly string[];
  readonly genesis: unknown;
}

/** What one node says about itself; null when it does not answer. */
export interface NodeView {
  readonly node: string;
  readonly status: NodeStatus | null;
  /** Whether it runs the chain that is trusted here. */
  readonly isSameChain: boolean;
}

export class Connection {
  readonly genesis: GenesisDocument;
  #clients: readonly RestClient[];
  #nodes: readonly string[];
  #trusted: Trusted;

  constructor(genesis: GenesisDocument, clients: readonly RestClient[], trusted: Trusted = trustGenesis(genesis)) {
    this.genesis = genesis;
    this.#clients = clients;
    this.#nodes = clients.map(({ baseUrl }) => baseUrl);
    this.#trusted = trusted;
  }

  get chain(): Uint8Array {
    return this.#trusted.chain;
  }

  get trusted(): Trusted {
    return this.#trusted;
  }

  /** Whom it asks, in order. The same list as long as nothing has changed. */
  get nodes(): readonly string[] {
    return this.#nodes;
  }

  /** Asks this node before the others; what it has verified so far stays. */
  prefer(node: string): void {
    const rank = ({ baseUrl }: RestClient) => (baseUrl === node ? 0 : 1);
    this.#clients = [...this.#clients].sort((a, b) => rank(a) - rank(b));
    this.#nodes = this.#clients.map(({ baseUrl }) => baseUrl);
  }

  /** Calls a route for what is told, and is not verified. @throws AnnalsError what tells most of why no node answers. */
  async call<P, Q, B, R>(route: Route<P, Q, B, R>, call?: Call<P, Q, B>): Promise<R> {
    return this.ask((client) => client.call(route, call));
  }

  /** Asks the nodes, each standing in for the others; a question verifies its own answer, so that a lie is passed over. */
  ask<T>(question: Question<T>): Promise<T> {
    return ask(this.#clients, question);
  }

  /** The first answer that verifies. @throws AnnalsError `proof.*`, `node.*` when no node has one. */
  async prove<T extends { readonly trusted: Trusted }>(question: Question<Verdict<T>>): Promise<T> {
    return this.ask(async (node, tookPart) => this.accept(await question(node, tookPart)));
  }

  /** Whom it asks, and what is known: what is taken for the present is not older. */
  get present(): Present {
    return { nodes: this.#clients, trusted: this.#trusted, pause };
  }

  /** A public value as it is at present, from whichever node proves it. @throws AnnalsError `proof.*`, `node.*`. */
  async value<K extends ValueKind>(key: StateKey<K>): Promise<VerifiedValue<K>> {
    return this.accept({ ok: true, ...(await fetchPresentValue(this.present, key)) });
  }

  /** Keeps what a verification taught. @throws AnnalsError `proof.*` when it did not hold. */
  accept<T extends { readonly trusted: Trusted }>(verdict: Verdict<T>): T {
    if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
    if (verdict.trusted.latestHeight > this.#trusted.latestHeight) this.#trusted = verdict.trusted;
    return verdict;
  }

  /** A block whose header a quorum of its validators has signed, back to genesis. @throws AnnalsError `proof.*`. */
  async verifiedBlock(height: number): Promise<BlockAnswer> {
    return this.ask(async (node) => {
      const { block, trusted } = await fetchVerifiedBlock(node, this.#trusted, height);
      this.accept({ ok: true, trusted });
      return block;
    });
  }

  /** What each node says; those that do not answer are in the list too. */
  async views(): Promise<readonly NodeView[]> {
    return Promise.all(
      this.#clients.map(async (client) => {
        const status = await client.call(routes.status).catch(() => null);
        return {
          node: client.baseUrl,
          status,
          isSameChain: status === null || equalBytes(status.chain, this.chain),
        };
      }),
    );
  }

  /** The nodes that show another block than the first at the highest height that all have. */
  async disagreeing(views: readonly NodeView[]): Promise<readonly string[]> {
    const heights = views.flatMap(({ status }) => (status ? [status.height] : []));
    const height = Math.min(...heights);
    if (heights.length < 2 || height < 1) return [];
    const answers = await Promise.all(
      this.#clients.map(async (client) => {
        const block = await client.call(routes.block, { params: { height } }).catch(() => null);
        return { node: client.baseUrl, hash: block?.hash ?? null };
      }),
    );
    const first = answers.find(({ hash }) => hash !== null)?.hash;
    return answers.filter(({ hash }) => hash !== null && hash !== first).map(({ node }) => node);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Reads what the server of the page says, and the genesis document from there or from a node. */
export async function connect(settings: Settings): Promise<Connection> {
  const nodes = settings.nodes.map((baseUrl) => clientOf(baseUrl));
  const genesis =
    settings.genesis === null
      ? await ask(nodes, (client) => client.call(routes.genesis))
      : genesisShape.fromJson(settings.genesis);
  return new Connection(genesis, nodes);
}

/** The clients of the nodes that a page knows: each remembers whether its node answered last. */
const clients = new Map<string, RestClient>();

/** The client of one node. */
export function clientOf(baseUrl: string): RestClient {
  const client = clients.get(baseUrl) ?? new RestClient({ baseUrl, fetch: readOnlyFetch, nowMs: Date.now });
  clients.set(baseUrl, client);
  return client;
}

/** The first answer that a node has: one that cannot serve, refuses or lies has none. */
export async function ask<T>(nodes: readonly RestClient[], question: Question<T>): Promise<T> {
  if (nodes.length === 0) throw new AnnalsError('node.unreachable', 'no node is known');
  return firstAnswer(nodes, question);
}
