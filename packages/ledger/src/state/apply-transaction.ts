/** Carries out one transaction in the overlay of a block: who signs, then the operation, and its result. */
import { type ResultCode, stateKey, type TransactionResult } from '../block/index.ts';
import type { ChainId, Transaction, TransactionKind } from '../transaction/index.ts';
import { resolveActor } from './authority.ts';
import type { BlockState } from './block-state.ts';
import { type Operation, type OperationContext, Refusal } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { required } from './state-view.ts';
import { type AgreedTime, agreedTimeOf } from './time/index.ts';

/** What a block gives to every transaction in it. */
export interface BlockContext {
  readonly chain: ChainId;
  readonly height: number;
  readonly timeMs: number;
}

/** A result, with the sentence for the sender where there is one; the sentence is no part of what is agreed. */
export interface Applied {
  readonly result: TransactionResult;
  readonly message?: string;
}

const NO_ITEMS: TransactionResult['items'] = [];
const OK: Applied = { result: { code: 'ok', items: NO_ITEMS } };

type Operations = { readonly [K in TransactionKind]: Operation };

/** Applies transactions one after another, in the order of the block. */
export class TransactionApplier {
  readonly #state: BlockState;
  readonly #block: Omit<OperationContext, 'transaction'>;
  readonly #operations: Operations;

  /** @param time by what deadlines are judged; the agreed time of the state where none is given. */
  constructor(
    state: BlockState,
    { chain, height, timeMs }: BlockContext,
    time: AgreedTime = agreedTimeOf(state),
    operations: Operations = OPERATIONS,
  ) {
    this.#state = state;
    this.#operations = operations;
    const parameters = required(state, stateKey.parameters);
    this.#block = { chain, height, timeMs, time, parameters, state };
  }

  /** Whether the signer is somebody for such a transaction; all else aside. */
  knowsSigner(transaction: Transaction): boolean {
    try {
      resolveActor({ ...this.#block, transaction }, this.#operations[transaction.payload.kind].signers);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return error.code !== 'tx.signer-unknown';
    }
  }

  /** Applies one transaction; when it is refused, the state is as before. */
  apply(transaction: Transaction): Applied {
    const { payload } = transaction;
    const { signers, execute } = this.#operations[payload.kind];
    const context: OperationContext = { ...this.#block, transaction };
    this.#state.begin();
    try {
      const outcome = execute(context, payload.body, resolveActor(context, signers));
      return outcome ? { result: { code: outcome.code, items: outcome.items } } : OK;
    } catch (error) {
      // Only a refusal is a result. Anything else is a bug or a damaged store, and halts the replica.
      if (!(error instanceof Refusal)) throw error;
      this.#state.rollBack();
      return refusedWith(error.code, error.message);
    }
  }
}

function refusedWith(code: ResultCode, message: string): Applied {
  return { result: { code, items: NO_ITEMS }, message };
}
