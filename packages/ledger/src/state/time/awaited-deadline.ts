/**
 * Which deadline a transaction waits for, if any: before it is over by the agreed time no correct primary puts the
 * transaction into a block, where it would be refused.
 */
import type { Transaction, TransactionKind } from '../../transaction/index.ts';
import type { BlockContext } from '../apply-transaction.ts';
import { checkTransaction } from '../check-transaction.ts';
import type { StateSource } from '../source.ts';

/** The kinds that are in order only after a deadline (PROTOCOL deadlines; the house tests hold the list complete). */
const WAITING_KINDS: ReadonlySet<TransactionKind> = new Set<TransactionKind>([
  'access.escalate',
  'access.overdue',
  'access.report',
  'access.reveal',
  'ceremony.advance',
  'ceremony.request',
  'recovery.complete',
]);

/** The deadline after which the transaction is in order by this state; null where it waits for none. */
export function awaitedDeadline(source: StateSource, transaction: Transaction, block: BlockContext): number | null {
  if (!WAITING_KINDS.has(transaction.payload.kind)) return null;
  return checkTransaction(source, transaction, block, Number.MAX_SAFE_INTEGER).awaitedMs;
}
