/** The wallets of a context: encrypted keystores of persons, by label. What a wallet is stands in the ledger's room. */
import type { LocalizedText } from '@annals/ledger/transaction';
import { type PhraseWords, settleAwaited, Wallet } from '@annals/ledger/wallet';
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
  if (wallet.awaited.length === 0) return wallet;
  const { hasChanged, contradicted } = await settleAwaited(session, wallet);
  session.noteContradicted(contradicted);
  if (hasChanged) await keepWallet(session, label, wallet);
  return wallet;
}
