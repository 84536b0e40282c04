/** What would become of a transaction in the next block, for the mempool and for whoever wants to try one. */
import type { ResultCode } from '../block/index.ts';
import type { Transaction } from '../transaction/index.ts';
import { checkValidity } from './admission.ts';
import { type BlockContext, TransactionApplier } from './apply-transaction.ts';
import { BlockState } from './block-state.ts';
import type { StateSource } from './source.ts';
import { agreedTimeOf } from './time/index.ts';

/** `ok`, or the code and the reason for which it is invalid or would be refused. */
export interface Check {
  readonly code: ResultCode;
  readonly message: string;
  /**
   * Whether a block should take it in all the same, because a refusal is itself written down: a refused
   * `access.read` stands in the subject's access log.
   */
  readonly leavesTrace: boolean;
}

/**
 * Whether the state knows the signer in a capacity in which such a transaction is signed: a few look-ups. Who is known
 * may still be refused, as suspended or after her term.
 */
export function knowsSigner(source: StateSource, transaction: Transaction, block: BlockContext): boolean {
  return new TransactionApplier(new BlockState(source), block).knowsSigner(transaction);
}

/**
 * The checks of validity and of the operation, without effects. The signature is not verified here. The answer holds
 * for the state as it is; what is committed before the transaction may change it.
 * @param block its time is the clock of whoever asks: the agreed time is presumed to come up to it.
 */
export function checkTransaction(source: StateSource, transaction: Transaction, block: BlockContext): Check {
  const validity = checkValidity(source, transaction, block);
  if (validity !== 'ok') return { code: validity, message: 'it cannot stand in the next block', leavesTrace: false };
  const state = new BlockState(source);
  const time = agreedTimeOf(state, block.timeMs);
  const { result, message } = new TransactionApplier(state, block, time).apply(transaction);
  const leavesTrace = result.code !== 'ok' && message === undefined;
  return { code: result.code, message: message ?? '', leavesTrace };
}
