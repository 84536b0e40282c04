/**
 * A complaint: a participant shows that the share it was dealt is bad. It reveals the Diffie-Hellman point that the
 * share was encrypted with, and proves it right with equal logarithms (Chaum and Pedersen 1992), so that everybody
 * decrypts the share and sees who lied: the dealer, or the one that complains. Nothing is left to the dealer's answer.
 */
import { encode, type Infer, shape } from '../codec/index.ts';
import { groupBackend, hash, type Point, type RandomSource, randomBytes, type SecretKey } from '../crypto/index.ts';
import { type Ceremony, ceremonyDigest } from './ceremony.ts';
import { type Dealing, dealingDigest, isShareOf, maskShare } from './dealing.ts';
import { type LinearStatement, linearProofSize, proveLinear, verifyLinear } from './linear-proof.ts';
import { participantIndexShape, pointShape } from './network-key.ts';

export const complaintShape = shape.struct({
  dealer: participantIndexShape,
  /** The dealing's ephemeral point times the complaining participant's secret. */
  shared: pointShape,
  proof: shape.bytes(linearProofSize(1)),
});
export type Complaint = Infer<typeof complaintShape>;

/** `upheld`: the dealer dealt a bad share. `false`: the share is good. `refused`: it shows nothing either way. */
export type Judgement = 'upheld' | 'false' | 'refused';

function statementOf(
  ceremony: Ceremony,
  dealing: Dealing,
  complainer: number,
  { dealer, shared }: Omit<Complaint, 'proof'>,
): LinearStatement {
  return {
    domain: 'annals/complaint-proof/v1',
    context: hash(
      'annals/complaint/v1',
      ceremonyDigest(ceremony),
      dealingDigest(dealing),
      encode([dealer, complainer]),
    ),
    secretCount: 1,
    equations: [
      { image: ceremony.participants[complainer - 1] as Point, terms: [{ secret: 0 }] },
      { image: shared, terms: [{ secret: 0, base: dealing.ephemeral }] },
    ],
  };
}

/** Makes a complaint of participant `complainer`, whose secret key opens what it was dealt. */
export function complain(
  ceremony: Ceremony,
  dealer: number,
  dealing: Dealing,
  complainer: number,
  secret: SecretKey,
  random: RandomSource = randomBytes,
): Complaint {
  const complaint = { dealer, shared: groupBackend().multiply(dealing.ephemeral, secret) };
  return { ...complaint, proof: proveLinear(statementOf(ceremony, dealing, complainer, complaint), [secret], random) };
}

/** Who is in the right. The dealing has passed `checkDealing`. Never throws, whatever the bytes of the complaint. */
export function judgeComplaint(
  ceremony: Ceremony,
  dealing: Dealing,
  complainer: number,
  complaint: Complaint,
): Judgement {
  const participant = ceremony.participants[complainer - 1];
  if (!participant) return 'refused';
  if (!verifyLinear(statementOf(ceremony, dealing, complainer, complaint), complaint.proof)) return 'refused';
  const points = { shared: complaint.shared, ephemeral: dealing.ephemeral, participant };
  const encrypted = dealing.shares[complainer - 1] as Uint8Array;
  const share = maskShare(ceremonyDigest(ceremony), complaint.dealer, complainer, points, encrypted);
  return isShareOf(dealing, complainer, share) ? 'false' : 'upheld';
}
