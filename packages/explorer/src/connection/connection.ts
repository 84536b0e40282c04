/**
 * The nodes that the explorer asks, and what it trusts: the genesis document and what has been verified from there on.
 * It asks one node, goes on to the next when that does not answer, and believes none (LAW 8).
 */
import {
  decodeHeader,
  encodeHeader,
  type GenesisDocument,
  genesisShape,
  type StateKey,
  type ValueKind,
} from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type Trusted, trustGenesis, type Verdict, type VerifiedValue, verifyHeader } from '@annals/ledger/light';
import { fetchPresentValue, firstAnswer, type Present } from '@annals/ledger/reading';
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

  /** Calls a route at the first node that answers. @throws AnnalsError what the client throws. */
  async call<P, Q, B, R>(route: Route<P, Q, B, R>, call?: Call<P, Q, B>): Promise<R> {
    return ask(this.#clients, (client) => client.call(route, call));
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
    const [block, { epochs }] = await Promise.all([
      this.call(routes.block, { params: { height } }),
      this.call(routes.epochs),
    ]);
    const before = epochs.filter(({ header }) => heightOf(header) < height);
    const proof = { header: encodeHeader(block.header), certificate: block.certificate, epochs: before };
    const { verified } = this.accept(verifyHeader(this.#trusted, proof));
    if (block.header.height !== height || verified.hash !== block.hash) {
      throw new AnnalsError('proof.inclusion', 'the node answered with another block');
    }
    return block;
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

/** The height in the bytes of an epoch's header; what cannot be read is refused later by the verification. */
function heightOf(header: Uint8Array): number {
  try {
    return decodeHeader(header).height;
  } catch {
    return 0;
  }
}

/** Reads what the server of the page says, and the genesis document from there or from a node. */
export async function connect(settings: Settings): Promise<Connection> {
  const clients = settings.nodes.map((baseUrl) => clientOf(baseUrl));
  const genesis =
    settings.genesis === null
      ? await ask(clients, (client) => client.call(routes.genesis))
      : genesisShape.fromJson(settings.genesis);
  return new Connection(genesis, clients);
}

/** The client of one node. */
export function clientOf(baseUrl: string): RestClient {
  return new RestClient({ baseUrl, fetch: readOnlyFetch, nowMs: Date.now });
}

/** Tries the clients in turn until one has an answer: a node that cannot serve, or a proxy that says so, has none. */
export async function ask<T>(clients: readonly RestClient[], call: (client: RestClient) => Promise<T>): Promise<T> {
  if (clients.length === 0) throw new AnnalsError('node.unreachable', 'no node is known');
  return firstAnswer(clients, call);
}
