/**
 * The side of the vault that has the keys, run in a worker. They are overwritten when she signs out, and gone with the
 * worker in any case.
 */
import { AnnalsError } from '@annals/ledger/errors';
import { parseKeystore, unsealKeystore } from '@annals/ledger/keystore';
import { entropyOf, findPseudonyms, knownSectors, settleAwaited, Wallet } from '@annals/ledger/wallet';
import { ask, clientOf } from '../connection/connection.ts';
import type { Setting } from '../connection/setting.ts';
import type { Asker } from '../mine/asker.ts';
import type { Credentials, Identity, Whose } from './protocol.ts';

export class Vault {
  #wallet: Wallet | undefined;

  /**
   * Opens a wallet by its file, or finds her pseudonyms by its words.
   * @throws AnnalsError `keystore.*`, `phrase.*`, and what asking a node throws.
   */
  async unlock(setting: Setting, credentials: Credentials): Promise<Identity> {
    const { wallet, replaced } =
      credentials.by === 'file'
        ? await openFile(setting, credentials.keystore, credentials.password)
        : await openWords(setting, credentials.words);
    this.#wallet = wallet;
    const sectors = wallet.sectors.map((sector) => ({ sector, subject: wallet.enrolled(sector).subject }));
    return { name: wallet.name, sectors, replaced };
  }

  /** Overwrites all keys. */
  forget(): void {
    this.#wallet?.forget();
    this.#wallet = undefined;
  }

  /** Asks about her in a sector, or about somebody in it whom she represents, with her key of that sector. */
  asker(setting: Setting, { sector, subject }: Whose): Asker {
    const wallet = this.#wallet;
    if (!wallet) throw new AnnalsError('auth.required', 'the wallet is locked');
    return { setting, subject, secret: wallet.enrolled(sector).secret, earlierSecrets: wallet.earlierSecrets(sector) };
  }
}

interface Opened {
  readonly wallet: Wallet;
  /** Sectors in which another key has taken the place of the one that the words give. */
  readonly replaced: readonly string[];
}

async function openFile(setting: Setting, text: string, password: string): Promise<Opened> {
  const keystore = parseKeystore(text);
  if (keystore.kind !== 'person') {
    throw new AnnalsError('keystore.malformed', `this is the key of an ${keystore.kind}`);
  }
  const wallet = await Wallet.read(await unsealKeystore(keystore, password));
  if (wallet.awaited.length > 0)
    await ask(setting.nodes.map(clientOf), (client) => settleAwaited(asked(setting, client), wallet));
  return { wallet, replaced: [] };
}

async function openWords(setting: Setting, words: string): Promise<Opened> {
  const wallet = await Wallet.fromEntropy(await entropyOf(words), null);
  const { held, replaced } = await ask(setting.nodes.map(clientOf), async (client) =>
    findPseudonyms(asked(setting, client), wallet, await knownSectors(client)),
  );
  if (held.length === 0) throw new AnnalsError('phrase.no-subject', 'nobody is enrolled with these words');
  for (const each of held) wallet.noteHeld(each);
  return { wallet, replaced };
}

function asked({ trusted }: Setting, client: ReturnType<typeof clientOf>) {
  return { client, chain: trusted.chain };
}
