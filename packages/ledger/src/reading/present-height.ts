/**
 * How high the chain is, proven: by it a client says until when a transaction is valid. A node that is believed could
 * name a height long past, so that the transaction expires at once, or one far ahead, so that it can be held back and
 * entered when nobody expects it any more (ATTACK lying-node).
 */
import { stateKey } from '../block/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { timeOut } from './in-turns.ts';
import { mostTelling } from './nodes.ts';
import { fetchValue } from './proven-value.ts';

export interface PresentHeight {
  /** The highest that any of the nodes proves; 0 while the chain stands at genesis. */
  readonly height: number;
  /** The time of that block; null at genesis, whose document says it. */
  readonly timeMs: number | null;
  /** How far above the next height a transaction may be valid; null at genesis, whose document says it. */
  readonly validityWindow: number | null;
  /** What is trusted from then on: nothing older is the present. */
  readonly trusted: Trusted;
}

/** Once one has proven a height the others are not waited for longer: a node that is silent holds nobody up. */
const OTHERS_WITHIN_MS = 2_000;

/**
 * Asks all nodes at once: none can prove a height that the chain has not, and the highest counts, so that one honest
 * node is enough.
 * @param nodes at least one.
 * @throws AnnalsError `proof.*`, `node.*` when no node proves any.
 */
export async function fetchPresentHeight(nodes: readonly RestClient[], trusted: Trusted): Promise<PresentHeight> {
  const proven: PresentHeight[] = [];
  const failures: AnnalsError[] = [];
  const ended = new AbortController();
  let hasOne = (): void => {};
  const first = new Promise<void>((resolve) => {
    hasOne = resolve;
  });
  const ask = async (node: RestClient): Promise<void> => {
    try {
      const { value, header, ...then } = await fetchValue(node, trusted, stateKey.parameters, ended.signal);
      const validityWindow = value?.validityWindow ?? null;
      proven.push({ height: header.height, timeMs: header.timeMs, validityWindow, trusted: then.trusted });
      hasOne();
    } catch (error) {
      if (!(error instanceof AnnalsError)) throw error;
      failures.push(error);
    }
  };
  await Promise.race([Promise.all(nodes.map(ask)), first.then(() => timeOut(OTHERS_WITHIN_MS).ended)]);
  ended.abort();
  const [highest] = proven.sort((a, b) => b.height - a.height);
  if (highest) return highest;
  // There is no certified block yet, or none of those that answer has caught up.
  const isAtGenesis = failures.some(({ code }) => code === 'node.not-ready');
  if (isAtGenesis) return { height: trusted.latestHeight, timeMs: null, validityWindow: null, trusted };
  throw mostTelling(failures);
}
