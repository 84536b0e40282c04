/** Puts a request to read on the ledger and holds its result against a proof: what a node says is not believed. */
import type { TransactionResult } from '../block/index.ts';
import { AnnalsError, isErrorCode } from '../errors/index.ts';
import { type Receipt, type Trusted, verifyReceipt } from '../light/index.ts';
import { type RestClient, routes } from '../rest/index.ts';
import type { Transaction } from '../transaction/index.ts';
import { firstAnswer } from './nodes.ts';

export interface CommittedReading {
  readonly height: number;
  /** The time of its block: when the lease began. */
  readonly timeMs: number;
  readonly result: TransactionResult;
  readonly receipt: Receipt;
}

/** For a node to have it committed. */
const COMMIT_TIMEOUT_MS = 30_000;

/**
 * Submits a request and waits until it is committed. The same may be sent to several nodes; it is entered once.
 * @throws AnnalsError with the code for which a node or the ledger refused it as a whole, `node.timeout`, `proof.*`.
 */
export async function commitReading(
  nodes: readonly RestClient[],
  trusted: Trusted,
  transaction: Transaction,
): Promise<CommittedReading> {
  return firstAnswer(nodes, async (node) => {
    await submit(node, transaction);
    return verified(trusted, transaction, await node.call(routes.receipt, { params: { id: transaction.id } }));
  });
}

async function submit(node: RestClient, { bytes }: Transaction): Promise<void> {
  const transactions = [{ transaction: bytes, sidecar: null }];
  const body = { transactions, wait: 'committed', timeoutMs: COMMIT_TIMEOUT_MS } as const;
  try {
    const { outcomes } = await node.call(routes.submit, { body });
    const [outcome] = outcomes;
    if (outcome?.status === 'committed') return;
    const code = outcome?.code && isErrorCode(outcome.code) ? outcome.code : 'node.bad-answer';
    throw new AnnalsError(code, outcome?.detail ?? 'the node gave no outcome of the request');
  } catch (error) {
    // A node that did not answer in time may have passed it on.
    if (!(error instanceof AnnalsError) || error.code !== 'tx.replayed') throw error;
  }
}

function verified(trusted: Trusted, transaction: Transaction, receipt: Receipt): CommittedReading {
  const verdict = verifyReceipt(trusted, receipt);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  if (verdict.transaction.id !== transaction.id) {
    throw new AnnalsError('proof.inclusion', 'the receipt is of another transaction');
  }
  const { header, result } = verdict;
  if (result.items.length === 0 && result.code !== 'ok') {
    const code = isErrorCode(result.code) ? result.code : 'node.bad-answer';
    throw new AnnalsError(code, `the ledger refused the request as a whole, in block ${header.height}`);
  }
  return { height: header.height, timeMs: header.timeMs, result, receipt };
}
