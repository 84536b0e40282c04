/**
 * Opening a seal with shares: the reader checks each against its validator's verification key, leaves out and names
 * those that are wrong, and combines any t others (Lagrange at zero, in the group). The encrypted shares are combined
 * first, so that the reader's secret is used once.
 */
import { groupBackend, type Point, type SecretKey } from '../crypto/index.ts';
import { AnnalsError } from '../errors/index.ts';
import type { NetworkKey } from './network-key.ts';
import { openNetworkSeal } from './network-seal.ts';
import { type OpeningRequest, type OpeningShare, type PlacedSeal, verifyOpeningShare } from './opening-share.ts';
import { combinePoints } from './polynomial.ts';
import { lagrangeAtZero } from './scalar-field.ts';

/** Shares sorted by whether they hold. */
export interface SortedShares {
  /** One share of each validator that gave a right one, in the order given; no more than the threshold. */
  readonly usable: readonly OpeningShare[];
  /** The indices whose shares are wrong, in the order met. Their validators lie, or the one that brought them does. */
  readonly wrong: readonly number[];
}

/** Checks shares in the order given, until there are enough. */
export function sortShares(
  key: NetworkKey,
  request: OpeningRequest,
  seal: Uint8Array,
  shares: readonly OpeningShare[],
): SortedShares {
  const usable: OpeningShare[] = [];
  const wrong = new Set<number>();
  for (const share of shares) {
    if (usable.length === key.threshold) break;
    if (usable.some(({ index }) => index === share.index)) continue;
    if (verifyOpeningShare(key, request, seal, share)) usable.push(share);
    else wrong.add(share.index);
  }
  return { usable, wrong: [...wrong] };
}

/** The seal's point times the network's secret, from shares that are right; null at infinity. */
export function combineShares(shares: readonly OpeningShare[], readerSecret: SecretKey): Point | null {
  const group = groupBackend();
  const coefficients = lagrangeAtZero(shares.map(({ index }) => index));
  const combined = (part: 'ephemeral' | 'encrypted') =>
    combinePoints(
      shares.map((share) => share[part]),
      coefficients,
    );
  const [ephemeral, encrypted] = [combined('ephemeral'), combined('encrypted')];
  if (!ephemeral || !encrypted) return encrypted;
  return group.add([encrypted, group.negate(group.multiply(ephemeral, readerSecret))]);
}

/** What came of opening: the content key, and who gave wrong shares. */
export interface Opened {
  readonly contentKey: Uint8Array;
  readonly wrong: readonly number[];
}

/**
 * Opens a seal with the shares of at least t validators.
 * @throws AnnalsError `threshold.too-few-shares`, naming the indices of the wrong ones, `seal.open-failed` when the
 * sealer sealed nothing that opens.
 */
export function openWithShares(
  key: NetworkKey,
  request: OpeningRequest,
  { seal, context }: PlacedSeal,
  shares: readonly OpeningShare[],
  readerSecret: SecretKey,
): Opened {
  const { usable, wrong } = sortShares(key, request, seal, shares);
  if (usable.length < key.threshold) {
    const blame = wrong.length > 0 ? `; wrong ones came from ${wrong.join(', ')}` : '';
    throw new AnnalsError(
      'threshold.too-few-shares',
      `${usable.length} of ${key.threshold} shares that it takes${blame}`,
    );
  }
  const shared = combineShares(usable, readerSecret);
  if (!shared) throw new AnnalsError('seal.open-failed', 'the shares combine to no point');
  return { contentKey: openNetworkSeal(key.publicKey, seal, context, shared), wrong };
}
