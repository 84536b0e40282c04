/**
 * The reader that a package is opened for at its date: nobody in particular. Shares are always encrypted to a reader's
 * key; the secret of this one follows from the transaction, so that whoever has a threshold of shares opens it, and
 * every holder gives the same share whoever asks (PROTOCOL hidden-read).
 */
import { idToBytes, type TransactionId } from '../codec/index.ts';
import { generateSecretKey, hash, type PublicKey, publicKeyOf, type SecretKey } from '../crypto/index.ts';

/** The place of the package's seal among what the transaction opens: no section has this name. */
export const PACKAGE_ITEM = { item: 0, section: '/package' } as const;

/** The key that shares of a package are encrypted to, and the secret that everybody knows. */
export function packageReader(transaction: TransactionId): { readonly key: PublicKey; readonly secret: SecretKey } {
  const secret = generateSecretKey(() => hash('annals/package-reader/v1', idToBytes(transaction)));
  return { key: publicKeyOf(secret), secret };
}
