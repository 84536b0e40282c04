/**
 * The conclusion of a ceremony, the same for everybody who has the ledger: which dealers qualify, who cheated, the
 * network key with its verification keys, and each participant's own key share. With up to f dealers that cheat or are
 * absent, the n - f others suffice.
 */
import { equalBytes } from '../codec/index.ts';
import { groupBackend, type Point, type Scalar, type SecretKey } from '../crypto/index.ts';
import { AnnalsError, invariant } from '../errors/index.ts';
import { type Ceremony, dealerCount, dealersNeeded, requireCeremony } from './ceremony.ts';
import { type Complaint, judgeComplaint } from './complaint.ts';
import { checkDealing, type Dealing, dealingDigest, receiveShare } from './dealing.ts';
import type { KeyShare, NetworkKey } from './network-key.ts';
import { combinePoints, evaluateCommitments } from './polynomial.ts';
import { lagrangeAtZero } from './scalar-field.ts';

/** A dealing as the ledger has it: who signed it, in the order of the blocks. */
export interface DealingEntry {
  readonly dealer: number;
  readonly dealing: Dealing;
}

/** A complaint as the ledger has it. */
export interface ComplaintEntry {
  readonly complainer: number;
  readonly complaint: Complaint;
}

/** What somebody did wrong. A dealer's fault names the dealer, a complainer's the participant. */
export type Fault =
  | { readonly type: 'absent' | 'bad-dealing' | 'second-dealing'; readonly dealer: number }
  | { readonly type: 'bad-share'; readonly dealer: number; readonly participant: number }
  | { readonly type: 'false-complaint' | 'bad-complaint'; readonly participant: number; readonly dealer: number };

/** Dealers that qualify, by index, with the dealings that count. */
export type QualifiedDealings = ReadonlyMap<number, Dealing>;

export type Conclusion = { readonly faults: readonly Fault[] } & (
  | { readonly ok: true; readonly key: NetworkKey; readonly qualified: QualifiedDealings }
  | { readonly ok: false; readonly code: 'threshold.no-key'; readonly reason: string }
);

/** The first right dealing of each dealer. A second, other one changes nothing, and is named. */
function standingDealings(ceremony: Ceremony, entries: readonly DealingEntry[], faults: Fault[]): Map<number, Dealing> {
  const standing = new Map<number, Dealing>();
  for (const { dealer, dealing } of entries) {
    const first = standing.get(dealer);
    if (first) {
      if (!equalBytes(dealingDigest(first), dealingDigest(dealing))) faults.push({ type: 'second-dealing', dealer });
    } else if (checkDealing(ceremony, dealer, dealing).ok) standing.set(dealer, dealing);
    else faults.push({ type: 'bad-dealing', dealer });
  }
  return standing;
}

/** Concludes a ceremony from the dealings and complaints of the ledger, in its order. @throws AnnalsError `threshold.ceremony`. */
export function concludeCeremony(
  ceremony: Ceremony,
  dealings: readonly DealingEntry[],
  complaints: readonly ComplaintEntry[],
): Conclusion {
  requireCeremony(ceremony);
  const faults: Fault[] = [];
  const standing = standingDealings(ceremony, dealings, faults);
  const disqualified = new Set<number>();
  const liars = new Set<number>();
  for (const { complainer, complaint } of complaints) {
    const { dealer } = complaint;
    // To judge a complaint costs as much as t signatures, and every validator has to in one block. So a dealer is found
    // out once, and who has complained wrongly is heard no more: an honest participant never does.
    if (disqualified.has(dealer) || liars.has(complainer)) continue;
    const dealing = standing.get(dealer);
    const judgement = dealing ? judgeComplaint(ceremony, dealing, complainer, complaint) : 'refused';
    if (judgement === 'upheld') {
      disqualified.add(dealer);
      faults.push({ type: 'bad-share', dealer, participant: complainer });
    } else {
      liars.add(complainer);
      faults.push({
        type: judgement === 'false' ? 'false-complaint' : 'bad-complaint',
        participant: complainer,
        dealer,
      });
    }
  }
  const dealt = new Set(dealings.map(({ dealer }) => dealer));
  const all = Array.from({ length: dealerCount(ceremony) }, (_, position) => position + 1);
  for (const dealer of all) if (!dealt.has(dealer)) faults.push({ type: 'absent', dealer });
  const qualified = new Map(
    all.flatMap((dealer) => {
      const dealing = standing.get(dealer);
      return dealing && !disqualified.has(dealer) ? [[dealer, dealing] as const] : [];
    }),
  );
  const key = networkKeyOf(ceremony, qualified);
  if (key) return { ok: true, key, qualified: countedDealings(ceremony, qualified), faults };
  const reason = `${qualified.size} dealers qualify, and it takes ${dealersNeeded(ceremony)}`;
  return { ok: false, code: 'threshold.no-key', reason, faults };
}

