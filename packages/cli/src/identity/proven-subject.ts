/** What is proven of a person's pseudonym, by the newest block that any node proves: what commands about her key rest on. */
import { type StateKey, type Subject, stateKey, type ValueKind } from '@annals/ledger/block';
import type { SubjectId } from '@annals/ledger/codec';
import type { SecretKey } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import type { Proven } from '@annals/ledger/light';
import { fetchNewestOfSubject, type NewestValue } from '@annals/ledger/reading';
import type { Session } from '../session/session.ts';

/** About whom, and the key of whoever may know it. */
export interface AskedAbout {
  readonly subject: SubjectId;
  readonly secret: SecretKey;
}

/** @throws AnnalsError `subject.unknown`, `auth.not-entitled`, `proof.*`. */
export async function provenSubject(session: Session, about: AskedAbout): Promise<Proven<Subject>> {
  const { value } = await provenOf(session, about, stateKey.subject(about.subject));
  if (value) return value;
  throw new AnnalsError('subject.unknown', 'the ledger holds no such subject');
}

/**
 * The latest recovery of the key, whatever became of it, and up to which block it is proven; without a value where it is
 * proven that there has been none.
 * @throws AnnalsError as {@link provenSubject}.
 */
export function provenRecovery(session: Session, about: AskedAbout): Promise<NewestValue<'recovery'>> {
  return provenOf(session, about, stateKey.recovery(about.subject));
}

async function provenOf<K extends ValueKind>(
  session: Session,
  about: AskedAbout,
  key: StateKey<K>,
): Promise<NewestValue<K>> {
  const newest = await fetchNewestOfSubject(session.nodes, session.trusted, { ...about, key });
  session.noteContradicted(newest.contradicted);
  return newest;
}
