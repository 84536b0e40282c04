/** Whose entitlements and payments a command lists: a person's own, by her wallet, or what an officer's programmes pay her. */
import type { StateKey, ValueOf } from '@annals/ledger/block';
import { type IdOf, parseId, type SubjectId } from '@annals/ledger/codec';
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

/** Values of these, each proven; that none is left out is what a node says. @throws AnnalsError `proof.*`, `node.*`. */
export async function provenOf<K extends 'entitlement' | 'payment'>(
  session: Session,
  of: readonly Payee[],
  list: (payee: Payee) => Promise<readonly { readonly id: IdOf<K> }[]>,
  keyOf: (id: IdOf<K>) => StateKey<K>,
): Promise<readonly { readonly id: IdOf<K>; readonly value: ValueOf<K> }[]> {
  const found: { readonly id: IdOf<K>; readonly value: ValueOf<K> }[] = [];
  for (const payee of of) {
    for (const { id } of await list(payee)) {
      const { value } = await session.valueOfSubject(payee.subject, keyOf(id), payee.secret);
      if (!value) throw new AnnalsError('proof.membership', 'a node lists what the ledger does not hold');
      found.push({ id, value });
    }
  }
  return found;
}
