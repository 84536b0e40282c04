/** Carries out `consent.grant`. */
import {
  type Consent,
  keptBytesOf,
  MAX_CONSENTS,
  MAX_CONSENTS_BYTES,
  MAX_LIVE_CONSENTS,
  stateKey,
} from '../../block/index.ts';
import type { SubjectId } from '../../codec/index.ts';
import { type ConsentScope, newObjectId } from '../../transaction/index.ts';
import { type OperationContext, operation, refuse } from '../operation.ts';
import { isConsentOver } from '../policy/consents.ts';
import { fitting, roomFor } from '../policy/kept-list.ts';
import { personDecidedFor } from '../policy/mandates.ts';
import { requireOwnRecord, requireSection, requireType } from '../policy/scope.ts';

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
  const isOver = (each: Consent) => isConsentOver(each, timeMs);
  const kept = roomFor(present, MAX_LIVE_CONSENTS, MAX_CONSENTS, isOver);
  if (!kept) return refuse('consent.too-many', `${MAX_LIVE_CONSENTS} consents are in force`);
  const granted: Consent = {
    id,
    ...terms,
    status: 'granted',
    by: actor.subjectId,
    grantedMs: timeMs,
    endedMs: null,
  };
  const fits = fitting([...kept, granted], MAX_CONSENTS_BYTES, keptBytesOf, isOver);
  state.set(
    place,
    fits ?? refuse('consent.too-many', `those in force would take more than ${MAX_CONSENTS_BYTES} bytes`),
  );
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
  for (const list of [scope.records, scope.types, scope.sections, purposes]) {
    if (list && new Set<string>(list).size < list.length) refuse('consent.repeated', 'a name stands in a list twice');
  }
  const ofRecords = scope.records?.map((record) => requireOwnRecord(state, record, person));
  const ofTypes = scope.types?.map((name) => requireType(state, name));
  // Without a record or a type a section is one of whatever type has it.
  const types = ofTypes ?? ofRecords;
  if (types) for (const name of scope.sections ?? []) requireSection(types, name);
}
