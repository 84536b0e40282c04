/** Carries out `mandate.revoke`: who ends what (PROTOCOL two-agencies, ATTACK guardian-taken-away). */
import { type AgencyStatement, isUnconfirmed, type Mandate, stateKey } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import type { ActorOf } from '../actor.ts';
import { type OperationContext, operation, refuse, type StateView } from '../operation.ts';
import { removeOffer } from '../policy/mandate-offers.ts';
import { isMandateOver, mandateAt, mandateInForce, offerUntilOf, replaceMandate } from '../policy/mandates.ts';
import { requireIdentityRegistrar } from '../policy/registrar.ts';
import { requireRegistrar } from '../recovery-rules.ts';
import type { AgencyActor } from '../roles.ts';

export const mandateRevoke = operation('mandate.revoke', ['subject', 'officer', 'agency'], (context, body, actor) => {
  const { state, timeMs } = context;
  if (actor.type !== 'subject') requireRegistrar(actor);
  else if (actor.subject.status !== 'active') refuse('subject.closed', 'the subject is closed');
  const represented = body.represented ?? body.subject;
  const kept = state.get(stateKey.mandates(represented))?.find(({ id }) => id === body.mandate);
  if (!kept) return refuse('mandate.unknown', 'there is no such mandate of this person');
  const mandate = mandateAt(kept, timeMs);
  const left = actor.type === 'subject' ? [] : statementsLeft(state, mandate, actor as AgencyActor);
  if (actor.type === 'subject') requireOwner(context, mandate, represented, actor);
  if (isMandateOver(mandate, timeMs)) refuse('mandate.ended', 'the mandate has ended');
  const isOver = left.length === 0;
  const changed = isOver
    ? { status: 'revoked' as const, endedMs: timeMs }
    : { statements: left, offerUntilMs: offerUntilOf(left, mandate.untilMs) };
  replaceMandate(state, represented, { ...mandate, ...changed });
  const by = isOver || actor.type === 'subject' ? undefined : actor.agencyId;
  if (mandate.status === 'offered') removeOffer(state, mandate.representative, mandate.id, by);
});

/** What a person has given, she or who holds it ends; what only one agency stands for, she or who acts for her. */
function requireOwner(
  { state, timeMs }: OperationContext,
  mandate: Mandate,
  represented: SubjectId,
  { subjectId }: ActorOf<'subject'>,
): void {
  const isHers = represented === subjectId;
  if (mandate.kind !== 'representative') {
    if (!isUnconfirmed(mandate)) refuse('tx.not-authorised', 'two agencies have entered this mandate');
    if (isHers || mandateInForce(state, represented, subjectId, timeMs)) return;
    refuse('tx.not-authorised', 'she does not act for this person');
  }
  if (!isHers && mandate.representative !== subjectId) {
    refuse('tx.not-authorised', 'the mandate is held by somebody else');
  }
}

/**
 * Who still stands for it once an agency has taken back its word, which takes nothing from the others'. Where none of
 * them acts any more, any that issues identities ends it.
 */
function statementsLeft(state: StateView, mandate: Mandate, actor: AgencyActor): readonly AgencyStatement[] {
  const { kind, statements } = mandate;
  if (kind === 'representative') refuse('tx.not-authorised', 'the person herself has given this mandate');
  if (statements.some(({ agency }) => agency === actor.agencyId)) {
    return statements.filter(({ agency }) => agency !== actor.agencyId);
  }
  if (statements.some(({ agency }) => state.get(stateKey.agency(agency))?.status === 'active')) {
    refuse('tx.not-authorised', 'other agencies have entered this mandate');
  }
  requireIdentityRegistrar(actor);
  return [];
}
