/** Carries out `mandate.accept`: from then on she finds the person among those whom she represents. */
import { MAX_REPRESENTED, stateKey } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import { type OperationContext, operation, refuse, type StateView } from '../operation.ts';
import { removeOffer } from '../policy/mandate-offers.ts';
import { isMandateOver, offerAnswered, replaceMandate } from '../policy/mandates.ts';
import { representedLookedAt } from '../policy/represented.ts';

export const mandateAccept = operation('mandate.accept', ['subject'], (context, body, actor) => {
  const { state, timeMs } = context;
  const { subject, represented } = body;
  const offer = offerAnswered(context, body, actor);
  // A mandate for the estate may be accepted before the death that brings it into force.
  if (offer.kind !== 'estate' && state.get(stateKey.subject(represented))?.status !== 'active') {
    refuse('subject.closed', 'whom she would represent has died');
  }
  addRepresented(context, subject, represented);
  replaceMandate(state, represented, { ...offer, status: 'accepted', acceptedMs: timeMs });
  removeOffer(state, subject, offer.id);
});

/**
 * Lets the representative find the person. When the list is full those whom she represents no more give way, as far as
 * they are among the ones that are looked at.
 */
function addRepresented(context: OperationContext, representative: SubjectId, person: SubjectId): void {
  const { state, timeMs, transaction } = context;
  const place = stateKey.represented(representative);
  const present = state.get(place) ?? [];
  if (present.includes(person)) return;
  const looked = representedLookedAt(present, transaction);
  const over = new Set(looked.filter((each) => !isRepresented(state, each, representative, timeMs)));
  const kept = present.filter((each) => !over.has(each));
  if (kept.length >= MAX_REPRESENTED) refuse('mandate.too-many', `she acts for ${MAX_REPRESENTED} persons`);
  state.set(place, [...kept, person]);
}

/** Whether she has accepted a mandate for the person that is, or is still to come, in force. */
function isRepresented(state: StateView, person: SubjectId, representative: SubjectId, timeMs: number): boolean {
  const mandates = state.get(stateKey.mandates(person)) ?? [];
  return mandates.some(
    (each) => each.representative === representative && each.status === 'accepted' && !isMandateOver(each, timeMs),
  );
}
