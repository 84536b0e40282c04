/**
 * Admission: whether a transaction may stand in a block at all. A block with one that may not is invalid as a whole;
 * what the ledger merely refuses stands in its block with a result code (PROTOCOL block-validity).
 */

import { MAX_BLOCK_TRANSACTION_BYTES, MAX_BLOCK_TRANSACTIONS, stateKey } from '../block/index.ts';
import { equalBytes, type TransactionId } from '../codec/index.ts';
import type { ErrorCode } from '../errors/index.ts';
import type { ChainId, Transaction } from '../transaction/index.ts';
import { QuotaCounter } from './quotas.ts';
import { requireValue, type StateSource } from './source.ts';

/** Whether a transaction may stand in a block of this chain and height, quotas and signature apart. */
export function checkValidity(
  source: StateSource,
  transaction: Transaction,
  { chain, height }: { readonly chain: ChainId; readonly height: number },
): ErrorCode | 'ok' {
  const { payload } = transaction;
  if (!equalBytes(payload.chain, chain)) return 'tx.wrong-chain';
  if (payload.lastValid < height) return 'tx.expired';
  if (payload.lastValid > height + requireValue(source, stateKey.parameters).validityWindow) return 'tx.too-far';
  if (source.hasTransaction(transaction.id)) return 'tx.replayed';
  return 'ok';
}

/** Why a block is invalid, and by which of its transactions. */
export type TransactionsVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ErrorCode; readonly index: number };

/** Whether these transactions may stand in one block, in this order. Signatures have been verified before. */
export function validateBlockTransactions(
  source: StateSource,
  block: { readonly chain: ChainId; readonly height: number },
  transactions: readonly Transaction[],
): TransactionsVerdict {
  if (transactions.length > MAX_BLOCK_TRANSACTIONS) {
    return { ok: false, code: 'block.too-large', index: MAX_BLOCK_TRANSACTIONS };
  }
  const quotas = new QuotaCounter(source);
  const seen = new Set<TransactionId>();
  let sizeBytes = 0;
  for (const [index, transaction] of transactions.entries()) {
    const code = checkValidity(source, transaction, block);
    if (code !== 'ok') return { ok: false, code, index };
    if (seen.has(transaction.id)) return { ok: false, code: 'tx.replayed', index };
    seen.add(transaction.id);
    sizeBytes += transaction.bytes.length;
    if (sizeBytes > MAX_BLOCK_TRANSACTION_BYTES) return { ok: false, code: 'block.too-large', index };
    if (!quotas.admit(transaction)) return { ok: false, code: 'tx.quota', index };
  }
  return { ok: true };
}
