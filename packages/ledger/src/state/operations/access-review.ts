/**
 * Carries out `access.review`, by an officer of another agency than the one that read: nobody justifies her own house
 * (ATTACK own-review). One that comes late is still a review, and stays marked late.
 */
import { stateKey } from '../../block/index.ts';
import { equalBytes } from '../../codec/index.ts';
import { operation, refuse } from '../operation.ts';
import { changeCounts } from '../policy/access-counts.ts';
import { awaitedReview, emergencyRules } from '../policy/reviews.ts';
import { hasRole } from '../roles.ts';

export const accessReview = operation('access.review', ['officer'], ({ state, time, timeMs }, body, actor) => {
  const { transaction, verdict } = body;
  const review = awaitedReview(state, transaction);
  if (review.agency === actor.agencyId) refuse('review.same-agency', 'an officer of the same agency has read');
  // Somebody who is appointed by both agencies, with one key.
  const reader = state.get(stateKey.officer(review.officer));
  if (reader && equalBytes(reader.key, actor.officer.key)) refuse('review.own', 'the reviewer is who has read');
  const wanted = reviewRoles(review.items.map(({ record }) => emergencyRules(state, record)?.reviewRoles));
  if (wanted && !hasRole(actor, wanted)) {
    refuse('tx.not-authorised', `the officer has none of the roles that review: ${wanted.join(', ')}`);
  }

  const isLate = review.missedMs === null && time.agreedMs > review.dueMs;
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

/**
 * Of the present review roles of the types: those that all of them name, as there were when it was read. Types that
 * have been revised since may name none in common; then those that any names, or nobody could ever review it
 * (ATTACK unreviewable-emergency). Undefined where no type knows emergencies any more, and any officer of another agency may.
 */
function reviewRoles(ofTypes: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const named = ofTypes.filter((roles) => roles !== undefined);
  const [first] = named;
  if (!first) return undefined;
  const common = first.filter((role) => named.every((roles) => roles.includes(role)));
  return common.length > 0 ? common : named.flat();
}
