/** Whose entitlements and payments a command lists: a person's own, by her wallet, or what an officer's programmes pay her. */
import { parseId, type SubjectId } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import type { Session } from '../session/session.ts';
import { openSigner } from '../session/signer.ts';
import { openWallet } from '../wallet/wallet.ts';

export interface PayeeOptions {
  readonly person?: string;
  readonly subject?: string;
}

export interface Payee {
  readonly subject: SubjectId;
  /** The key that proves that the answer is for whoever asks. */
  readonly secret: Uint8Array;
}

export async function payees(session: Session, { person, subject }: PayeeOptions): Promise<readonly Payee[]> {
  if (subject !== undefined) {
    const { secret } = await openSigner(session, { kinds: ['officer'] });
    return [{ subject: parseId('subject', subject), secret }];
  }
  if (person === undefined)
    throw new AnnalsError('command.usage', 'name the person with --person, or a pseudonym with --subject');
  const wallet = await openWallet(session, person);
  return wallet.sectors.map((sector) => wallet.enrolled(sector));
}
