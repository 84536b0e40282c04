/**
 * What a subject reveals of one seal to her: the Diffie-Hellman point of its ephemeral key and hers, proven right with
 * equal logarithms (Chaum and Pedersen 1992). Everybody then opens this seal, and nothing else that is sealed to her.
 */
import { type Infer, shape } from '../codec/index.ts';
import {
  groupBackend,
  type Hash,
  hash,
  type PublicKey,
  publicKeyOf,
  type RandomSource,
  randomBytes,
  type SecretKey,
} from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { type LinearStatement, linearProofSize, pointShape, proveLinear, verifyLinear } from '../threshold/index.ts';
import { isSealProven, sealKey } from './subject-seal.ts';

export const sealDisclosureShape = shape.struct({
  /** The seal's ephemeral key times the subject's secret. */
  shared: pointShape,
  proof: shape.bytes(linearProofSize(1)),
});
export type SealDisclosure = Infer<typeof sealDisclosureShape>;

function statementOf(recipient: PublicKey, seal: Uint8Array, context: Hash, shared: Uint8Array): LinearStatement {
  return {
    domain: 'annals/seal-disclosure-proof/v1',
    context: hash('annals/seal-disclosure/v1', context, seal),
    secretCount: 1,
    equations: [
      { image: recipient, terms: [{ secret: 0 }] },
      { image: shared, terms: [{ secret: 0, base: sealKey(seal) }] },
    ],
  };
}

/**
 * Discloses a seal.
 * @throws AnnalsError `seal.unproven` for a seal whose maker has not shown to know its secret: its ephemeral key may be
 * that of another seal to her, which would be opened as well.
 */
export function discloseSeal(
  secret: SecretKey,
  seal: Uint8Array,
  context: Hash,
  random: RandomSource = randomBytes,
): SealDisclosure {
  const recipient = publicKeyOf(secret);
  if (!isSealProven(recipient, seal, context)) {
    throw new AnnalsError('seal.unproven', 'the maker of the seal has not shown to know its secret');
  }
  const shared = groupBackend().multiply(sealKey(seal), secret);
  return { shared, proof: proveLinear(statementOf(recipient, seal, context, shared), [secret], random) };
}

/** Whether what was disclosed is what the keys agree on. Never throws, whatever the bytes. */
export function isDisclosureRight(
  { shared, proof }: SealDisclosure,
  recipient: PublicKey,
  seal: Uint8Array,
  context: Hash,
): boolean {
  try {
    return verifyLinear(statementOf(recipient, seal, context, shared), proof);
  } catch (error) {
    if (error instanceof AnnalsError) return false;
    throw error;
  }
}
