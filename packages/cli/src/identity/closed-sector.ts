/** A sector in which a person is recorded as dead: why her key is refused there, and where she goes if she lives (ATTACK dead-and-green). */
import type { Header, Subject } from '@annals/ledger/block';
import { formatId, type JsonValue } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Proven } from '@annals/ledger/light';
import { fetchClosedSubject, type OwnPseudonym } from '@annals/ledger/wallet';
import { agencyNames, shortId, timeText } from '../session/names.ts';
import type { Session } from '../session/session.ts';

export interface ClosedSector {
  readonly text: string;
  readonly json: { readonly [key: string]: JsonValue };
  readonly value: Proven<Subject>;
  readonly header: Header;
}

/** What a refusal to somebody can mean whose death is recorded. */
const REFUSALS: ReadonlySet<string> = new Set(['auth.not-entitled', 'recovery.unknown', 'subject.closed']);

/** The closed sector that is proven to be behind a refusal. @throws what was thrown, where there is none. */
export async function closedBehind(session: Session, pseudonym: OwnPseudonym, error: unknown): Promise<ClosedSector> {
  if (!(error instanceof AnnalsError && REFUSALS.has(error.code))) throw error;
  const closed = await findClosed(session, pseudonym);
  if (closed === null) throw error;
  return closed;
}

/** The sector if it is proven to be closed. @throws AnnalsError `proof.*`, `node.*`. */
export async function findClosed(session: Session, pseudonym: OwnPseudonym): Promise<ClosedSector | null> {
  const found = await session.ask((node) => fetchClosedSubject({ node, trusted: session.trusted }, pseudonym));
  if (found === null) return null;
  const { value, header } = found;
  const { sector, subject } = pseudonym;
  const closedMs = value.closedMs ?? value.enrolledMs;
  const agency = (await agencyNames(session)).get(value.agency) ?? shortId('agency', value.agency);
  return {
    value,
    header,
    text: [
      `${sector}: recorded as dead since ${timeText(closedMs)}, when a second agency confirmed it.`,
      'The key is refused there, and an objection counts no more. If she lives, she goes in person to',
      `the agency that enrolled her (${agency}) and asks which two agencies reported it; then to`,
      'those agencies, to a court, or to the data protection authority.',
    ].join('\n'),
    json: { sector, subject: formatId('subject', subject), closedMs, enrolledBy: formatId('agency', value.agency) },
  };
}

/** The refusal of a command that is about this sector alone. */
export function closedError({ text }: ClosedSector): AnnalsError {
  return new AnnalsError('subject.closed', text.replaceAll('\n', ' '));
}
