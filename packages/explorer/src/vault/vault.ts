/** The side of the vault that has the keys, run in a worker. When the worker is ended, the keys are gone with it. */
import { AnnalsError } from '@annals/ledger/errors';
import type { Asker } from '../mine/asker.ts';
import { openKeystore } from './keystore.ts';
import type { Identity, Setting, Whose } from './protocol.ts';
import { readWallet, type Wallet } from './wallet.ts';

export class Vault {
  #wallet: Wallet | undefined;

  unlock(keystore: string, password: string): Identity {
    this.#wallet = readWallet(openKeystore(keystore, password));
    const { name, pseudonyms } = this.#wallet;
    return { name, sectors: pseudonyms.map(({ sector, subject }) => ({ sector, subject })) };
  }

  /** Asks about her in a sector, or about somebody in it whom she represents, with her key of that sector. */
  asker(setting: Setting, { sector, subject }: Whose): Asker {
    const found = this.#wallet?.pseudonyms.find((each) => each.sector === sector);
    if (!found) throw new AnnalsError('auth.required', 'the wallet is locked');
    return { setting, subject, secret: found.secret };
  }
}
