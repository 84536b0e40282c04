/**
 * A dealing: one dealer's secret polynomial, committed to coefficient by coefficient (Feldman 1987), with its value at
 * each participant's index encrypted to that participant, and a proof that the dealer knows the constant and the
 * secret of the encryption. Without the first proof a dealer could choose the network key (a rogue key made from the
 * others' commitments); without the second, a complaint could be made to decrypt what somebody else sent.
 */
import { concatBytes, encode, equalBytes, type Infer, shape } from '../codec/index.ts';
import {
  generateSecretKey,
  groupBackend,
  type Hash,
  hash,
  isPublicKey,
  type Point,
  type RandomSource,
  randomBytes,
  type Scalar,
  type SecretKey,
} from '../crypto/index.ts';
import { AnnalsError, type ErrorCode, invariant } from '../errors/index.ts';
import { type Ceremony, ceremonyDigest, dealerCount } from './ceremony.ts';
import { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from './linear-proof.ts';
import { type KeyShare, MAX_PARTICIPANTS, pointShape } from './network-key.ts';
import { commit, drawPolynomial, evaluate, evaluateCommitments } from './polynomial.ts';

const SHARE_SIZE_BYTES = 32;

export const dealingShape = shape.struct({
  /** Of the polynomial's coefficients, the constant first: as many as the threshold. */
  commitments: shape.list(pointShape, MAX_PARTICIPANTS, 1),
  /** The point that shares are encrypted with. */
  ephemeral: pointShape,
  /** The encrypted shares by index less one. */
  shares: shape.list(shape.bytes(SHARE_SIZE_BYTES), MAX_PARTICIPANTS, 1),
  proof: shape.bytes(linearProofSize(2)),
});
export type Dealing = Infer<typeof dealingShape>;

export type DealingVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: ErrorCode; readonly reason: string };

function statementOf(ceremony: Ceremony, dealer: number, dealing: Omit<Dealing, 'proof'>): LinearStatement {
  const { commitments, ephemeral, shares } = dealing;
  const content = encode([dealer, commitments as Uint8Array[], shares as Uint8Array[]]);
  return {
    domain: 'annals/dealing-proof/v1',
    context: hash('annals/dealing/v1', ceremonyDigest(ceremony), content),
    secretCount: 2,
    equations: [
      { image: commitments[0] as Point, terms: [{ secret: 0 }] },
      { image: ephemeral, terms: [{ secret: 1 }] },
    ],
  };
}

/** Encrypts, or decrypts, the share of one participant: a one-time pad from the Diffie-Hellman point with its key. */
export function maskShare(
  digest: Hash,
  dealer: number,
  index: number,
  points: { readonly shared: Point; readonly ephemeral: Point; readonly participant: Point },
  share: Uint8Array,
): Uint8Array {
  const { shared, ephemeral, participant } = points;
  const pad = hash('annals/dealt-share/v1', digest, shared, ephemeral, participant, encode([dealer, index]));
  return pad.map((byte, at) => byte ^ (share[at] as number));
}

/** What a dealer deals: in a re-sharing its old key share, in a generation a fresh secret. */
function constantOf(ceremony: Ceremony, dealer: number, held: KeyShare | undefined): Scalar | undefined {
  if (!ceremony.previous) return undefined;
  if (!held || held.index !== dealer || held.epoch !== ceremony.previous.epoch) {
    throw new AnnalsError('threshold.epoch', `dealer ${dealer} does not hold its share of the previous epoch`);
  }
  return held.secret;
}

/**
 * Makes a dealer's dealing. To re-share, `held` is its share of the previous epoch.
 * @throws AnnalsError `threshold.epoch` when that is missing or another, `key.malformed` for a participant's key.
 */
