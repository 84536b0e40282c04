/** `annals person close`: a registrar reports the death of a person, and one of a second agency confirms it. */
import { stateKey } from '@annals/ledger/block';
import { formatId } from '@annals/ledger/codec';
import type { Answer } from '../output/answer.ts';
import { perform, type SubmitOptions } from '../session/perform.ts';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { resolveSubject } from '../wallet/resolve-subject.ts';

interface CloseOptions extends SubmitOptions {
  readonly sector: string;
  readonly event: 'death';
}

const REPORTED =
  'The death is reported. The pseudonym is closed once a registrar of a second agency says the same, with this command; until then whoever holds its key can object.';
const CLOSED =
  'The pseudonym is closed: nothing more is issued to it, and only what outlives a person is still read. Her pseudonyms of other sectors are closed one by one; this one does not tell which they are.';

export async function closePerson(session: Session, options: CloseOptions, person: string): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  const subject = await resolveSubject(session, person, options.sector);
  const shown = [['subject', formatId('subject', subject)]] as const;
  const json = { subject: formatId('subject', subject), event: options.event };
  return perform(session, options, {
    signer,
    kind: 'person.close',
    body: { subject, event: options.event },
    done: 'The death is reported or confirmed.',
    shown,
    json,
    // What it has brought about is what the ledger holds now: the second agency is not to take it for a first word.
    outcome: async () => {
      const { value } = await session.valueOfSubject(subject, stateKey.subject(subject), signer.secret);
      return { done: value?.status === 'closed' ? CLOSED : REPORTED, shown, json };
    },
  });
}
