/** The rules that the operations on records share: what must exist, who may act, which content fits. */
import { type NetworkKeyInForce, type Record, type RecordType, type Subject, stateKey } from '../block/index.ts';
import { type AgencyId, equalBytes, type RecordId, type SubjectId } from '../codec/index.ts';
import { invariant } from '../errors/index.ts';
import { validatePublicText } from '../record-types/index.ts';
import type { RecordContent, RecordState } from '../transaction/index.ts';
import { refuse, type StateView } from './operation.ts';
import { type AgencyActor, hasRole } from './roles.ts';

/** A record that must exist, with its type. */
export function existingRecord(state: StateView, id: RecordId): { readonly record: Record; readonly type: RecordType } {
  const record = state.get(stateKey.record(id));
  if (!record) return refuse('record.unknown', 'there is no such record');
  return { record, type: typeOf(state, record) };
}

/** The present declaration of a record's type, which nothing removes. */
export function typeOf(state: StateView, record: Record): RecordType {
  const type = state.get(stateKey.type(record.type));
  invariant(type, `a record of the type ${record.type} has no declaration`);
  return type;
}

/** What the lifecycle says about the state that a record is in. */
export function lifecycleState(type: RecordType, name: string): RecordState {
  const state = type.lifecycle.states.find((each) => each.name === name);
  invariant(state, `the type ${type.name} declares no state ${name}`);
  return state;
}

/** Refuses a subject that cannot be given a record of the type. */
export function requireRecipient(state: StateView, id: SubjectId, sector: string): Subject {
  const subject = state.get(stateKey.subject(id));
  if (!subject) return refuse('subject.unknown', 'there is no such subject');
  if (subject.sector !== sector) refuse('subject.wrong-sector', `the subject is of another sector than ${sector}`);
  if (subject.status !== 'active') refuse('subject.closed', 'the subject is closed');
  return subject;
}

/** Refuses an agency that may not issue records of the type, or a signer without a role for it. */
export function requireIssuer(type: RecordType, actor: AgencyActor): void {
  const rules = type.issuers.filter(({ agency }) => agency === null || agency === actor.agencyId);
  if (rules.length === 0) refuse('tx.not-authorised', `the agency may not issue records of the type ${type.name}`);
  if (!rules.some(({ roles }) => hasRole(actor, roles))) {
    refuse('tx.not-authorised', `the signer has no role that may issue records of the type ${type.name}`);
  }
}

/** Refuses an agency other than the one that issued the record. */
export function requireIssuingAgency(record: Record, agency: AgencyId): void {
  if (record.agency !== agency) refuse('tx.not-authorised', 'another agency has issued this record');
}

/** Refuses a record whose content has been erased: there is nothing that could be changed, held or erased. */
export function requireNotErased(record: Record): void {
  if (record.erased !== null) refuse('record.erased', `the content was erased in block ${record.erased}`);
}

/** Refuses an agency that may not hold records of the type against erasure, or a signer without a role for it. */
export function requireHolder(type: RecordType, record: Record, actor: AgencyActor): void {
  const { agencies } = type.holds;
  if (agencies === null) requireIssuingAgency(record, actor.agencyId);
  else if (!agencies.includes(actor.agencyId)) {
    refuse('tx.not-authorised', `the agency may not hold records of the type ${type.name}`);
  }
  requireHoldingRole(type, actor);
}

/** Refuses a signer without a role for holds of the type. */
export function requireHoldingRole(type: RecordType, actor: AgencyActor): void {
  if (!hasRole(actor, type.holds.roles)) {
    refuse('tx.not-authorised', `the signer has no role that may hold records of the type ${type.name}`);
  }
}

/** Whether an agency is one that may hold the record now: active, named by the type, and given a role for it. */
export function mayHold(state: StateView, { holds }: RecordType, record: Record, id: AgencyId): boolean {
  const agency = state.get(stateKey.agency(id));
  const isNamed = holds.agencies === null ? record.agency === id : holds.agencies.includes(id);
  return agency?.status === 'active' && isNamed && agency.roles.some((role) => holds.roles.includes(role));
}

/** Refuses a change to another version than the present one, or in a state that allows none. */
export function requireChangeable(type: RecordType, record: Record, version: number): void {
  requireNotErased(record);
  if (record.version !== version) {
    refuse('record.wrong-version', `the record is at version ${record.version}, the change is to version ${version}`);
  }
  if (!lifecycleState(type, record.state).changeable) {
    refuse('record.wrong-state', `a record that is ${record.state} cannot be changed`);
  }
}

/**
 * Refuses content that is sealed where the type is public, the other way round, or does not fit the schema; and
 * sealed content while there is no network key, or that is sealed to another key than the present one of whom it is
 * about (ATTACK issuer-seals-to-itself). Her key may have changed since it was sealed; then it is sealed again.
 */
export function requireContent(state: StateView, type: RecordType, content: RecordContent, subject: Subject): void {
  if (content.type !== type.visibility) {
    refuse('record.visibility', `records of the type ${type.name} are ${type.visibility}`);
  }
  if (content.type === 'public') {
    const verdict = validatePublicText(type, content.text);
    if (!verdict.ok) refuse(verdict.code, `${verdict.path}: ${verdict.message}`);
  } else {
    requireNetworkKey(state);
    if (!equalBytes(content.sealedTo, subject.key)) {
      refuse('record.sealed-to', 'the content is not sealed to the present key of its subject');
    }
  }
}

/** The subject of a record, whom nothing removes. */
export function subjectOf(state: StateView, { subject: id }: Record): Subject {
  const subject = state.get(stateKey.subject(id));
  invariant(subject, 'the subject of a record is enrolled');
  return subject;
}

/** Refuses what is sealed while no ceremony has concluded: nothing could ever open it. */
export function requireNetworkKey(state: StateView): NetworkKeyInForce {
  const inForce = state.get(stateKey.networkKey);
  if (inForce) return inForce;
  return refuse('network-key.pending', 'the validators have not made the key yet that content is sealed to');
}

/** Refuses a subject that holds a live record of a type that allows her only one. */
export function requireUnique(state: StateView, type: RecordType, subject: SubjectId): void {
  if (type.unique && state.get(stateKey.unique(type.name, subject)) !== undefined) {
    refuse('record.not-unique', `the subject holds a record of the type ${type.name}`);
  }
}
