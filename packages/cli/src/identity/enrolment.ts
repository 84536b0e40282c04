/** Enrols a person: her key of a sector signs that the agency may, and the agency puts the pseudonym on the ledger. */
import { sign } from '@annals/ledger/crypto';
import { invariant } from '@annals/ledger/errors';
import { type BodyOf, type ChainId, enrolmentDigest } from '@annals/ledger/transaction';
import type { Pseudonym } from '@annals/ledger/wallet';
import type { Signer } from '../session/signer.ts';

/** The body of `person.enrol` for a pseudonym, by an agency that issues identities. */
export function enrolmentBody(
  chain: ChainId,
  { sector, publicKey, secret }: Pseudonym,
  registrar: Signer,
): BodyOf<'person.enrol'> {
  invariant(registrar.agency, 'persons are enrolled by an agency');
  return { sector, key: publicKey, proof: sign(enrolmentDigest(chain, sector, registrar.agency), secret) };
}
