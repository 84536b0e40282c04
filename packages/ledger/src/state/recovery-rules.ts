/** What the operations on a recovery share: who may act for an identity agency, and which recovery is open. */
import { type Recovery, stateKey } from '../block/index.ts';
import { equalBytes, type OfficerId, type SubjectId } from '../codec/index.ts';
import type { ActorOf } from './actor.ts';
import { refuse, type StateView } from './operation.ts';

/** The role with which an officer enrols persons and recovers their keys. */
const REGISTRAR_ROLE = 'registrar';

type Member = ActorOf<'agency' | 'officer'>;

/** Refuses an officer who is no registrar. */
export function requireRegistrar(actor: Member): void {
  if (actor.type === 'officer' && !actor.officer.roles.includes(REGISTRAR_ROLE)) {
    refuse('tx.not-authorised', `the officer is no ${REGISTRAR_ROLE}`);
  }
}

/** The officer who acts, null where it is the agency's own key. */
export function officerOf(actor: Member): OfficerId | null {
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
