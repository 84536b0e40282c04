/**
 * Who may see what is about a person: she herself by her present key, who represents her, and where the law of the
 * ledger lets them, officers and agencies. Content stays sealed all the same; this is about pseudonyms, amounts and ciphertexts.
 */
import { type Agency, isMandateInForce, type Record, type Subject, stateKey } from '@annals/ledger/block';
import { type AgencyId, equalBytes, type ProgrammeId, type SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { REGISTRAR_ROLE, readValue, rolesInForce } from '@annals/ledger/state';
import { officerIdOf } from '@annals/ledger/transaction';
import { laterMs } from '../chain/index.ts';
import type { NodeServices } from '../services.ts';
import { known } from './proofs.ts';

/** In which capacity a key asks; who represents a person asks as she would. */
export type Caller =
  | { readonly type: 'subject' }
  | { readonly type: 'agency'; readonly agency: AgencyId }
  | { readonly type: 'officer'; readonly agency: AgencyId; readonly roles: readonly string[] };

/**
 * The subject, if the key is her own present one. After her death it proves nothing any more.
 * @throws AnnalsError `subject.unknown`, `auth.not-entitled`.
 */
export function requireSubject({ store }: NodeServices, id: SubjectId, key: Uint8Array): Subject {
  const subject = known(store, stateKey.subject(id), 'subject.unknown');
  if (!isPresentKey(subject, key)) throw notEntitled();
  return subject;
}

/** The same, and also for the key of somebody who represents her. @throws AnnalsError as {@link requireSubject}. */
export function requireSpeaker(services: NodeServices, id: SubjectId, key: Uint8Array): Subject {
  const subject = known(services.store, stateKey.subject(id), 'subject.unknown');
  if (!speaksFor(services, id, key)) throw notEntitled();
  return subject;
}

/** Whether a key is the person's own present one, or of somebody who represents her. */
export function speaksFor(services: NodeServices, id: SubjectId, key: Uint8Array): boolean {
  const subject = readValue(services.store.state, stateKey.subject(id));
  return subject !== undefined && (isPresentKey(subject, key) || represents(services, id, subject, key));
}

/** Whether a key is the person's own present one: not after her death. */
export function isOwnKey({ store }: NodeServices, id: SubjectId, key: Uint8Array): boolean {
  const subject = readValue(store.state, stateKey.subject(id));
  return subject !== undefined && isPresentKey(subject, key);
}

const isPresentKey = ({ status, key: present }: Subject, key: Uint8Array): boolean =>
  status === 'active' && equalBytes(present, key);

/** Whether a key is the present one of somebody who acts for the person under a mandate in force. */
function represents({ store, wallMs }: NodeServices, id: SubjectId, person: Subject, key: Uint8Array): boolean {
  const mandates = readValue(store.state, stateKey.mandates(id)) ?? [];
  // As with appointments, the clock tells between two blocks that a mandate has ended.
  const timeMs = laterMs(store.state, wallMs());
  return mandates.some((each) => {
    if (!isMandateInForce(each, person, timeMs)) return false;
    const representative = readValue(store.state, stateKey.subject(each.representative));
    return representative !== undefined && isPresentKey(representative, key);
  });
}

/** The capacities in which a key may ask about a subject, at least one. @throws AnnalsError as {@link requireSubject}. */
export function callersFor(services: NodeServices, id: SubjectId, key: Uint8Array): readonly Caller[] {
  known(services.store, stateKey.subject(id), 'subject.unknown');
  const callers = callersOrNone(services, id, key);
  if (callers.length === 0) throw notEntitled();
  return callers;
}

/**
 * The same for who may follow a recovery, which is also who had the key that it replaced: to her it would look like a
 * ledger that has forgotten her otherwise. @throws AnnalsError as {@link requireSubject}.
 */
export function requireFollower(services: NodeServices, id: SubjectId, key: Uint8Array): void {
  known(services.store, stateKey.subject(id), 'subject.unknown');
  const recovery = readValue(services.store.state, stateKey.recovery(id));
  const wasReplaced = recovery?.status === 'completed' && equalBytes(recovery.replaces, key);
  if (!wasReplaced) callersFor(services, id, key);
}

/** The same, and none where the key may not ask. */
export function callersOrNone(services: NodeServices, id: SubjectId, key: Uint8Array): readonly Caller[] {
  return speaksFor(services, id, key) ? [{ type: 'subject' }] : capacitiesOf(services, key);
}

/** The active agencies for which a key acts, as their own key or as that of an appointed officer. */
export function capacitiesOf(services: NodeServices, key: Uint8Array): readonly Caller[] {
  const agencies = readValue(services.store.state, stateKey.agencies) ?? [];
  return agencies.flatMap((agency) => capacityIn(services, agency, key) ?? []);
}

/** Whether a key is a member's: of a validator, an active agency or one of its officers. */
export function isMemberKey(services: NodeServices, key: Uint8Array): boolean {
  const isValidator = services.chain.validators.current.some((validator) => equalBytes(validator.key, key));
  return isValidator || capacitiesOf(services, key).length > 0;
}

/** The capacity of a key in one agency. */
function capacityIn({ store, wallMs }: NodeServices, agency: AgencyId, key: Uint8Array): Caller | undefined {
  const value: Agency | undefined = readValue(store.state, stateKey.agency(agency));
  if (value?.status !== 'active') return undefined;
  if (equalBytes(value.key, key)) return { type: 'agency', agency };
  const officer = readValue(store.state, stateKey.officer(officerIdOf(agency, key)));
  if (officer?.status !== 'appointed') return undefined;
  // The ledger judges by block time; between two blocks the clock tells better that an appointment has ended.
  if (officer.untilMs <= laterMs(store.state, wallMs())) return undefined;
  return { type: 'officer', agency, roles: rolesInForce(value, officer) };
}

/** Whether a caller sees that a record exists: it is hers, her agency's, public, or of a type that she might read. */
export function seesRecord({ store }: NodeServices, callers: readonly Caller[], record: Record): boolean {
  return callers.some((caller) => {
    if (caller.type === 'subject' || caller.agency === record.agency) return true;
    const type = readValue(store.state, stateKey.type(record.type));
    if (!type) return false;
    if (type.visibility === 'public') return true;
    if (caller.type === 'agency' || (type.readAgencies && !type.readAgencies.includes(caller.agency))) return false;
    return type.sections.some(({ readers }) => readers.some(({ role }) => caller.roles.includes(role)));
  });
}

/** Whether a caller sees what a programme owes or pays somebody: it is hers, or her agency's programme. */
export function seesProgramme({ store }: NodeServices, callers: readonly Caller[], programme: ProgrammeId): boolean {
  const agency = readValue(store.state, stateKey.programme(programme))?.agency;
  return callers.some((caller) => caller.type === 'subject' || caller.agency === agency);
}

/** Whether a caller sees who acts for a person: it is hers, or a registrar's whose agency stands for one of them. */
export function seesMandates({ store }: NodeServices, callers: readonly Caller[], subject: SubjectId): boolean {
  const mandates = readValue(store.state, stateKey.mandates(subject)) ?? [];
  return callers.some((caller) => {
    if (caller.type === 'subject') return true;
    const isRegistrar = caller.type === 'agency' || caller.roles.includes(REGISTRAR_ROLE);
    return isRegistrar && mandates.some(({ statements }) => statements.some(({ agency }) => agency === caller.agency));
  });
}

/** The refusal of a key that may not ask; the same for all, so that it tells nothing about who may. */
export function notEntitled(): AnnalsError {
  return new AnnalsError(
    'auth.not-entitled',
    'this key is neither the present key of the subject nor of one who may ask',
  );
}
