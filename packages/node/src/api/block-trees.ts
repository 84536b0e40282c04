/**
 * The Merkle logs of a block's transactions and results, kept as far as proofs need them: a receipt then hashes the
 * sixty-four entries around its own instead of the whole block (ATTACK costly-answers).
 */
import { AnnalsError } from '@annals/ledger/errors';
import { appendManyToLog, emptyLog, inclusionProof } from '@annals/ledger/merkle';
import type { Store } from '../store/store.ts';
import { API_LIMITS } from './limits.ts';

type Hash = ReturnType<typeof inclusionProof>[number];

/** Complete subtrees of this level are kept: of sixty-four entries, which is what the store reads at once. */
const KEPT_LEVEL = 6;
const CHUNK = 2 ** KEPT_LEVEL;

const nameOf = (level: number, index: number): string => `${level}/${index}`;

/** The upper part of the log of one list of entries. */
class UpperTree {
  readonly size: number;
  readonly #kept = new Map<string, Hash>();

  constructor(entries: readonly Uint8Array[]) {
    this.size = entries.length;
    const firstOfRest = this.size - (this.size % CHUNK);
    for (const { level, index, hash } of appendManyToLog(emptyLog, entries).nodes) {
      // Of the last entries, which are no whole chunk, all: a proof of any other entry may need each of their subtrees.
      if (level >= KEPT_LEVEL || index * 2 ** level >= firstOfRest) this.#kept.set(nameOf(level, index), hash);
    }
  }

  get nodes(): number {
    return this.#kept.size;
  }

  /** @param chunk the entries of the chunk that the index lies in. */
  proofOf(index: number, chunk: readonly Uint8Array[]): readonly Hash[] {
    const first = Math.floor(index / CHUNK);
    const near = new Map<string, Hash>();
    for (const { level, index: at, hash } of appendManyToLog(emptyLog, chunk).nodes)
      near.set(nameOf(level, first * 2 ** (KEPT_LEVEL - level) + at), hash);
    return inclusionProof(this.size, index, (level, at) => {
      const hash = this.#kept.get(nameOf(level, at)) ?? near.get(nameOf(level, at));
      if (!hash) throw new AnnalsError('store.damaged', 'a block has other entries than it had before');
      return hash;
    });
  }
}

/** The range of entries around an index that a proof hashes. */
function chunkOf(index: number): readonly [from: number, to: number] {
  const from = index - (index % CHUNK);
  return [from, from + CHUNK];
}

interface Trees {
  readonly ids: UpperTree;
  readonly results: UpperTree;
}

export class BlockTrees {
  readonly #store: Pick<Store, 'entriesOf'>;
  readonly #maxNodes: number;
  /** By height, those that were used longest ago first. */
  readonly #trees = new Map<number, Trees>();
  #nodes = 0;

  constructor(store: Pick<Store, 'entriesOf'>, maxNodes: number = API_LIMITS.keptTreeNodes) {
    this.#store = store;
    this.#maxNodes = maxNodes;
  }

  /** That a transaction's id and its result stand in their logs. Undefined when there is no such block. */
  prove(
    height: number,
    index: number,
  ): { readonly transaction: readonly Hash[]; readonly result: readonly Hash[] } | undefined {
    const trees = this.#treesOf(height);
    const chunk = this.#store.entriesOf(height, ...chunkOf(index));
    if (!trees || !chunk) return undefined;
    return { transaction: trees.ids.proofOf(index, chunk.ids), result: trees.results.proofOf(index, chunk.results) };
  }

  #treesOf(height: number): Trees | undefined {
    const kept = this.#trees.get(height);
    if (kept) {
      this.#trees.delete(height);
      this.#trees.set(height, kept);
      return kept;
    }
    const entries = this.#store.entriesOf(height, 0, Number.POSITIVE_INFINITY);
    if (!entries) return undefined;
    const trees = { ids: new UpperTree(entries.ids), results: new UpperTree(entries.results) };
    this.#trees.set(height, trees);
    this.#nodes += trees.ids.nodes + trees.results.nodes;
    for (const [oldest, { ids, results }] of this.#trees) {
      if (this.#nodes <= this.#maxNodes || oldest === height) break;
      this.#trees.delete(oldest);
      this.#nodes -= ids.nodes + results.nodes;
    }
    return trees;
  }
}
