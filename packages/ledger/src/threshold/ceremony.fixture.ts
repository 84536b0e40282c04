/** Whole ceremonies with a seeded random source, for tests and for the published vectors. */
import type { TransactionId } from '../codec/index.ts';
import { generateSecretKey, type Point, publicKeyOf, type RandomSource, type SecretKey } from '../crypto/index.ts';
import {
  type Ceremony,
  type ComplaintEntry,
  type Conclusion,
  checkDealing,
  complain,
  concludeCeremony,
  type DealingEntry,
  deal,
  type KeyShare,
  type NetworkKey,
  networkSealContext,
  type OpeningRequest,
  openingThreshold,
  receiveShare,
  takeKeyShare,
} from './index.ts';
import { seeded } from './testing/network.ts';

export { crookedDealing } from './testing/crooked-dealing.ts';
export { seeded };

export const CHAIN = new Uint8Array(32).fill(0xc4);

export interface Participant {
  readonly index: number;
  readonly secret: SecretKey;
  readonly key: Point;
}

/** Participants with keys of their own. */
export function participants(count: number, random: RandomSource): readonly Participant[] {
  return Array.from({ length: count }, (_, position) => {
    const secret = generateSecretKey(random);
    return { index: position + 1, secret, key: publicKeyOf(secret) };
  });
}

/** The ceremony of these participants; with a previous key, a re-sharing of it. */
export function ceremonyOf(
  people: readonly Participant[],
  epoch: number,
  previous: NetworkKey | null = null,
  threshold = openingThreshold(people.length),
): Ceremony {
  return { chain: CHAIN, epoch, threshold, participants: people.map(({ key }) => key), previous };
}

/** What cheaters do to the entries before the honest ones look. */
export interface Deviations {
  readonly dealings?: (entries: DealingEntry[]) => DealingEntry[];
  readonly complaints?: (entries: ComplaintEntry[], dealings: readonly DealingEntry[]) => ComplaintEntry[];
  /** Participants that complain of nothing. */
  readonly silent?: readonly number[];
}

export interface Held {
  readonly ceremony: Ceremony;
  readonly dealings: readonly DealingEntry[];
  readonly complaints: readonly ComplaintEntry[];
  readonly conclusion: Conclusion;
}

/** Holds a ceremony: every dealer deals, every participant looks at what it was dealt and complains. */
export function hold(
  ceremony: Ceremony,
  people: readonly Participant[],
  holders: readonly KeyShare[] | null,
  random: RandomSource,
  { dealings: tamper, complaints: meddle, silent = [] }: Deviations = {},
): Held {
  const dealers = holders?.map(({ index }) => index) ?? people.map(({ index }) => index);
  const honest = dealers.map((dealer) => ({
    dealer,
    dealing: deal(
      ceremony,
      dealer,
      holders?.find(({ index }) => index === dealer),
      random,
    ),
  }));
  const dealings = tamper ? tamper(honest) : honest;
  // Of dealings that the ledger refuses there is nothing to complain.
  const standing = dealings.filter(({ dealer, dealing }) => checkDealing(ceremony, dealer, dealing).ok);
  // Who deals honestly deals nothing to complain of; `takeKeyShare` would find it.
  const due = people
    .filter(({ index }) => tamper && !silent.includes(index))
    .flatMap(({ index, secret }) =>
      standing.flatMap(({ dealer, dealing }) =>
        receiveShare(ceremony, dealer, dealing, index, secret)
          ? []
          : [{ complainer: index, complaint: complain(ceremony, dealer, dealing, index, secret, random) }],
      ),
    );
  const complaints = meddle ? meddle(due, dealings) : due;
  return { ceremony, dealings, complaints, conclusion: concludeCeremony(ceremony, dealings, complaints) };
}

/** The key and the share of each participant. */
export function keysOf(
  { ceremony, conclusion }: Held,
  people: readonly Participant[],
): { readonly key: NetworkKey; readonly keyShares: readonly KeyShare[] } {
  if (!conclusion.ok) throw new Error(conclusion.reason);
  return {
    key: conclusion.key,
    keyShares: people.map(({ index, secret }) => takeKeyShare(ceremony, conclusion, index, secret)),
  };
}

/** A network of n that has generated its key without any fault. */
export function network(count: number, seed: string, epoch = 1) {
  const random = seeded(seed);
  const people = participants(count, random);
  return { people, random, ...keysOf(hold(ceremonyOf(people, epoch), people, null, random), people) };
}

/** The context of a section of some record. */
export function contextOf(section: string): Uint8Array {
  const record = 'ab'.repeat(20) as Parameters<typeof networkSealContext>[0]['record'];
  return networkSealContext({ chain: CHAIN, record, version: 1, section, policy: new Uint8Array(32).fill(7) });
}

/** A request of a reader with this key. */
export function requestOf(readerKey: Point, epoch: number, item = 0): OpeningRequest {
  return { chain: CHAIN, epoch, transaction: 'cd'.repeat(32) as TransactionId, item, section: 'general', readerKey };
}
