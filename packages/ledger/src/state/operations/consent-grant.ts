/** Carries out `consent.grant`. */
import { type Consent, MAX_CONSENTS, MAX_LIVE_CONSENTS, stateKey } from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import { type ConsentScope, newObjectId } from '../../transaction/index.ts';
import { type OperationContext, operation, refuse } from '../operation.ts';
import { isConsentOver } from '../policy/consents.ts';
import { roomFor } from '../policy/kept-list.ts';
import { personDecidedFor } from '../policy/mandates.ts';
import { requireOwnRecord, requireType } from '../policy/scope.ts';

export const consentGrant = operation('consent.grant', ['subject'], (context, body, actor) => {
  const { state, timeMs, transaction } = context;
  const { subject: _, represented, ...terms } = body;
  const person = personDecidedFor(context, represented, actor);
  if (terms.untilMs !== null && (terms.untilMs <= timeMs || terms.untilMs <= terms.fromMs)) {
    refuse('consent.bad-term', 'the consent ends before it begins, or has ended already');
  }
  requireNamed(context, person, terms);
  const place = stateKey.consents(person);
  const present = state.get(place) ?? [];
  const { signer, salt } = transaction.payload;
  const id = newObjectId('consent', signer, salt);
  // Of two with one id only the first could ever be withdrawn.
  if (present.some((each) => each.id === id)) refuse('consent.exists', 'there is a consent of this signer and salt');
  const kept = roomFor(present, MAX_LIVE_CONSENTS, MAX_CONSENTS, (each) => isConsentOver(each, timeMs));
  if (!kept) return refuse('consent.too-many', `${MAX_LIVE_CONSENTS} consents are in force`);
  const granted: Consent = {
    id,
    ...terms,
    status: 'granted',
    by: actor.subjectId,
    grantedMs: timeMs,
    endedMs: null,
  };
  state.set(place, [...kept, granted]);
});

/** Refuses a consent that names what does not exist, or records of somebody else: it would silently cover nothing. */
function requireNamed(
  { state }: OperationContext,
  person: SubjectId,
  {
    scope,
    agency,
    officer,
    purposes,
  }: Pick<Consent, 'agency' | 'officer' | 'purposes'> & { readonly scope: ConsentScope },
): void {
  if (agency !== null && !state.get(stateKey.agency(agency))) refuse('agency.unknown', 'there is no such agency');
  if (officer !== null && !state.get(stateKey.officer(officer))) refuse('officer.unknown', 'there is no such officer');
  const unknown = purposes?.find((purpose) => !state.get(stateKey.purpose(purpose)));
  if (unknown !== undefined) refuse('purpose.unknown', `there is no purpose ${unknown}`);
  for (const record of scope.records ?? []) requireOwnRecord(state, record, person);
  for (const type of scope.types ?? []) requireType(state, type);
}
