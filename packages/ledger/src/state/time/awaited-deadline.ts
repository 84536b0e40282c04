/**
 * Which deadline a transaction waits for, if any: before it is over by the agreed time no correct primary puts the
 * transaction into a block, where it would be refused.
 */
import type { Transaction, TransactionKind } from '../../transaction/index.ts';
import { type BlockContext, TransactionApplier } from '../apply-transaction.ts';
import { BlockState } from '../block-state.ts';
import type { StateSource } from '../source.ts';
import { AgreedTime, agreedTimeOf } from './agreed-time.ts';

/** The kinds that are in order only after a deadline (PROTOCOL deadlines; the house tests hold the list complete). */
const WAITING_KINDS: ReadonlySet<TransactionKind> = new Set<TransactionKind>([
  'access.escalate',
  'access.overdue',
  'access.report',
  'access.reveal',
  'ceremony.advance',
  'ceremony.request',
  'recovery.request',
  'recovery.complete',
]);

/** Lets no deadline be over, and keeps which one was asked for: what comes after it in an operation costs nothing then. */
class FirstAsked extends AgreedTime {
  askedMs: number | null = null;

  override hasPassed(deadlineMs: number): boolean {
    this.askedMs ??= deadlineMs;
    return false;
  }
}

/** The deadline after which the transaction is in order by this state; null where it waits for none. */
export function awaitedDeadline(source: StateSource, transaction: Transaction, block: BlockContext): number | null {
  if (!WAITING_KINDS.has(transaction.payload.kind)) return null;
  const state = new BlockState(source);
  const time = new FirstAsked(agreedTimeOf(state).agreedMs);
  new TransactionApplier(state, block, time).apply(transaction);
  return time.askedMs !== null && time.askedMs > time.agreedMs ? time.askedMs : null;
}
