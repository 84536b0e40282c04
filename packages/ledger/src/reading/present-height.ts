/**
 * How high the chain is, proven: by it a client says until when a transaction is valid. A node that is believed could
 * name a height long past, so that the transaction expires at once, or one far ahead, so that it can be held back and
 * entered when nobody expects it any more (ATTACK lying-node).
 */
import { stateKey } from '../block/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import { type AskedWithin, askAll } from './ask-all.ts';
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
const WITHIN: AskedWithin = { othersMs: 2_000 };

/**
 * Asks all nodes at once: none can prove a height that the chain has not, and the highest counts, so that one honest
 * node is enough.
 * @param nodes at least one.
 * @throws AnnalsError `proof.*`, `node.*` when no node proves any.
 */
export async function fetchPresentHeight(nodes: readonly RestClient[], trusted: Trusted): Promise<PresentHeight> {
  let isAtGenesis = false;
  const ask = async (node: RestClient, signal: AbortSignal): Promise<PresentHeight> => {
    try {
      const { value, header, ...then } = await fetchValue(node, trusted, stateKey.parameters, signal);
      const validityWindow = value?.validityWindow ?? null;
      return { height: header.height, timeMs: header.timeMs, validityWindow, trusted: then.trusted };
    } catch (error) {
      isAtGenesis ||= error instanceof AnnalsError && error.code === 'node.not-ready';
      throw error;
    }
  };
  try {
    const { answers } = await askAll(nodes, ask, WITHIN);
    return answers.reduce((highest, each) => (each.height > highest.height ? each : highest));
  } catch (error) {
    // There is no certified block yet, or none of those that answer has caught up.
    if (!isAtGenesis) throw error;
    return { height: trusted.latestHeight, timeMs: null, validityWindow: null, trusted };
  }
}
