/** What the operations on a recovery share: who may act for an identity agency, and which recovery is open. */
import { type Recovery, stateKey } from '../block/index.ts';
import { equalBytes, type OfficerId, type SubjectId } from '../codec/index.ts';
import { refuse, type StateView } from './operation.ts';
import { type AgencyActor, hasRole } from './roles.ts';

/** The role in which persons are enrolled and their keys recovered. */
export const REGISTRAR_ROLE = 'registrar';

/** Refuses a signer who is no registrar: an officer by her own roles, an agency by those that it has been given. */
export function requireRegistrar(actor: AgencyActor): void {
  if (!hasRole(actor, [REGISTRAR_ROLE])) refuse('tx.not-authorised', `the signer is no ${REGISTRAR_ROLE}`);
}

/** The officer who acts, null where it is the agency's own key. */
export function officerOf(actor: AgencyActor): OfficerId | null {
  return actor.type === 'officer' ? actor.officerId : null;
}

/** The open recovery of a subject for this key. */
export function requireRecovery(state: StateView, subject: SubjectId, key: Uint8Array): Recovery {
  const recovery = state.get(stateKey.recovery(subject));
  if (recovery?.status !== 'open') return refuse('recovery.unknown', 'no recovery of this subject is open');
  if (!equalBytes(recovery.key, key)) refuse('recovery.other-key', 'the open recovery is for another key');
  return recovery;
}

/** Ends a recovery that is open: whoever signs with the present key shows that it is not lost. */
export function endByObjection(state: StateView, subject: SubjectId, timeMs: number): boolean {
  const place = stateKey.recovery(subject);
  const recovery = state.get(place);
  if (recovery?.status !== 'open') return false;
  state.set(place, { ...recovery, status: 'objected', endedMs: timeMs });
  return true;
}
