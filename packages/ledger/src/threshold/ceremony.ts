/**
 * A ceremony makes the key shares of an epoch on the ledger: the first generates the network key (Pedersen 1991, with
 * proofs of possession), each later one re-shares the same key to another set. Every dealer publishes one dealing,
 * whoever was dealt a bad share one complaint that proves it, and everybody concludes the same from what is on the
 * ledger. This file says what a ceremony is; its rounds are in dealing.ts, complaint.ts and conclude.ts.
 */
import { encode } from '../codec/index.ts';
import { HASH_SIZE_BYTES, type Hash, hash, isPublicKey, type Point } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import { MAX_PARTICIPANTS, type NetworkKey } from './network-key.ts';

/** What all taking part agree on before it begins. */
export interface Ceremony {
  readonly chain: Uint8Array;
  /** Used for one ceremony of the chain only, also when it fails; the height at which it begins serves. */
  readonly epoch: number;
  /** How many of the new shares will open a seal. */
  readonly threshold: number;
  /** The keys that shares are encrypted to, by index less one. */
  readonly participants: readonly Point[];
  /** The key that is re-shared, whose holders are the dealers; null to generate one, with the participants as dealers. */
  readonly previous: NetworkKey | null;
}

/**
 * Whether a ceremony can be held.
 * @throws AnnalsError `threshold.ceremony` for a threshold out of range, too many participants, keys that are no points
 * or stand twice, an epoch that is not later than the previous one.
 */
export function requireCeremony({ chain, epoch, threshold, participants, previous }: Ceremony): void {
  const refuse = (reason: string): never => {
    throw new AnnalsError('threshold.ceremony', reason);
  };
  if (chain.length !== HASH_SIZE_BYTES) refuse('a chain id has 32 bytes');
  if (participants.length === 0 || participants.length > MAX_PARTICIPANTS) {
    refuse(`${participants.length} participants, 1 to ${MAX_PARTICIPANTS} are possible`);
  }
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > participants.length) {
    refuse(`a threshold of ${threshold} among ${participants.length}`);
  }
  if (!Number.isSafeInteger(epoch) || epoch < 0) refuse('an epoch is a number from 0 on');
  if (previous && epoch <= previous.epoch) refuse(`epoch ${epoch} does not come after ${previous.epoch}`);
  const keys = participants.map((key) => (isPublicKey(key) ? key.join() : refuse('the key of a participant is none')));
  if (new Set(keys).size !== keys.length) refuse('two participants have the same key');
}

/** What every proof and every encrypted share of the ceremony is bound to. */
export function ceremonyDigest({ chain, epoch, threshold, participants, previous }: Ceremony): Hash {
  const before = previous && [
    previous.epoch,
    previous.threshold,
    previous.publicKey,
    previous.verificationKeys as (Uint8Array | null)[],
  ];
  return hash('annals/ceremony/v1', chain, encode([epoch, threshold, participants as Uint8Array[], before]));
}

/** How many dealers there can be: their indices run from 1 to this. */
export function dealerCount({ participants, previous }: Ceremony): number {
  return previous ? previous.verificationKeys.length : participants.length;
}

/**
 * How many dealers must qualify. To generate, as many as open a seal, so that fewer than that, dealing together, never
 * know the whole; to re-share, as many as the old shares need.
 */
export function dealersNeeded({ threshold, previous }: Ceremony): number {
  return previous ? previous.threshold : threshold;
}
