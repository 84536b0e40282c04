/** Carries out `mandate.grant`. */
import { MAX_LIVE_MANDATES, MAX_MANDATES, MAX_REPRESENTED, type Mandate, stateKey } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import { newObjectId } from '../../transaction/index.ts';
import { type OperationContext, operation, refuse, type StateView } from '../operation.ts';
import { roomFor } from '../policy/kept-list.ts';
import { isMandateOver } from '../policy/mandates.ts';
import { requireIdentityRegistrar } from '../policy/registrar.ts';
import { requireRecipient } from '../record-rules.ts';

export const mandateGrant = operation('mandate.grant', ['subject', 'officer', 'agency'], (context, body, actor) => {
  const { state, timeMs, transaction } = context;
  const { subject, ...terms } = body;
  const person = state.get(stateKey.subject(subject));
  if (!person) return refuse('subject.unknown', 'there is no such subject');
  if (actor.type !== 'subject') requireIdentityRegistrar(actor);
  if ((terms.kind === 'representative') !== (actor.type === 'subject')) {
    refuse('tx.not-authorised', 'a representative is named by the person, a guardian or an estate by a registrar');
  }
  // A mandate for the estate can be entered before the death that brings it into force; the others end with it.
  if (terms.kind !== 'estate' && person.status !== 'active') refuse('subject.closed', 'the subject is closed');
  if (terms.representative === subject) refuse('mandate.self', 'the representative is the person herself');
  requireRecipient(state, terms.representative, person.sector);
  if (terms.untilMs <= timeMs || terms.untilMs <= terms.fromMs) {
    refuse('mandate.bad-term', 'the mandate ends before it begins, or has ended already');
  }
  const place = stateKey.mandates(subject);
  const present = state.get(place) ?? [];
  const isOver = (each: Mandate) => isMandateOver(each, timeMs);
  if (present.some((each) => isSame(each, terms) && !isOver(each))) {
    refuse('mandate.exists', 'the same person holds a mandate of this kind');
  }
  const { signer, salt } = transaction.payload;
  const id = newObjectId('mandate', signer, salt);
  // Of two with one id only the first could ever be revoked.
  if (present.some((each) => each.id === id)) refuse('mandate.exists', 'there is a mandate of this signer and salt');
  const kept = roomFor(present, MAX_LIVE_MANDATES, MAX_MANDATES, isOver);
  if (!kept) return refuse('mandate.too-many', `${MAX_LIVE_MANDATES} mandates are in force for this person`);
  addRepresented(context, terms.representative, subject);
  const granted: Mandate = {
    id,
    ...terms,
    status: 'granted',
    by:
      actor.type === 'subject'
        ? null
        : { agency: actor.agencyId, officer: actor.type === 'officer' ? actor.officerId : null },
    grantedMs: timeMs,
    endedMs: null,
  };
  state.set(place, [...kept, granted]);
});

function isSame(a: Pick<Mandate, 'kind' | 'representative'>, b: Pick<Mandate, 'kind' | 'representative'>): boolean {
  return a.kind === b.kind && a.representative === b.representative;
}

/** Lets the representative find the person. Whom she does not represent any more gives way when the list is full. */
function addRepresented({ state, timeMs }: OperationContext, representative: SubjectId, person: SubjectId): void {
  const place = stateKey.represented(representative);
  const present = state.get(place) ?? [];
  if (present.includes(person)) return;
  const kept =
    present.length < MAX_REPRESENTED
      ? present
      : present.filter((each) => isRepresented(state, each, representative, timeMs));
  if (kept.length >= MAX_REPRESENTED) refuse('mandate.too-many', `she acts for ${MAX_REPRESENTED} persons`);
  state.set(place, [...kept, person]);
}

/** Whether a mandate of the representative for the person is, or is still to come, in force. */
function isRepresented(state: StateView, person: SubjectId, representative: SubjectId, timeMs: number): boolean {
  const mandates = state.get(stateKey.mandates(person)) ?? [];
  return mandates.some((each) => each.representative === representative && !isMandateOver(each, timeMs));
}
