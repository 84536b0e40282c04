/**
 * A list that a node tells, with every item of it proven as it is at present: what the node makes up or alters shows,
 * what it leaves out does not (ATTACK told-by-node).
 */
import type { StateKey, ValueKind, ValueOf } from '../block/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Proven } from '../light/index.ts';
import { type FetchPage, fetchWholeList, type RestClient, routes } from '../rest/index.ts';
import { inGroups } from './in-groups.ts';
import { type Present, presentValue, upToDate } from './present-value.ts';

/** An item as it was listed, with what is proven of it. */
interface ProvenItem<I, K extends ValueKind> {
  readonly item: I;
  readonly value: Proven<ValueOf<K>>;
}

export interface ProvenList<I, K extends ValueKind> {
  readonly items: readonly ProvenItem<I, K>[];
  /** The node that says that these are all. */
  readonly toldBy: string;
}

/**
 * Fetches a list and the proof of each of its items, all from one node.
 * @throws AnnalsError `proof.membership` for an item that the ledger does not hold, `proof.*`, `node.*`.
 */
export function fetchProvenList<I, K extends ValueKind>(
  present: Present,
  pageOf: (node: RestClient, after: string | null) => ReturnType<FetchPage<I>>,
  keyOf: (item: I) => StateKey<K>,
): Promise<ProvenList<I, K>> {
  return upToDate(present, async (node, tookPart) => {
    const listed = await fetchWholeList((after) => pageOf(node, after), tookPart);
    const prove = async (item: I): Promise<ProvenItem<I, K>> => {
      const key = keyOf(item);
      const { proven } = await node.call(routes.provenValue, { params: { key } });
      const { value } = presentValue(present.trusted, key, proven);
      if (value) return { item, value };
      throw new AnnalsError('proof.membership', 'the node lists what the ledger does not hold');
    };
    const items = await inGroups(listed, prove, tookPart);
    return { items, toldBy: node.baseUrl };
  });
}
