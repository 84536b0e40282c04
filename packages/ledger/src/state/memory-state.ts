/** The state in memory: for tests, simulations, and trying a block without a store. */
import { chainIdOf, type GenesisDocument, type StateKey, type ValueKind, type ValueOf } from '../block/index.ts';
import type { TransactionId } from '../codec/index.ts';
import type { Hash } from '../crypto/index.ts';
import { treeRoot } from '../merkle/index.ts';
import type { ChainId, Transaction } from '../transaction/index.ts';
import type { BlockEffects } from './execute-block.ts';
import { genesisState } from './genesis-state.ts';
import { type DecodedValues, readValue, type StateSource } from './source.ts';

export class MemoryState implements StateSource {
  readonly chain: ChainId;
  readonly tree: ReadonlyMap<string, Uint8Array>;
  readonly decoded: DecodedValues;
  readonly #values = new Map<StateKey, Uint8Array>();
  readonly #decoded = new Map<StateKey, unknown>();
  readonly #tree = new Map<string, Uint8Array>();
  readonly #transactions = new Set<TransactionId>();
  /** The entries of each log, from its beginning. */
  readonly logs = new Map<string, Uint8Array[]>();

  /** The state at height 0. @throws AnnalsError `genesis.invalid`. */
  constructor(genesis: GenesisDocument) {
    this.chain = chainIdOf(genesis);
    this.tree = this.#tree;
    this.decoded = this.#decoded;
    this.#write(genesisState(genesis));
  }

  get stateRoot(): Hash {
    return treeRoot(this.#tree);
  }

  get(key: StateKey): Uint8Array | undefined {
    return this.#values.get(key);
  }

  /** The decoded value of a key. */
  read<K extends ValueKind>(key: StateKey<K>): ValueOf<K> | undefined {
    return readValue(this, key);
  }

  hasTransaction(id: TransactionId): boolean {
    return this.#transactions.has(id);
  }

  /** Makes a block's effects the state. */
  apply(effects: Pick<BlockEffects, 'state' | 'values' | 'tree' | 'logs'>, transactions: readonly Transaction[]): void {
    this.#write(effects);
    for (const { id } of transactions) this.#transactions.add(id);
    for (const { log, entry } of effects.logs) {
      const entries = this.logs.get(log);
      if (entries) entries.push(entry);
      else this.logs.set(log, [entry]);
    }
  }

  #write({ state, values, tree }: Pick<BlockEffects, 'state' | 'values' | 'tree'>): void {
    for (const [key, bytes] of state) put(this.#values, key, bytes);
    for (const [key, value] of values) put(this.#decoded, key, value);
    for (const [path, page] of tree) put(this.#tree, path, page);
  }
}

function put<K, V>(map: Map<K, V>, key: K, value: V | null | undefined): void {
  if (value === null || value === undefined) map.delete(key);
  else map.set(key, value);
}
