/**
 * Verifies a receipt: this transaction is in a block that a quorum has signed, with this result, and its own
 * signature holds (PROTOCOL receipt).
 */
import { decodeResult, type Header, type TransactionResult } from '../block/index.ts';
import { idToBytes } from '../codec/index.ts';
import { verifyInclusion } from '../merkle/index.ts';
import { decodeTransaction, type Transaction, verifyTransactionSignature } from '../transaction/index.ts';
import type { Receipt } from './proofs.ts';
import type { Trusted } from './trusted.ts';
import { readUntrusted, refused, type Verdict } from './verdict.ts';
import { verifyHeader } from './verify-header.ts';

/** What a receipt proves. */
export interface VerifiedReceipt {
  readonly header: Header;
  readonly index: number;
  readonly transaction: Transaction;
  readonly result: TransactionResult;
  readonly trusted: Trusted;
}

/** Checks a receipt. Never throws on hostile input. */
export function verifyReceipt(trusted: Trusted, receipt: Receipt): Verdict<VerifiedReceipt> {
  const header = verifyHeader(trusted, receipt.proof);
  if (!header.ok) return header;
  const transaction = readUntrusted('proof.malformed', () => decodeTransaction(receipt.transaction));
  if (!transaction.ok) return transaction;
  const result = readUntrusted('proof.malformed', () => decodeResult(receipt.result));
  if (!result.ok) return result;
  const { count, transactionsRoot, resultsRoot } = header.verified.header;
  const place = { index: receipt.index, size: count };
  if (
    !verifyInclusion({
      ...place,
      root: transactionsRoot,
      entry: idToBytes(transaction.value.id),
      proof: receipt.transactionInclusion,
    })
  ) {
    return refused('proof.inclusion', 'the transaction is not at this place in the block');
  }
  if (!verifyInclusion({ ...place, root: resultsRoot, entry: receipt.result, proof: receipt.resultInclusion })) {
    return refused('proof.inclusion', 'the result is not the one at this place in the block');
  }
  if (!verifyTransactionSignature(transaction.value)) {
    return refused('proof.inclusion', 'the signature of the transaction does not verify');
  }
  return {
    ok: true,
    header: header.verified.header,
    index: receipt.index,
    transaction: transaction.value,
    result: result.value,
    trusted: header.trusted,
  };
}
