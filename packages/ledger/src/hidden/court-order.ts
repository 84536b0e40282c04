/**
 * A court's order for a hidden read: the court agency's key signs the commitment to the details, with the agency that
 * may read, the type and the reveal date. The ledger checks the signature without learning what it is about; the
 * officer gets the order as a file, with the seed that opens the commitment.
 */
import { type AgencyId, encode, encodeShape, type Infer, idToBytes, shape } from '../codec/index.ts';
import {
  type Hash,
  hash,
  type RandomSource,
  randomBytes,
  type SecretKey,
  sign,
  verifySignature,
} from '../crypto/index.ts';
import {
  HIDDEN_SEED_SIZE_BYTES,
  type HiddenDetails,
  hashShape,
  hiddenDetailsShape,
  signatureShape,
} from '../transaction/index.ts';

/** The commitment to details. The seed is as random as a key, so that nothing can be guessed from it (LAW 1). */
export function hiddenCommitment(details: HiddenDetails, seed: Uint8Array): Hash {
  return hash('annals/hidden-commitment/v1', seed, encodeShape(hiddenDetailsShape, details));
}

/** What the court allows: all of it is public in the transaction but what the commitment hides. */
export interface CourtOrderTerms {
  readonly chain: Uint8Array;
  /** The agency that may read. */
  readonly agency: AgencyId;
  readonly type: string;
  readonly commitment: Hash;
  readonly revealMs: number;
}

/** What the court signs. */
export function courtOrderDigest({ chain, agency, type, commitment, revealMs }: CourtOrderTerms): Hash {
  return hash('annals/court-order/v1', chain, encode([idToBytes(agency), type, commitment, revealMs]));
}

/** The order as the court hands it to the agency. It is as secret as what it is about. */
export const courtOrderShape = shape.struct({
  format: shape.oneOf('annals-court-order'),
  chain: hashShape,
  court: shape.id('agency'),
  agency: shape.id('agency'),
  type: shape.slug,
  details: hiddenDetailsShape,
  seed: shape.bytes(HIDDEN_SEED_SIZE_BYTES),
  revealMs: shape.time,
  signature: signatureShape,
});
export type CourtOrder = Infer<typeof courtOrderShape>;

function digestOf(order: Omit<CourtOrder, 'format' | 'signature'>): Hash {
  return courtOrderDigest({ ...order, commitment: hiddenCommitment(order.details, order.seed) });
}

/** Makes and signs an order, with a fresh seed. */
export function makeCourtOrder(
  terms: Omit<CourtOrder, 'format' | 'seed' | 'signature'>,
  courtSecret: SecretKey,
  random: RandomSource = randomBytes,
): CourtOrder {
  const order = { ...terms, format: 'annals-court-order' as const, seed: random(HIDDEN_SEED_SIZE_BYTES) };
  return { ...order, signature: sign(digestOf(order), courtSecret) };
}

/** Whether an order is signed by the court's key. Never throws. */
export function verifyCourtOrder(order: CourtOrder, courtKey: Uint8Array): boolean {
  return verifySignature(digestOf(order), order.signature, courtKey);
}
