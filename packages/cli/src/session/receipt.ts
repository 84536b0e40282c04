/** Receipts: fetched, verified from the genesis document before they are believed, and kept as files. */
import type { TransactionId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { type Receipt, receiptShape, type VerifiedReceipt, verifyReceipt } from '@annals/ledger/light';
import { fetchReceipt as fetchFromAny } from '@annals/ledger/reading';
import { writeText } from '../context/files.ts';
import type { Session } from './session.ts';

/** The receipt of a committed transaction, verified. @throws AnnalsError `tx.not-found`, `proof.*`, `node.*`. */
export function fetchReceipt(
  session: Session,
  id: TransactionId,
): Promise<{ readonly receipt: Receipt; readonly verified: VerifiedReceipt }> {
  return fetchFromAny(session.nodes, session.trusted, id, session.asking);
}

/** @throws AnnalsError `proof.*`. */
export function verifyOrThrow(session: Session, receipt: Receipt): VerifiedReceipt {
  const verdict = verifyReceipt(session.trusted, receipt);
  if (!verdict.ok) throw new AnnalsError(verdict.code, verdict.reason);
  return verdict;
}

/** Writes a receipt that has been verified. @returns the path; null where none is wanted. */
export function saveReceipt(session: Session, receipt: Receipt, file: string | undefined): string | null {
  if (file === undefined) return null;
  const path = session.path(file);
  writeText(path, `${JSON.stringify(receiptShape.toJson(receipt), null, 2)}\n`);
  return path;
}
