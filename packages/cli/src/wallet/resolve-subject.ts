/** A person as a command names her: by a pseudonym, or by a wallet of this context. */
import { parseId, type SubjectId } from '@annals/ledger/codec';
import { looksLikeId } from '../session/names.ts';
import type { Session } from '../session/session.ts';
import { openWallet } from './wallet.ts';

/** @throws AnnalsError `codec.identifier`, `keystore.*`, `subject.unknown`. */
export async function resolveSubject(session: Session, text: string, sector: string): Promise<SubjectId> {
  if (looksLikeId('subject', text)) return parseId('subject', text);
  return (await openWallet(session, text)).enrolled(sector).subject;
}
