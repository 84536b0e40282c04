/** Receipts: fetched, verified from the genesis document before they are believed, and kept as files. */
import { formatId, type TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type Receipt, receiptShape, type VerifiedReceipt, verifyReceipt } from '@annals/ledger/light';
import { routes } from '@annals/ledger/rest';
import { writeText } from '../context/files.ts';
import type { Session } from './session.ts';

/** The receipt of a committed transaction, verified. @throws AnnalsError `tx.not-found`, `proof.*`. */
export async function fetchReceipt(
  session: Session,
  id: TransactionId,
): Promise<{ readonly receipt: Receipt; readonly verified: VerifiedReceipt }> {
  const receipt = await session.client().call(routes.receipt, { params: { id } });
  const verified = verifyOrThrow(session, receipt);
  if (verified.transaction.id !== id) {
    throw new AnnalsError('proof.inclusion', `the receipt is of ${formatId('transaction', verified.transaction.id)}`);
  }
  return { receipt, verified };
}

/** @throws AnnalsError `proof.*`. */
export function verifyOrThrow(session: Session, receipt: Receipt): VerifiedReceipt {
  const verdict = verifyReceipt(session.trusted, receipt);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}

/** Fetches, verifies and writes a receipt. @returns the path. */
export async function saveReceipt(session: Session, id: TransactionId, file: string): Promise<string> {
  const { receipt } = await fetchReceipt(session, id);
  const path = session.path(file);
  writeText(path, `${JSON.stringify(receiptShape.toJson(receipt), null, 2)}\n`);
  return path;
}
