/** Puts a request to read on the ledger and holds its result against a proof: what a node says is not believed. */
import type { TransactionResult } from '../block/index.ts';
import { AnnalsError, invariant, isErrorCode } from '../errors/index.ts';
import type { Receipt, Trusted } from '../light/index.ts';
import type { RestClient } from '../rest/index.ts';
import type { Transaction } from '../transaction/index.ts';
import { commitTransactions } from './commit-transactions.ts';
import type { Contradicted } from './first-answer.ts';

export interface CommittedReading {
  readonly height: number;
  /** The time of its block: when the lease began. */
  readonly timeMs: number;
  readonly result: TransactionResult;
  readonly receipt: Receipt;
  /** Nodes that said something else than what is proven. */
  readonly contradicted: readonly Contradicted[];
}

/**
 * Submits a request and waits until it is committed. The same may be sent to several nodes; it is entered once.
 * @throws AnnalsError with the code for which the nodes or the ledger refused it as a whole, `node.timeout`, `proof.*`.
 */
export async function commitReading(
  nodes: readonly RestClient[],
  trusted: Trusted,
  transaction: Transaction,
): Promise<CommittedReading> {
  const { committed, contradicted } = await commitTransactions(nodes, trusted, [{ transaction, sidecar: null }]);
  const [one] = committed;
  invariant(one, 'what was submitted is committed');
  const { header, result, receipt } = one;
  if (result.items.length === 0 && result.code !== 'ok') {
    const code = isErrorCode(result.code) ? result.code : 'node.bad-answer';
    throw new AnnalsError(code, `the ledger refused the request as a whole, in block ${header.height}`);
  }
  return { height: header.height, timeMs: header.timeMs, result, receipt, contradicted };
}
