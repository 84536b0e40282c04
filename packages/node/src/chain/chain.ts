/**
 * The one serial applier. Consensus and sync both bring their blocks here; a block is executed in an overlay, applied
 * once, in order of height, and made durable before anybody hears of it (LAW 6, FAILURES 10, 12, 26).
 */
import {
  assembleBlock,
  blockTimeMs,
  type CommitCertificate,
  consensusSetOf,
  type ParentBlock,
  stateKey,
  type ValidatorSets,
  validateHeader,
  validatorsHash,
} from '@annals/ledger/block';
import { type BlockHash, equalBytes } from '@annals/ledger/codec';
import { InvariantError } from '@annals/ledger/errors';
import {
  clockAfter,
  executeBlock,
  requireValue,
  type StateSource,
  validateBlockTransactions,
} from '@annals/ledger/state';
import type { ChainId, Transaction } from '@annals/ledger/transaction';
import type { Head, Store } from '../store/store.ts';
import type { ClaimedBlock, ExecutedBlock, ExecutionVerdict } from './executed-block.ts';

/** What happens once a block is durable. */
export interface AppliedBlock extends ExecutedBlock {
  readonly certificate: CommitCertificate;
  /** How long it took to execute (if it was not before) and to write. */
  readonly durationMs: number;
}

export type AppliedListener = (block: AppliedBlock) => void;

/** Executed blocks kept at one height: what is proposed in a few views, and what is prepared. */
const MAX_EXECUTED_BLOCKS = 8;

export class Chain {
  readonly #store: Store;
  readonly #nowMs: () => number;
  readonly #executed = new Map<BlockHash, ExecutedBlock>();
  readonly #listeners = new Set<AppliedListener>();
  #last: Promise<unknown> = Promise.resolve();

  /** @param nowMs a monotonic clock, for durations only. */
  constructor(store: Store, nowMs: () => number) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  get chain(): ChainId {
    return this.#store.chain;
  }

  get head(): Head {
    return this.#store.head;
  }

  get state(): StateSource {
    return this.#store.state;
  }

  /** The sets that decide the next height and the one after it. */
  get validators(): ValidatorSets {
    return requireValue(this.#store.state, stateKey.validators);
  }

  /** Calls the listener for every block that is applied from now on, in order; gives the way to stop. */
  onApplied(listener: AppliedListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Builds and executes the next block on the head. The transactions have been selected to be valid in it.
   * @param clockMs what the proposer's clock shows; the block's time follows from it.
   */
  build(clockMs: number, proposer: Uint8Array, transactions: readonly Transaction[]): ExecutedBlock {
    const { head, chain } = this;
    const height = head.height + 1;
    const sets = this.validators;
    const timeMs = blockTimeMs(clockMs, head.timeMs);
    const effects = executeBlock(this.#store.state, { chain, height, timeMs, clockMs, proposer }, transactions);
    const header = {
      chain,
      height,
      timeMs,
      clockMs,
      parent: head.hash,
      transactionsRoot: effects.transactionsRoot,
      resultsRoot: effects.resultsRoot,
      stateRoot: effects.stateRoot,
      validatorsHash: validatorsHash(consensusSetOf(sets.current)),
      nextValidatorsHash: validatorsHash(consensusSetOf(sets.next)),
      proposer,
      count: transactions.length,
    };
    const { headerBytes, hash } = assembleBlock(header, [], null);
    return this.#keep({ header, headerBytes, hash, transactions, effects });
  }

  /** What the agreed time would be after a block of this proposer, whose clock shows this. */
  agreedAfter(clockMs: number, proposer: Uint8Array): number {
    const clock = requireValue(this.#store.state, stateKey.clock);
    return clockAfter(clock, { height: this.head.height + 1, proposer, clockMs }, this.validators.current).agreedMs;
  }

  /** Executes a block that somebody else built, unless that was done before. Its signatures have been verified. */
  execute(claimed: ClaimedBlock): ExecutionVerdict {
    const known = this.#executed.get(claimed.hash);
    if (known) return { ok: true, block: known };
    const { header, transactions } = claimed;
    const { chain, head } = this;
    const parent: ParentBlock = head;
    const verdict = validateHeader(header, {
      chain,
      parent,
      sets: this.validators,
      transactionCount: transactions.length,
    });
    if (!verdict.ok) return refused(verdict.reason);
    const { height } = header;
    const valid = validateBlockTransactions(this.#store.state, { chain, height }, transactions);
    if (!valid.ok) return refused(`its transaction ${valid.index} may not stand in it: ${valid.code}`);
    const effects = executeBlock(this.#store.state, header, transactions);
    if (!equalBytes(effects.transactionsRoot, header.transactionsRoot)) return refused('its transactions root differs');
    if (!equalBytes(effects.resultsRoot, header.resultsRoot)) return refused('its results root differs');
    if (!equalBytes(effects.stateRoot, header.stateRoot)) return refused('its state root differs');
    return { ok: true, block: this.#keep({ ...claimed, effects }) };
  }

  /** A block that has been executed on the present head. */
  executed(hash: BlockHash): ExecutedBlock | undefined {
    return this.#executed.get(hash);
  }

  /**
   * Applies a final block at the height after the head; one at or below the head has been applied and is left. Resolves
   * when it is durable, to whether it was applied by this call. Calls wait for each other.
   * @throws InvariantError when a final block is invalid here: somebody is wrong, and going on would hide it (FAILURES 27).
   */
  apply(claimed: ClaimedBlock, certificate: CommitCertificate): Promise<boolean> {
    const applied = this.#last.then(() => this.#applyNow(claimed, certificate));
    this.#last = applied.catch(() => undefined);
    return applied;
  }

  async #applyNow(claimed: ClaimedBlock, certificate: CommitCertificate): Promise<boolean> {
    if (claimed.header.height <= this.head.height) return false;
    const beganMs = this.#nowMs();
    const verdict = this.execute(claimed);
    if (!verdict.ok) {
      throw new InvariantError(
        `block ${claimed.header.height} (${claimed.hash}) is final by its certificate but invalid here: ${verdict.reason}`,
      );
    }
    const { block } = verdict;
    await this.#store.commitBlock({ ...block, certificate });
    this.#executed.clear();
    const applied: AppliedBlock = { ...block, certificate, durationMs: this.#nowMs() - beganMs };
    for (const listener of this.#listeners) listener(applied);
    return true;
  }

  #keep(block: ExecutedBlock): ExecutedBlock {
    if (this.#executed.size >= MAX_EXECUTED_BLOCKS) {
      const [oldest] = this.#executed.keys();
      if (oldest !== undefined) this.#executed.delete(oldest);
    }
    this.#executed.set(block.hash, block);
    return block;
  }
}

function refused(reason: string): ExecutionVerdict {
  return { ok: false, reason };
}
