/** The wallets of a context: encrypted keystores of persons, by label. What a wallet is stands in the ledger's room. */
import { AnnalsError } from '@annals/ledger/errors';
import { routes } from '@annals/ledger/rest';
import type { LocalizedText } from '@annals/ledger/transaction';
import { type PhraseWords, Wallet } from '@annals/ledger/wallet';
import { createKeystore, listKeystores, openKeystore, replaceKeystore } from '@annals/node/keystore';
import type { Session } from '../session/session.ts';
import { useNativeSignatures } from '../session/signer.ts';

/** Whether the context holds a wallet of this label. */
export function hasWallet(session: Session, label: string): boolean {
  return listKeystores(session.files.wallets).some((wallet) => wallet.label === label);
}

/** A wallet with a fresh phrase, kept under a new label. @throws AnnalsError `keystore.exists`. */
export async function createWallet(
  session: Session,
  label: string,
  name: LocalizedText,
  words?: PhraseWords,
): Promise<Wallet> {
  useNativeSignatures();
  const wallet = await Wallet.create(name, words);
  await keepNewWallet(session, label, wallet);
  return wallet;
}

/** Keeps a wallet under a new label. @throws AnnalsError `keystore.exists`. */
export async function keepNewWallet(session: Session, label: string, wallet: Wallet): Promise<void> {
  const password = await session.newPassword(label);
  await createKeystore(session.files.wallets, contentOf(label, wallet), password, session.keystoreCost);
}

/** Keeps what a wallet has learned. */
export async function keepWallet(session: Session, label: string, wallet: Wallet): Promise<void> {
  const password = await session.password(label);
  await replaceKeystore(session.files.wallets, contentOf(label, wallet), password, session.keystoreCost);
}

const contentOf = (label: string, wallet: Wallet) =>
  ({ label, kind: 'person', agency: null, ...wallet.content }) as const;

/** Opens a wallet; keys that were awaited are settled first. @throws AnnalsError `keystore.*`. */
export async function openWallet(session: Session, label: string): Promise<Wallet> {
  useNativeSignatures();
  const wallet = await Wallet.read(await openKeystore(session.files.wallets, label, await session.password(label)));
  await settleAwaited(session, label, wallet);
  return wallet;
}

/**
 * Asks the ledger, of each key that is awaited, whether it is hers now. Where it is not, or no node answers, the wallet
 * goes on with the present key, and asks again the next time: the transaction may still come.
 */
async function settleAwaited(session: Session, label: string, wallet: Wallet): Promise<void> {
  for (const awaited of wallet.awaited) {
    const { subject, secret } = wallet.keyOf(awaited);
    try {
      const { chain } = session;
      await session.client().call(routes.subject, { params: { subject }, prove: { secret, chain } });
    } catch (error) {
      if (error instanceof AnnalsError) continue;
      throw error;
    }
    wallet.noteHeld(awaited);
    await keepWallet(session, label, wallet);
  }
}
