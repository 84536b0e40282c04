/**
 * Whether who was granted a read may still be given what opens it. A lease lasts for minutes; an officer who is
 * dismissed in it, whose agency is suspended or loses the role, and a representative whose mandate is revoked, get
 * nothing more (PROTOCOL release, ATTACK dismissed-officer).
 */
import { type AccessEntry, type RecordType, stateKey } from '../../block/index.ts';
import { equalBytes, type SubjectId } from '../../codec/index.ts';
import { officerIdOf, type PayloadOf } from '../../transaction/index.ts';
import { rolesInForce } from '../roles.ts';
import { readValue, type StateSource, viewOf } from '../source.ts';
import { mandateInForce } from './mandates.ts';

/** Who reads for an agency or for a person, as the transaction says that was granted. */
type ReadPayload = Pick<PayloadOf<'access.read' | 'access.read-hidden'>, 'agency' | 'signer'>;

/**
 * The roles that count for the officer who signed, at the agreed time; undefined when she acts for her agency no
 * more.
 */
export function rolesOfReader(
  source: StateSource,
  { agency: id, signer }: ReadPayload,
  timeMs: number,
): readonly string[] | undefined {
  if (id === null) return undefined;
  const agency = readValue(source, stateKey.agency(id));
  const officer = readValue(source, stateKey.officer(officerIdOf(id, signer)));
  if (agency?.status !== 'active' || officer?.status !== 'appointed' || timeMs >= officer.untilMs) return undefined;
  return rolesInForce(agency, officer);
}

/**
 * Whether the reader of a granted entry still has the capacity in which it was granted, by the present state.
 * @param subject whose log the entry stands in.
 */
export function stillReads(
  source: StateSource,
  payload: PayloadOf<'access.read'>,
  entry: AccessEntry,
  subject: SubjectId,
  timeMs: number,
): boolean {
  if (payload.agency === null) return stillActs(source, payload, entry, subject, timeMs);
  const roles = rolesOfReader(source, payload, timeMs);
  const type = readValue(source, stateKey.type(entry.type));
  return roles !== undefined && type !== undefined && admits(type, entry, roles);
}

/** A person by the key that she holds now, and one who represents another under a mandate in force. */
function stillActs(
  source: StateSource,
  { body, signer }: PayloadOf<'access.read'>,
  entry: AccessEntry,
  subject: SubjectId,
  timeMs: number,
): boolean {
  const reader = body.subject === null ? undefined : readValue(source, stateKey.subject(body.subject));
  if (reader?.status !== 'active' || !equalBytes(reader.key, signer)) return false;
  if (entry.representative === null) return true;
  const state = viewOf(source);
  return mandateInForce(state, subject, entry.representative, timeMs) !== undefined;
}

/** Whether the type lets one of the roles read what the entry names. */
function admits(type: RecordType, { mode, sections, purpose }: AccessEntry, roles: readonly string[]): boolean {
  if (mode === 'emergency') return type.emergency?.roles.some((role) => roles.includes(role)) ?? false;
  return sections.every((name) =>
    type.sections
      .find((section) => section.name === name)
      ?.readers.some(({ role, purposes }) => roles.includes(role) && purposes.includes(purpose)),
  );
}
