/** Starts notices by e-mail as the configuration has them: what is kept, the mail server, and where mails lead to. */
import { join } from 'node:path';
import { UNSUBSCRIBE_PATH } from './api/index.ts';
import type { NodeConfig } from './config/index.ts';
import { later } from './later.ts';
import { createSmtpMailer } from './mail/index.ts';
import { Notifier, type NotifierParts } from './notify/index.ts';
import { openKeptValues } from './store/index.ts';

/** @throws AnnalsError `store.*`, `config.invalid`. */
export async function startNotices(
  { smtp, from, explorerUrl, publicUrl, maxSubscriptions, dailyHour }: NonNullable<NodeConfig['notices']>,
  dataFolder: string,
  rooms: Pick<NotifierParts, 'chain' | 'store' | 'log'>,
  onStop: (close: () => Promise<void>) => void,
): Promise<Notifier> {
  const mailer = createSmtpMailer({ ...smtp, from });
  const kept = await openKeptValues(join(dataFolder, 'notices'));
  onStop(() => kept.close());
  const address = publicUrl?.replace(/\/$/, '') ?? null;
  const notifier = await Notifier.start({
    ...rooms,
    kept,
    mailer,
    links: {
      explorerUrl,
      unsubscribeUrl: (token) => (address === null ? null : `${address}${UNSUBSCRIBE_PATH}/${token}`),
    },
    later,
    wallMs: Date.now,
    maxSubscriptions,
    dailyHour,
  });
  onStop(() => notifier.stop());
  return notifier;
}
