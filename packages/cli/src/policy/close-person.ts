/** `annals person close`: a registrar enters the death of a person. */
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

export async function closePerson(session: Session, options: CloseOptions, person: string): Promise<Answer> {
  const signer = await openSigner(session, { kinds: ['officer', 'agency'] });
  const subject = await resolveSubject(session, person, options.sector);
  return perform(session, options, {
    signer,
    kind: 'person.close',
    body: { subject, event: options.event },
    done: 'The pseudonym is closed: nothing more is issued to it, and only what outlives a person is still read. Her pseudonyms of other sectors are closed one by one; this one does not tell which they are.',
    shown: [['subject', formatId('subject', subject)]],
    json: { subject: formatId('subject', subject), event: options.event },
  });
}
