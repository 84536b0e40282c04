/**
 * The side of the vault that has the keys, run in a worker. They are overwritten when she signs out, and gone with the
 * worker in any case.
 */
import { AnnalsError } from '@annals/ledger/errors';
import { parseKeystore, unsealKeystore } from '@annals/ledger/keystore';
import {
  type Asked,
  entropyOf,
  type FoundPseudonyms,
  findPseudonyms,
  settleAwaited,
  Wallet,
} from '@annals/ledger/wallet';
import { clientOf } from '../connection/connection.ts';
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
    const { wallet, replaced, contradicted, unheard } =
      credentials.by === 'file'
        ? await openFile(setting, credentials.keystore, credentials.password)
        : await openWords(setting, credentials.words);
    this.#wallet = wallet;
    const sectors = wallet.sectors.map((sector) => ({ sector, subject: wallet.enrolled(sector).subject }));
    const liars = [...new Set(contradicted.map(({ node }) => node))];
    return { name: wallet.name, sectors, replaced, liars, unheard };
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

interface Opened extends Pick<FoundPseudonyms, 'replaced' | 'contradicted' | 'unheard'> {
  readonly wallet: Wallet;
}

async function openFile(setting: Setting, text: string, password: string): Promise<Opened> {
  const keystore = parseKeystore(text);
  if (keystore.kind !== 'person') {
    throw new AnnalsError('keystore.malformed', `this is the key of an ${keystore.kind}`);
  }
  const wallet = await Wallet.read(await unsealKeystore(keystore, password));
  const { contradicted } = await settleAwaited(asked(setting), wallet);
  return { wallet, replaced: [], contradicted, unheard: [] };
}

async function openWords(setting: Setting, words: string): Promise<Opened> {
  const wallet = await Wallet.fromEntropy(await entropyOf(words), null);
  const { held, ...found } = await findPseudonyms(asked(setting), wallet);
  if (held.length === 0) throw new AnnalsError('phrase.no-subject', 'nobody is enrolled with these words');
  for (const each of held) wallet.noteHeld(each);
  return { wallet, ...found };
}

function asked({ nodes, trusted }: Setting): Asked {
  return { nodes: nodes.map(clientOf), trusted };
}
