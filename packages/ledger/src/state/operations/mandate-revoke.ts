/** Carries out `mandate.revoke`: who ends what (PROTOCOL mandate, ATTACK guardian-taken-away). */
import { isUnconfirmed, type Mandate, stateKey } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import type { Actor, ActorOf } from '../actor.ts';
import { type OperationContext, operation, refuse, type StateView } from '../operation.ts';
import { removeOffer } from '../policy/mandate-offers.ts';
import { isMandateOver, mandateInForce, replaceMandate } from '../policy/mandates.ts';
import { requireIdentityRegistrar } from '../policy/registrar.ts';
import { requireRegistrar } from '../recovery-rules.ts';
import type { AgencyActor } from '../roles.ts';

export const mandateRevoke = operation('mandate.revoke', ['subject', 'officer', 'agency'], (context, body, actor) => {
  const { state, timeMs } = context;
  if (actor.type !== 'subject') requireRegistrar(actor);
  else if (actor.subject.status !== 'active') refuse('subject.closed', 'the subject is closed');
  const represented = body.represented ?? body.subject;
  const mandate = state.get(stateKey.mandates(represented))?.find(({ id }) => id === body.mandate);
  if (!mandate) return refuse('mandate.unknown', 'there is no such mandate of this person');
  requireRevoker(context, mandate, represented, actor);
  if (isMandateOver(mandate, timeMs)) refuse('mandate.ended', 'the mandate has ended');
  replaceMandate(state, represented, { ...mandate, status: 'revoked', endedMs: timeMs });
  if (mandate.status === 'offered') removeOffer(state, mandate.representative, mandate.id);
});

/**
 * What agencies have set, an agency that said it ends; what a person has given, she or who holds it. What only one agency
 * has entered, she or who acts for her ends as well.
 */
function requireRevoker(context: OperationContext, mandate: Mandate, represented: SubjectId, actor: Actor): void {
  if (actor.type === 'subject') requireOwner(context, mandate, represented, actor);
  else if (mandate.by === null) refuse('tx.not-authorised', 'the person herself has given this mandate');
  else requireEntrant(context.state, mandate, actor as AgencyActor);
}

function requireOwner(
  { state, timeMs }: OperationContext,
  mandate: Mandate,
  represented: SubjectId,
  { subjectId }: ActorOf<'subject'>,
): void {
  const isHers = represented === subjectId;
  if (mandate.by !== null) {
    if (!isUnconfirmed(mandate)) refuse('tx.not-authorised', 'two agencies have entered this mandate');
    if (isHers || mandateInForce(state, represented, subjectId, timeMs)) return;
    refuse('tx.not-authorised', 'she does not act for this person');
  }
  if (!isHers && mandate.representative !== subjectId) {
    refuse('tx.not-authorised', 'the mandate is held by somebody else');
  }
}

/** The agency that entered it; when that acts no more the one that confirmed it, then any that issues identities. */
function requireEntrant(state: StateView, { by, confirmed }: Mandate, actor: AgencyActor): void {
  const entrant = [by, confirmed].find((each) => each && state.get(stateKey.agency(each.agency))?.status === 'active');
  if (!entrant) requireIdentityRegistrar(actor);
  else if (entrant.agency !== actor.agencyId) {
    refuse('tx.not-authorised', 'another agency has entered this mandate');
  }
}