export function deal(ceremony: Ceremony, dealer: number, held?: KeyShare, random: RandomSource = randomBytes): Dealing {
  const polynomial = drawPolynomial(ceremony.threshold, random, constantOf(ceremony, dealer, held));
  const values = ceremony.participants.map((_, position) => {
    const value = evaluate(polynomial, position + 1);
    // No honest draw has a zero: it would tell the world that participant's share.
    invariant(value, 'a share is not zero');
    return value;
  });
  const dealing = publish(ceremony, dealer, polynomial, values, random);
  for (const secret of [...polynomial, ...values]) secret.fill(0);
  return dealing;
}

/** The dealing of a polynomial with its values. An honest dealer's values are those of the polynomial. */
export function publish(
  ceremony: Ceremony,
  dealer: number,
  polynomial: readonly Scalar[],
  values: readonly Scalar[],
  random: RandomSource,
): Dealing {
  const group = groupBackend();
  const secret = generateSecretKey(random);
  const ephemeral = group.multiplyBase(secret);
  const digest = ceremonyDigest(ceremony);
  const shares = ceremony.participants.map((participant, position) => {
    const points = { shared: group.multiply(participant, secret), ephemeral, participant };
    return maskShare(digest, dealer, position + 1, points, values[position] as Scalar);
  });
  const dealing = { commitments: commit(polynomial), ephemeral, shares };
  const secrets = [polynomial[0] as Scalar, secret];
  return { ...dealing, proof: proveLinear(statementOf(ceremony, dealer, dealing), secrets, random) };
}

/** Whether a dealing may stand: what everybody can check of it. Never throws, whatever the bytes. */
export function checkDealing(ceremony: Ceremony, dealer: number, dealing: Dealing): DealingVerdict {
  const refuse = (reason: string): DealingVerdict => ({ ok: false, code: 'threshold.dealing', reason });
  const { commitments, shares, proof } = dealing;
  if (!Number.isInteger(dealer) || dealer < 1 || dealer > dealerCount(ceremony)) return refuse('no such dealer');
  if (commitments.length !== ceremony.threshold) return refuse('not one commitment for each coefficient');
  if (shares.length !== ceremony.participants.length) return refuse('not one share for each participant');
  if (!commitments.every((commitment) => isPublicKey(commitment))) return refuse('a commitment is no point');
  if (ceremony.previous) {
    const own = ceremony.previous.verificationKeys[dealer - 1];
    if (!own || !equalBytes(own, commitments[0] as Point)) return refuse("the constant is not the dealer's old share");
  }
  if (!verifyLinear(statementOf(ceremony, dealer, dealing), proof)) return refuse('the proof does not verify');
  return { ok: true };
}

/** Whether a decrypted share is the polynomial's value at the index. Bytes that are no scalar are none. */
export function isShareOf(dealing: Dealing, index: number, share: Uint8Array): boolean {
  const expected = evaluateCommitments(dealing.commitments, index);
  try {
    return expected !== null && equalBytes(groupBackend().multiplyBase(share), expected);
  } catch (error) {
    if (error instanceof AnnalsError) return false;
    throw error;
  }
}

/**
 * The share that a dealing holds for a participant; null when it is not the one committed to, and so is to be
 * complained of. The dealing has passed {@link checkDealing}.
 */
export function receiveShare(
  ceremony: Ceremony,
  dealer: number,
  dealing: Dealing,
  index: number,
  secret: SecretKey,
): Scalar | null {
  const { ephemeral, shares } = dealing;
  const points = {
    shared: groupBackend().multiply(ephemeral, secret),
    ephemeral,
    participant: ceremony.participants[index - 1] as Point,
  };
  const share = maskShare(ceremonyDigest(ceremony), dealer, index, points, shares[index - 1] as Uint8Array);
  return isShareOf(dealing, index, share) ? share : null;
}

/** The bytes that a complaint about a dealing is bound to. */
export function dealingDigest({ commitments, ephemeral, shares, proof }: Dealing): Hash {
  const content = encode([commitments as Uint8Array[], ephemeral, shares as Uint8Array[]]);
  return hash('annals/dealing-id/v1', concatBytes(content, proof));
}
