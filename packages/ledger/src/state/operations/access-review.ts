/** Carries out `access.review`. One that comes late is still a review, and stays marked late. */
import { stateKey } from '../../block/index.ts';
import { operation, refuse } from '../operation.ts';
import { changeCounts } from '../policy/access-counts.ts';
import { awaitedReview, emergencyRules } from '../policy/reviews.ts';

export const accessReview = operation('access.review', ['officer'], ({ state, timeMs }, body, actor) => {
  const { transaction, verdict } = body;
  const review = awaitedReview(state, transaction);
  if (review.agency !== actor.agencyId) refuse('tx.not-authorised', 'an officer of another agency has read');
  if (review.officer === actor.officerId) refuse('review.own', 'the reviewer is the officer who has read');
  for (const { record } of review.items) {
    // A revised type may know no emergencies any more: then nobody is left who could review, and any officer may.
    const roles = emergencyRules(state, record)?.reviewRoles;
    if (roles && !actor.officer.roles.some((role) => roles.includes(role))) {
      refuse('tx.not-authorised', `the officer has none of the roles that review: ${roles.join(', ')}`);
    }
  }

  const isLate = review.missedMs === null && timeMs > review.dueMs;
  const missedMs = isLate ? timeMs : review.missedMs;
  state.set(stateKey.review(transaction), {
    ...review,
    status: verdict,
    reviewer: actor.officerId,
    reviewedMs: timeMs,
    missedMs,
  });
  changeCounts(state, review.agency, (counts) => ({
    reviewsOpen: counts.reviewsOpen - 1,
    reviewsMissed: counts.reviewsMissed + (isLate ? 1 : 0),
    ...(verdict === 'justified'
      ? { reviewsJustified: counts.reviewsJustified + 1 }
      : { reviewsUnjustified: counts.reviewsUnjustified + 1 }),
  }));
});