/**
 * The dealings that make the key: all that qualify to generate one; to re-share, those of the lowest indices, as many
 * as it takes, because each set of old holders has coefficients of its own.
 */
export function countedDealings(ceremony: Ceremony, qualified: QualifiedDealings): QualifiedDealings {
  const ordered = [...qualified].sort(([a], [b]) => a - b);
  return new Map(ceremony.previous ? ordered.slice(0, dealersNeeded(ceremony)) : ordered);
}

/** What each counted dealing is multiplied by; null to generate, where they are added as they are. */
function coefficientsOf(ceremony: Ceremony, counted: QualifiedDealings): readonly Scalar[] | null {
  return ceremony.previous ? lagrangeAtZero([...counted.keys()]) : null;
}

/**
 * The network key that qualified dealings make; null when they are too few, or cancel out. For a state machine that judges dealings
 * and complaints one by one as they come, and keeps who qualifies.
 */
export function networkKeyOf(ceremony: Ceremony, qualified: QualifiedDealings): NetworkKey | null {
  if (qualified.size < dealersNeeded(ceremony)) return null;
  const { epoch, threshold, participants, previous } = ceremony;
  const counted = countedDealings(ceremony, qualified);
  const coefficients = coefficientsOf(ceremony, counted);
  const commitments: Point[] = [];
  for (let power = 0; power < threshold; power++) {
    const column = [...counted.values()].map((dealing) => dealing.commitments[power] as Point);
    const sum = coefficients ? combinePoints(column, coefficients) : groupBackend().add(column);
    // At infinity only by a chance of 2^-256: to cancel what an honest dealer committed to, a dealer must know it, or
    // it can neither prove its constant nor give every honest participant a share that fits.
    if (!sum) return null;
    commitments.push(sum);
  }
  const publicKey = commitments[0] as Point;
  invariant(!previous || equalBytes(publicKey, previous.publicKey), 'a re-shared key is the same key');
  const verificationKeys = participants.map((_, position) => evaluateCommitments(commitments, position + 1));
  return { epoch, threshold, publicKey, verificationKeys };
}

/**
 * A participant's own share of the concluded key, from what the counted dealings hold for it.
 * @throws AnnalsError `threshold.key-share` when one of them holds a bad share, of which it is to complain, or the sum is
 * zero: it then has no share until the next epoch.
 */
export function takeKeyShare(
  ceremony: Ceremony,
  { key, qualified }: { readonly key: NetworkKey; readonly qualified: QualifiedDealings },
  index: number,
  secret: SecretKey,
): KeyShare {
  const group = groupBackend();
  const coefficients = coefficientsOf(ceremony, qualified);
  let sum: Scalar | null = null;
  for (const [position, [dealer, dealing]] of [...qualified].entries()) {
    const received = receiveShare(ceremony, dealer, dealing, index, secret);
    if (!received) throw new AnnalsError('threshold.key-share', `the share that dealer ${dealer} dealt is bad`);
    const share = coefficients ? group.multiplySecrets(received, coefficients[position] as Scalar) : received;
    sum = sum ? group.addSecrets(sum, share) : share;
  }
  const expected = key.verificationKeys[index - 1];
  if (!sum || !expected) throw new AnnalsError('threshold.key-share', 'the shares dealt add up to zero');
  invariant(equalBytes(group.multiplyBase(sum), expected), 'a key share fits its verification key');
  return { epoch: key.epoch, index, secret: sum };
}
