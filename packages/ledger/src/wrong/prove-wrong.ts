/** Makes the proof that a section of her own record does not open, without showing anything that is well sealed. */
import type { SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { Receipt } from '../light/index.ts';
import {
  decodeSidecar,
  discloseSeal,
  findSection,
  isSealProven,
  sealContext,
  sealedContentOf,
} from '../sidecar/index.ts';
import { decodeTransaction } from '../transaction/index.ts';
import type { Wrong } from './format.ts';
import { judgeSection } from './judge-section.ts';
import { placeOf } from './verify-wrong.ts';

/** What a person has of the section. */
export interface WrongSection {
  /** Of the transaction that brought the content. */
  readonly receipt: Receipt;
  readonly sidecar: Uint8Array;
  readonly section: string;
  /** Of the key that it is sealed to. */
  readonly secret: SecretKey;
}

/**
 * Proves it. What the bad section opens to, as far as it does, can be read by whoever gets the proof.
 * @throws AnnalsError `wrong.none` when the section opens as it should, `wrong.malformed` when the transaction brings no
 * sealed content; `sidecar.*`.
 */
export function proveWrong({ receipt, sidecar: bytes, section, secret }: WrongSection): Wrong {
  const transaction = decodeTransaction(receipt.transaction);
  const content = sealedContentOf(transaction);
  if (!content) throw new AnnalsError('wrong.malformed', 'the transaction brings no sealed content');
  const place = placeOf(transaction, section, content);
  const sidecar = decodeSidecar(bytes);
  const { toSubject } = findSection(sidecar, place);
  const context = sealContext(place);
  const isProven = isSealProven(content.sealedTo, toSubject, context);
  const disclosure = isProven ? discloseSeal(secret, toSubject, context) : null;
  if (judgeSection(sidecar, place, content.sealedTo, disclosure) === 'right') {
    throw new AnnalsError('wrong.none', `the section ${section} opens as it should`);
  }
  return { format: 'annals-wrong', version: 1, receipt, sidecar: bytes, section, disclosure };
}
