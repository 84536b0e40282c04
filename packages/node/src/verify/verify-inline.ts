/** Verifies transaction signatures on the main thread, giving way to other work now and then. */
import { type Transaction, verifyTransactionSignature } from '@annals/ledger/transaction';

/** About two milliseconds of libsecp256k1. */
const BEFORE_GIVING_WAY = 32;

/** One verdict for each transaction, in order. */
export async function verifyInline(transactions: readonly Transaction[]): Promise<readonly boolean[]> {
  const verdicts: boolean[] = [];
  for (const [i, transaction] of transactions.entries()) {
    if (i > 0 && i % BEFORE_GIVING_WAY === 0) await new Promise((resolve) => setImmediate(resolve));
    verdicts.push(verifyTransactionSignature(transaction));
  }
  return verdicts;
}
