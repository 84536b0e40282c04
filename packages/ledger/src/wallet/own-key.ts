/**
 * Which key of a wallet acts for a pseudonym: taken only from what is proven of that pseudonym, or from the receipt of
 * the transaction that put the key in its place. What a node says of it by itself is not believed, and does not compile
 * (ATTACK node-names-the-pseudonym).
 */
import { decodeResult, type Subject } from '../block/index.ts';
import { equalBytes, type SubjectId } from '../codec/index.ts';
import type { PublicKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Proven, Receipt } from '../light/index.ts';
import { decodeTransaction, subjectIdOf, type Transaction } from '../transaction/index.ts';
import type { HeldKey } from './note.ts';
import type { Wallet } from './wallet.ts';

/** Keys that are tried where her first key was enrolled: more than anybody replaces. */
const MAX_ROTATIONS = 64;

/** The key of the wallet that is the present one of a subject; undefined where it is none of the wallet's. */
export function ownKeyOf(wallet: Wallet, id: SubjectId, { sector, key }: Proven<Subject>): Proven<HeldKey> | undefined {
  for (let index = 0; index < MAX_ROTATIONS; index++) {
    const held = { sector, subject: id, index };
    if (equalBytes(wallet.publicKeyOf(held), key)) return held as Proven<HeldKey>;
  }
  return undefined;
}

/**
 * The key that a committed transaction has put in its place: an enrolment, or a replacement by her.
 * @throws AnnalsError `proof.inclusion` when the receipt is of another transaction, or of one that was refused.
 */
export function committedKey(wallet: Wallet, key: HeldKey, receipt: Proven<Receipt>): Proven<HeldKey> {
  const transaction = decodeTransaction(receipt.transaction);
  const isCarriedOut = decodeResult(receipt.result).code === 'ok';
  if (isCarriedOut && putsInPlace(transaction, key, wallet.publicKeyOf(key))) return key as Proven<HeldKey>;
  throw new AnnalsError('proof.inclusion', `the receipt does not say that this is her key of the sector ${key.sector}`);
}

function putsInPlace({ payload }: Transaction, { sector, subject }: HeldKey, key: PublicKey): boolean {
  switch (payload.kind) {
    case 'person.enrol':
      return (
        payload.body.sector === sector &&
        equalBytes(payload.body.key, key) &&
        subjectIdOf(sector, payload.body.key) === subject
      );
    case 'person.rotate-key':
      return payload.body.subject === subject && equalBytes(payload.body.key, key);
    default:
      return false;
  }
}
