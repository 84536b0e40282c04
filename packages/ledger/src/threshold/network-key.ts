/**
 * The network's threshold key: one public key that records are sealed to, whose secret nobody holds. Each validator
 * holds a key share, the value at its index of a polynomial whose constant is that secret; the verification keys are
 * the shares in the group, against which what a validator makes of its share is checked (LAW 2).
 */
import { equalBytes, type Infer, type Shape, shape } from '../codec/index.ts';
import { groupBackend } from '../crypto/index.ts';

/** Validators of one ledger; a dealing for this many still fits into one transaction. */
export const MAX_PARTICIPANTS = 100;

/** A compressed point. That it is one is checked where it is used. */
export const pointShape: Shape<Uint8Array> = shape.bytes(33);

/** A participant's place in its ceremony, from 1 on: where the polynomial is evaluated. */
export const participantIndexShape: Shape<number> = shape.integer(1, MAX_PARTICIPANTS);

export const networkKeyShape = shape.struct({
  /** The ceremony that made the shares. The public key outlives epochs; shares of different epochs do not combine. */
  epoch: shape.uint,
  /** How many shares open a seal; fewer give nothing. */
  threshold: participantIndexShape,
  publicKey: pointShape,
  /** By index less one; null for a participant whose share came out as zero, which only dealers in league with it can do. */
  verificationKeys: shape.list(shape.nullable(pointShape), MAX_PARTICIPANTS, 1),
});
export type NetworkKey = Infer<typeof networkKeyShape>;

/** What a validator keeps, encrypted, and destroys when the next epoch begins. */
export const keyShareShape = shape.struct({
  epoch: shape.uint,
  index: participantIndexShape,
  secret: shape.bytes(32),
});
export type KeyShare = Infer<typeof keyShareShape>;

/** How many of n shares open a seal: n - f, so that with f faulty validators the others still can. */
export function openingThreshold(participantCount: number): number {
  return participantCount - Math.floor((participantCount - 1) / 3);
}

/** Whether a share is the one that a key has for its index: what an earlier candidate of the same epoch gave is not. */
export function fitsVerificationKey({ epoch, verificationKeys }: NetworkKey, share: KeyShare): boolean {
  const expected = verificationKeys[share.index - 1];
  return share.epoch === epoch && !!expected && equalBytes(groupBackend().multiplyBase(share.secret), expected);
}
