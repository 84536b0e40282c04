/** Carries out `mandate.revoke`. */
import { type Mandate, stateKey } from '../../block/index.ts';
import type { Actor } from '../actor.ts';
import { operation, refuse } from '../operation.ts';
import { removeOffer } from '../policy/mandate-offers.ts';
import { isMandateOver, replaceMandate } from '../policy/mandates.ts';
import { requireIdentityRegistrar } from '../policy/registrar.ts';

export const mandateRevoke = operation('mandate.revoke', ['subject', 'officer', 'agency'], (context, body, actor) => {
  const { state, timeMs } = context;
  if (actor.type !== 'subject') requireIdentityRegistrar(actor);
  else if (actor.subject.status !== 'active') refuse('subject.closed', 'the subject is closed');
  const represented = body.represented ?? body.subject;
  const mandate = state.get(stateKey.mandates(represented))?.find(({ id }) => id === body.mandate);
  if (!mandate) return refuse('mandate.unknown', 'there is no such mandate of this person');
  requireRevoker(mandate, body.represented === null, actor);
  if (isMandateOver(mandate, timeMs)) refuse('mandate.ended', 'the mandate has ended');
  replaceMandate(state, represented, { ...mandate, status: 'revoked', endedMs: timeMs });
  if (mandate.status === 'offered') removeOffer(state, mandate.representative, mandate.id);
});

/** What the law has set, a registrar ends; what a person has given, she or who holds it. */
function requireRevoker(mandate: Mandate, isHerOwn: boolean, actor: Actor): void {
  if (actor.type !== 'subject') {
    if (mandate.kind === 'representative') refuse('tx.not-authorised', 'the person herself has given this mandate');
    return;
  }
  if (mandate.kind !== 'representative') refuse('tx.not-authorised', 'a registrar has entered this mandate');
  if (!isHerOwn && mandate.representative !== actor.subjectId) {
    refuse('tx.not-authorised', 'the mandate is held by somebody else');
  }
}
