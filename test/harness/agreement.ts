/** What must hold of every network, whatever was done to it: one chain on all nodes, and nothing acknowledged lost. */
import type { Header } from '@annals/ledger/block';
import { bytesToHex } from '@annals/ledger/codec';
import { NodeProblem, type RestClient, routes } from '@annals/ledger/rest';
import type { Acknowledged } from './load.ts';
import type { TestNetwork } from './test-network.ts';

const PAGE = 200;
const LOOK_UPS_AT_ONCE = 16;
/** A node sends a client away that has used up its time, and says when to come back: so often that is done. */
const MAX_RETURNS = 100;

/** Looks something up, and comes back as the node says where it is too much at a time: every look-up is charged. */
async function patiently<T>(lookUp: () => Promise<T>): Promise<T> {
  for (let returns = 0; ; returns++) {
    try {
      return await lookUp();
    } catch (error) {
      const isTooMuch = error instanceof NodeProblem && error.code === 'node.rate-limited';
      if (!isTooMuch || returns === MAX_RETURNS) throw error;
      await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? 1_000));
    }
  }
}

/** The hash and header of every block of a node, by height. */
export async function chainOf(
  client: RestClient,
): Promise<Map<number, { readonly hash: string; readonly header: Header }>> {
  const blocks = new Map<number, { readonly hash: string; readonly header: Header }>();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await patiently(() => readPage(client, after));
    for (const { hash, header } of page.items) blocks.set(header.height, { hash, header });
    after = page.next;
  } while (after !== null);
  return blocks;
}

function readPage(client: RestClient, after: string | null) {
  return client.call(routes.blocks, { query: { after, limit: PAGE } });
}

/** Waits until the nodes have the same head, at a height or above it. Gives the height. */
export async function settled(
  network: TestNetwork,
  nodes: readonly number[],
  atLeast = 0,
  withinMs = 30_000,
): Promise<number> {
  let height = 0;
  await network.until(
    `nodes ${nodes.join(', ')} have one head`,
    async () => {
      const all = await Promise.all(
        nodes.map((i) =>
          network
            .client(i)
            .call(routes.status)
            .catch(() => undefined),
        ),
      );
      height = all[0]?.height ?? -1;
      return height >= atLeast && all.every((status) => status?.hash === all[0]?.hash);
    },
    withinMs,
  );
  return height;
}

/**
 * Checks that no two of the nodes differ at any height that both have, in block or state (LAW 4, LAW 7).
 * @throws Error that names the first difference. Gives the number of heights compared.
 */
export async function assertOneChain(network: TestNetwork, nodes: readonly number[]): Promise<number> {
  const chains = await Promise.all(nodes.map((i) => chainOf(network.client(i))));
  const [first] = chains;
  if (!first) throw new Error('there is no node to compare');
  for (const [n, chain] of chains.entries()) {
    for (const [height, { hash, header }] of chain) {
      const other = first.get(height);
      if (other === undefined) continue;
      const same = other.hash === hash && bytesToHex(other.header.stateRoot) === bytesToHex(header.stateRoot);
      if (!same)
        throw new Error(`nodes ${nodes[0]} and ${nodes[n]} differ at height ${height}: ${other.hash}, ${hash}`);
    }
  }
  return Math.min(...chains.map((chain) => chain.size));
}

/**
 * Checks that every node holds all that was acknowledged, at the height and with the result that was told (LAW 6).
 * @throws Error that names the first that is lost.
 */
export async function assertNothingLost(
  network: TestNetwork,
  nodes: readonly number[],
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  for (const node of nodes) {
    const client = network.client(node);
    for (let at = 0; at < acknowledged.length; at += LOOK_UPS_AT_ONCE) {
      await Promise.all(
        acknowledged.slice(at, at + LOOK_UPS_AT_ONCE).map(async ({ id, height, code }) => {
          const found = await patiently(() => client.call(routes.transaction, { params: { id } }));
          if (found.height === height && found.result.code === code) return;
          throw new Error(
            `node ${node} has transaction ${id} at ${found.height} with ${found.result.code}, acknowledged at ${height} with ${code}`,
          );
        }),
      );
    }
  }
}
