/** Asks the ledger, of each key that a wallet awaits, whether it is hers now: after a rotation that was cut off, or a recovery. */
import { AnnalsError } from '../errors/index.ts';
import { routes } from '../rest/index.ts';
import type { Asked } from './find-pseudonyms.ts';
import type { Wallet } from './wallet.ts';

/**
 * Notes the keys that have become hers, and says whether there were any. Where one has not, or no node answers, the
 * wallet goes on as it is and asks again the next time: the transaction may still come.
 */
export async function settleAwaited({ client, chain }: Asked, wallet: Wallet): Promise<boolean> {
  let hasChanged = false;
  for (const awaited of wallet.awaited) {
    const { subject, secret } = wallet.keyOf(awaited);
    try {
      await client.call(routes.subject, { params: { subject }, prove: { secret, chain } });
    } catch (error) {
      if (error instanceof AnnalsError) continue;
      throw error;
    }
    wallet.noteHeld(awaited);
    hasChanged = true;
  }
  return hasChanged;
}
