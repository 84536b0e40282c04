/** Subscribes the sample citizens to notices at the first node, as each would: with the code out of her mail. */
import { AnnalsError } from '@annals/ledger/errors';
import type { MailCatcher } from '../devnet/mail-catcher.ts';
import type { Environment } from '../environment.ts';
import { confirmAddress, subscribe } from '../notices/subscription.ts';
import { Session } from '../session/session.ts';
import { CITIZENS } from './citizens.ts';

const MAIL_TIMEOUT_MS = 30_000;

export async function subscribeCitizens(
  home: string,
  environment: Environment,
  mails: Pick<MailCatcher, 'waitFor'>,
): Promise<void> {
  const session = new Session(environment, { json: true, home });
  await Promise.all(
    CITIZENS.map(async ({ label, language }) => {
      const email = `${label}@annals.example`;
      await subscribe(session, { person: label, email, language });
      const mail = await mails.waitFor(({ to, text }) => to === email && /\d{8}/.test(text), MAIL_TIMEOUT_MS);
      const [code] = /\d{8}/.exec(mail?.text ?? '') ?? [];
      if (code === undefined) throw new AnnalsError('network.failed', `no mail with a code has come to ${email}`);
      await confirmAddress(session, { person: label, code });
    }),
  );
}
