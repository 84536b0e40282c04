/** Carries out `access.escalate`: a review that did not come in time is counted against the agency, for all to see. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { changeCounts } from '../policy/access-counts.ts';
import { awaitedReview } from '../policy/reviews.ts';

export const accessEscalate = operation(
  'access.escalate',
  ['validator'],
  ({ state, time, timeMs }, { transaction }) => {
    const review = awaitedReview(state, transaction);
    if (review.missedMs !== null) refuse('review.done', 'the review has been found overdue');
    if (!time.hasPassed(review.dueMs + 1)) refuse('review.not-due', `the review is due at ${review.dueMs}`);
    state.set(stateKey.review(transaction), { ...review, status: 'missed', missedMs: timeMs });
    changeCounts(state, review.agency, ({ reviewsMissed }) => ({ reviewsMissed: reviewsMissed + 1 }));
  },
);
