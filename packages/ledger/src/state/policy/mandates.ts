/**
 * Mandates: who may act for a person now. A guardian or representative acts while she lives, who settles her estate
 * after her death, each until the mandate's date (PROTOCOL mandate).
 */
import { isMandateInForce, type Mandate, stateKey } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import type { ActorOf } from '../actor.ts';
import { type OperationContext, refuse, type StateView } from '../operation.ts';

/** Whether it has ended, by revocation or by its date, and will not be in force again. */
export function isMandateOver({ status, untilMs }: Mandate, timeMs: number): boolean {
  return status !== 'granted' || timeMs >= untilMs;
}

/** The mandate under which somebody acts for a person at this time; undefined when there is none. */
export function mandateInForce(
  state: StateView,
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
