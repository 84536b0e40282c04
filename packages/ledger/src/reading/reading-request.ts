/** Builds the transaction that asks to read, with a fresh reader key that only the one who asks knows the secret of. */
import type { AgencyId, SubjectId } from '../codec/index.ts';
import { generateSecretKey, publicKeyOf, type RandomSource, randomBytes, type SecretKey } from '../crypto/index.ts';
import { proveReaderKey } from '../threshold/index.ts';
import {
  type AccessItem,
  type BodyOf,
  buildTransaction,
  type ChainId,
  readerDigest,
  SALT_SIZE_BYTES,
  type Transaction,
} from '../transaction/index.ts';

/** A request that does not come into a block in this many heights will not. */
export const VALID_FOR_HEIGHTS = 90;

/** Who asks: an officer for her agency, or a person with the present key of a subject. */
export interface ReadingSigner {
  readonly secret: SecretKey;
  readonly agency: AgencyId | null;
  readonly subject: SubjectId | null;
}

/** What is asked for, and why. */
export interface ReadingRequest {
  readonly items: readonly AccessItem[];
  readonly purpose: string;
  /** The legal basis, as a short reference such as `health-act/41`. */
  readonly basis: string;
  /** The reason, where an emergency is invoked; else null. */
  readonly emergency: string | null;
}

/** A signed request with the secret that opens what it is granted. Whoever loses that secret asks again. */
export interface SignedReading {
  readonly transaction: Transaction;
  readonly readerSecret: SecretKey;
}

/** The body of `access.read` for a signer and salt, and the secret of the reader key in it. */
export function readingBody(
  chain: ChainId,
  signer: ReadingSigner,
  salt: Uint8Array,
  request: ReadingRequest,
  random: RandomSource = randomBytes,
): { readonly body: BodyOf<'access.read'>; readonly readerSecret: SecretKey } {
  const readerSecret = generateSecretKey(random);
  const digest = readerDigest(chain, publicKeyOf(signer.secret), salt, request.items);
  const readerProof = proveReaderKey(readerSecret, digest, random);
  const readerKey = publicKeyOf(readerSecret);
  return { body: { ...request, subject: signer.subject, readerKey, readerProof }, readerSecret };
}

/** Signs a request that is valid up to a height. */
export function signReading(
  chain: ChainId,
  signer: ReadingSigner,
  request: ReadingRequest,
  lastValid: number,
  random: RandomSource = randomBytes,
): SignedReading {
  const salt = random(SALT_SIZE_BYTES);
  const { body, readerSecret } = readingBody(chain, signer, salt, request, random);
  const { secret: signerSecret, agency } = signer;
  const transaction = buildTransaction<'access.read'>({
    chain,
    kind: 'access.read',
    body,
    agency,
    lastValid,
    salt,
    signerSecret,
  });
  return { transaction: transaction as unknown as Transaction, readerSecret };
}
