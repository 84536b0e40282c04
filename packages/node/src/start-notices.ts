/** Starts notices by e-mail as the configuration has them: the mail server, and where mails lead to. */
import { UNSUBSCRIBE_PATH } from '@annals/ledger/rest';
import type { NodeConfig } from './config/index.ts';
import type { Ground } from './ground.ts';
import { later } from './later.ts';
import { createSmtpMailer } from './mail/index.ts';
import { Notifier } from './notify/index.ts';
import { FileCipher, sealedValues } from './secret-files/index.ts';
import type { KeptValues } from './store/store.ts';

/**
 * Null where the configuration has no notices.
 * @param open opens what is kept beside the chain; it is encrypted there.
 * @throws AnnalsError `store.*`, `config.invalid`.
 */
export async function startNotices(
  config: NodeConfig['notices'],
  open: () => Promise<KeptValues>,
  { networkSecret, chain, store, log }: Pick<Ground, 'networkSecret' | 'chain' | 'store' | 'log'>,
  onStop: (close: () => Promise<void>) => void,
): Promise<Notifier | null> {
  if (!config) return null;
  const { smtp, from, explorerUrl, publicUrl, maxSubscriptions, dailyHour } = config;
  const mailer = createSmtpMailer({ ...smtp, from });
  const kept = sealedValues(await open(), new FileCipher('annals/kept-notices/v1', networkSecret, chain.chain));
  onStop(() => kept.close());
  const address = publicUrl?.replace(/\/$/, '') ?? null;
  const notifier = await Notifier.start({
    chain,
    store,
    log,
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
