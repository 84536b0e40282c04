/**
 * Executes a block: a pure function of the state before it and its transactions (LAW 7). Nothing is written; what the
 * block does is returned, and the store writes it once the block is committed.
 */
import {
  encodeResult,
  type StateKey,
  sameValidators,
  stateKey,
  type TransactionResult,
  type ValidatorSets,
} from '../block/index.ts';
import { idToBytes } from '../codec/index.ts';
import type { Hash } from '../crypto/index.ts';
import { rootOfEntries, type TreeChange, treeKeyHash, treeValueHash, updateTree } from '../merkle/index.ts';
import type { Transaction } from '../transaction/index.ts';
import { type BlockContext, TransactionApplier } from './apply-transaction.ts';
import { BlockState, encodeValue, type LogAppend } from './block-state.ts';
import { arrangeCeremony } from './ceremony/index.ts';
import type { StateSource } from './source.ts';
import { required } from './state-view.ts';
import { agreedTimeOf, type Testimony, tellTime } from './time/index.ts';

/** What a header gives to the execution of its block. */
export type BlockToExecute = BlockContext & Testimony;

/** All that a block does. */
export interface BlockEffects {
  readonly transactionsRoot: Hash;
  readonly resultsRoot: Hash;
  readonly stateRoot: Hash;
  /** In the order of the transactions. */
  readonly results: readonly TransactionResult[];
  readonly resultBytes: readonly Uint8Array[];
  /** For each transaction the sentence that explains its refusal, or undefined; no part of what is agreed. */
  readonly messages: readonly (string | undefined)[];
  /** State values to write, or (null) to delete. */
  readonly state: ReadonlyMap<StateKey, Uint8Array | null>;
  /** The same values decoded, or undefined, for caches and indexes. */
  readonly values: ReadonlyMap<StateKey, unknown>;
  /** Pages of the state tree to write, or (null) to delete. */
  readonly tree: ReadonlyMap<string, Uint8Array | null>;
  readonly logs: readonly LogAppend[];
  /** The validator sets after the block. */
  readonly validators: ValidatorSets;
}

/**
 * @param transactions decoded and with verified signatures; that they may stand in the block has been checked by
 * `validateBlockTransactions`.
 * @throws InvariantError when the store is damaged or an operation has a bug: the replica must halt.
 */
export function executeBlock(
  source: StateSource,
  block: BlockToExecute,
  transactions: readonly Transaction[],
): BlockEffects {
  const state = new BlockState(source);
  tellTime(state, block, required(state, stateKey.validators).current);
  rotateValidators(state);
  const applier = new TransactionApplier(state, block);
  const results: TransactionResult[] = [];
  const messages: (string | undefined)[] = [];
  for (const transaction of transactions) {
    const { result, message } = applier.apply(transaction);
    results.push(result);
    messages.push(message);
  }
  arrangeCeremony({ ...block, state, time: agreedTimeOf(state) });
  const resultBytes = results.map(encodeOnce);
  return {
    transactionsRoot: transactionsRootOf(transactions),
    resultsRoot: rootOfEntries(resultBytes),
    results,
    resultBytes,
    messages,
    ...sealState(source, state),
  };
}

/** The root of the Merkle log of the transactions' ids, which a header names. */
export function transactionsRootOf(transactions: readonly Pick<Transaction, 'id'>[]): Hash {
  return rootOfEntries(transactions.map(({ id }) => idToBytes(id)));
}

/** Encodes what an overlay has changed and brings the state tree up to date. */
export function sealState(
  source: StateSource,
  state: BlockState,
): Pick<BlockEffects, 'stateRoot' | 'state' | 'values' | 'tree' | 'logs' | 'validators'> {
  const values = state.changedValues();
  const encoded = new Map<StateKey, Uint8Array | null>();
  const changes: TreeChange[] = [];
  for (const [key, value] of values) {
    const bytes = encodeValue(key, value);
    encoded.set(key, bytes);
    changes.push({ keyHash: treeKeyHash(key), valueHash: bytes && treeValueHash(bytes) });
  }
  const { root, pages } = updateTree(source.tree, changes);
  return {
    stateRoot: root,
    state: encoded,
    values,
    tree: pages,
    logs: state.appends(),
    validators: required(state, stateKey.validators),
  };
}

/**
 * The block's height has come for the set that was decided next; until an operation changes it, the set after it stays
 * the same. Written only when that changes something (FAILURES 23).
 */
function rotateValidators(state: BlockState): void {
  const { current, next } = required(state, stateKey.validators);
  if (current !== next && !(sameValidators(current, next) && sameAddresses(current, next))) {
    state.set(stateKey.validators, { current: next, next });
  }
}

function sameAddresses(a: ValidatorSets['current'], b: ValidatorSets['current']): boolean {
  return a.every((seat, i) => seat.peer === b[i]?.peer && seat.address === b[i]?.address);
}

const plainResults = new Map<string, Uint8Array>();

/** Most results are a code alone; each of those is encoded once in the life of the process. */
function encodeOnce(result: TransactionResult): Uint8Array {
  if (result.items.length > 0) return encodeResult(result);
  let bytes = plainResults.get(result.code);
  if (!bytes) {
    bytes = encodeResult(result);
    plainResults.set(result.code, bytes);
  }
  return bytes;
}
