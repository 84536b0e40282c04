/**
 * Roles: as what a signer acts. A role counts for an officer while she has been appointed with it and the members have
 * given it to her agency, both now; whatever rule names roles asks here (PROTOCOL roles, ATTACK role-of-ones-own).
 */
import { type Agency, type Officer, type RecordType, stateKey } from '../block/index.ts';
import { unknownWord } from '../record-types/index.ts';
import type { ActorOf } from './actor.ts';
import { refuse, type StateView } from './operation.ts';

/** Who can act for an agency. */
export type AgencyActor = ActorOf<'agency' | 'officer'>;

/** The roles that count for an officer of an agency. */
export function rolesInForce({ roles }: Pick<Agency, 'roles'>, officer: Pick<Officer, 'roles'>): readonly string[] {
  return officer.roles.filter((role) => roles.includes(role));
}

/** The roles in which the signer acts: an agency's own key in every one that the agency has been given. */
export function rolesOf(actor: AgencyActor): readonly string[] {
  return actor.type === 'agency' ? actor.agency.roles : rolesInForce(actor.agency, actor.officer);
}

/** Whether the signer acts in one of the roles. */
export function hasRole(actor: AgencyActor, roles: readonly string[]): boolean {
  return rolesOf(actor).some((role) => roles.includes(role));
}

/** Refuses roles that the members have not given to the agency. */
export function requireGiven({ roles }: Pick<Agency, 'roles'>, wanted: readonly string[]): void {
  const missing = wanted.find((role) => !roles.includes(role));
  if (missing !== undefined) refuse('agency.role', `${missing} is none of the roles of the agency`);
}

/** Refuses roles that the members do not know. */
export function requireKnownRoles(state: StateView, roles: readonly string[]): void {
  const unknown = roles.find((role) => !state.get(stateKey.role(role)));
  if (unknown !== undefined) refuse('role.unknown', `there is no role ${unknown}`);
}

/** Refuses a declaration that names a role or a purpose that the members do not know. */
export function requireKnownWords(state: StateView, type: RecordType): void {
  const unknown = unknownWord(type, (kind, name) => state.get(stateKey[kind](name)) !== undefined);
  if (unknown) refuse(`${unknown.kind}.unknown`, `there is no ${unknown.kind} ${unknown.name}`);
}
