/**
 * Mandates: who may act for a person now. A guardian or representative acts while she lives, who settles her estate
 * after her death, each until the mandate's date, and each only after having accepted it (PROTOCOL mandate).
 */
import {
  type AgencyStatement,
  isMandateInForce,
  isMandateOffered,
  MANDATE_OFFER_MS,
  type Mandate,
  stateKey,
} from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import type { BodyOf } from '../../transaction/index.ts';
import type { ActorOf } from '../actor.ts';
import { type OperationContext, refuse, type StateView } from '../operation.ts';

/** Whether it has ended, by an answer, by revocation or by its date, and will not be in force again. */
export function isMandateOver(mandate: Mandate, timeMs: number): boolean {
  if (mandate.status === 'offered') return !isMandateOffered(mandate, timeMs);
  return mandate.status !== 'accepted' || timeMs >= mandate.untilMs;
}

/**
 * A mandate with the statements that count at this time: what an agency offers waits for the time of one offer, and no
 * other agency prolongs it by saying the same (ATTACK guardian-kept-out). What is accepted stands.
 */
export function mandateAt(mandate: Mandate, timeMs: number): Mandate {
  if (mandate.status !== 'offered') return mandate;
  const statements = mandate.statements.filter((each) => timeMs < each.timeMs + MANDATE_OFFER_MS);
  return { ...mandate, statements };
}

/** Until when a mandate for which these agencies stand can be accepted: as long as the last offer of one of them. */
export function offerUntilOf(statements: readonly Pick<AgencyStatement, 'timeMs'>[], untilMs: number): number {
  const latest = Math.max(...statements.map(({ timeMs }) => timeMs));
  return Math.min(latest + MANDATE_OFFER_MS, untilMs);
}

/**
 * The offer to which who was named in it gives her answer.
 * @throws a refusal when she has died, and `mandate.not-offered` where none waits for her.
 */
export function offerAnswered(
  { state, timeMs }: OperationContext,
  { subject, represented, mandate }: BodyOf<'mandate.accept'>,
  actor: ActorOf<'subject'>,
): Mandate {
  if (actor.subject.status !== 'active') refuse('subject.closed', 'the subject is closed: its key decides nothing');
  const offer = state.get(stateKey.mandates(represented))?.find(({ id }) => id === mandate);
  if (offer?.representative !== subject) return refuse('mandate.unknown', 'she was not offered such a mandate');
  if (!isMandateOffered(offer, timeMs)) {
    refuse('mandate.not-offered', 'it has been answered or withdrawn, or its time is over');
  }
  return mandateAt(offer, timeMs);
}

/** Keeps a mandate in the place of what it was before. */
export function replaceMandate(state: StateView, represented: SubjectId, changed: Mandate): void {
  const place = stateKey.mandates(represented);
  const mandates = state.get(place) ?? [];
  state.set(
    place,
    mandates.map((each) => (each.id === changed.id ? changed : each)),
  );
}

/** The mandate under which somebody acts for a person at this time; undefined when there is none. */
export function mandateInForce(
  state: Pick<StateView, 'get'>,
  represented: SubjectId,
  representative: SubjectId,
  timeMs: number,
): Mandate | undefined {
  const mandates = state.get(stateKey.mandates(represented));
  const subject = mandates && state.get(stateKey.subject(represented));
  if (!subject) return undefined;
  return mandates.find((each) => each.representative === representative && isMandateInForce(each, subject, timeMs));
}

/**
 * The person about whose records the signer decides: she herself, or whom she represents under a mandate in force.
 * Refuses a signer who has died, and one without a mandate.
 */
export function personDecidedFor(
  { state, timeMs }: OperationContext,
  represented: SubjectId | null,
  { subject, subjectId }: ActorOf<'subject'>,
): SubjectId {
  if (subject.status !== 'active') refuse('subject.closed', 'the subject is closed: its key decides nothing any more');
  if (represented === null || represented === subjectId) return subjectId;
  if (!mandateInForce(state, represented, subjectId, timeMs)) {
    refuse('access.mandate', 'there is no mandate in force to act for this person');
  }
  return represented;
}
