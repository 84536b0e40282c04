/** Reviews: what is due after an emergency read (PROTOCOL emergency). */
import { type Review, stateKey } from '../../block/index.ts';
import type { RecordId, TransactionId } from '../../codec/index.ts';
import { invariant } from '../../errors/index.ts';
import type { AccessItem, RecordType } from '../../transaction/index.ts';
import type { ActorOf } from '../actor.ts';
import { type OperationContext, refuse, type StateView } from '../operation.ts';
import { existingRecord } from '../record-rules.ts';

/** The emergency rules of a record's type, under which it has been read. */
export function emergencyRules(state: StateView, record: RecordId): NonNullable<RecordType['emergency']> | null {
  return existingRecord(state, record).type.emergency;
}

/** Enters the review that is due for what an emergency has opened. */
export function openReview(
  { state, timeMs, transaction }: OperationContext,
  { agencyId, officerId }: ActorOf<'officer'>,
  items: readonly AccessItem[],
  reason: string,
): void {
  const waits = items.map(({ record }) => {
    const rules = emergencyRules(state, record);
    invariant(rules, 'an emergency read was granted for a type that knows none');
    return rules.reviewMs;
  });
  state.set(stateKey.review(transaction.id), {
    agency: agencyId,
    officer: officerId,
    items,
    reason,
    timeMs,
    dueMs: timeMs + Math.min(...waits),
    status: 'open',
    reviewer: null,
    reviewedMs: null,
    missedMs: null,
  });
}

/** A review that must exist and still be without a verdict. */
export function awaitedReview(state: StateView, transaction: TransactionId): Review {
  const review = state.get(stateKey.review(transaction));
  if (!review) return refuse('review.unknown', 'no emergency read of this transaction is to be reviewed');
  if (review.reviewer !== null) refuse('review.done', `the read has been found ${review.status}`);
  return review;
}
