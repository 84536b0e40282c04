/**
 * A hostile validator in a simulation of ceremonies: in each ceremony it draws how it cheats, round by round. It keeps
 * whatever share it ever gets, and says what no honest node would.
 */
import {
  dealersOf,
  indexAmong,
  type KeyCeremony,
  participantsOf,
  stateKey,
  thresholdCeremonyOf,
} from '@annals/ledger/block';
import { generateSecretKey, publicKeyOf, type RandomSource, type SecretKey, sign } from '@annals/ledger/crypto';
import type { MemoryState } from '@annals/ledger/state';
import { spokenIn } from '@annals/ledger/state';
import {
  type Complaint,
  candidateDigest,
  complain,
  type Dealing,
  deal,
  fitsVerificationKey,
  type KeyShare,
  proveSharePossession,
  SHARE_POSSESSION_SIZE_BYTES,
  takeKeyShare,
} from '@annals/ledger/threshold';
import { crookedDealing } from '@annals/ledger/threshold/testing';
import { CEREMONY_ROUNDS, ceremonyJoinDigest } from '@annals/ledger/transaction';
import type { Random } from '../random.ts';
import type { Agency } from './genesis.ts';
import type { Due } from './honest-holder.ts';

type Said = Pick<Due, 'kind' | 'body'>;

/** How it goes about one ceremony. */
interface Plan {
  readonly epoch: number;
  readonly joins: boolean;
  readonly deals: 'well' | 'badly' | 'not';
  readonly responds: 'not' | 'with nothing' | 'falsely';
  readonly complainsLate: boolean;
  readonly confirms: 'truly' | 'falsely' | 'not';
}

export class HostileHolder {
  readonly agency: Agency;
  readonly #state: MemoryState;
  readonly #random: Random;
  readonly #bytes: RandomSource;
  readonly #shares = new Map<number, KeyShare>();
  readonly #secrets = new Map<number, SecretKey>();
  #plan: Plan | undefined;

  constructor(agency: Agency, state: MemoryState, random: Random, bytes: RandomSource) {
    this.agency = agency;
    this.#state = state;
    this.#random = random;
    this.#bytes = bytes;
  }

  /** What it would put on the ledger now. */
  speak(): readonly Said[] {
    const ceremony = this.#state.read(stateKey.ceremony);
    if (!ceremony) return [];
    const plan = this.#planFor(ceremony);
    this.#takeShare(ceremony);
    return [...this.#part(ceremony, plan), ...this.#nuisance(ceremony)];
  }

  #planFor({ epoch }: KeyCeremony): Plan {
    if (this.#plan?.epoch === epoch) return this.#plan;
    const random = this.#random;
    this.#plan = {
      epoch,
      joins: random.chance(0.85),
      deals: random.pick(['well', 'badly', 'badly', 'not']),
      responds: random.pick(['not', 'with nothing', 'falsely']),
      complainsLate: random.chance(0.5),
      confirms: random.pick(['truly', 'truly', 'falsely', 'not']),
    };
    return this.#plan;
  }

  #part(ceremony: KeyCeremony, plan: Plan): readonly Said[] {
    const { epoch } = ceremony;
    const agency = this.agency.id;
    const index = indexAmong(participantsOf(ceremony), agency);
    switch (ceremony.round) {
      case 'joining': {
        const seat = ceremony.seats.find((each) => each.agency === agency);
        return plan.joins && seat && !seat.key ? [this.#joining(epoch)] : [];
      }
      case 'dealing': {
        const dealing = this.#dealing(ceremony, plan);
        return dealing ? [{ kind: 'ceremony.deal', body: { agency, epoch, dealing } }] : [];
      }
      case 'responding':
        if (index === null || ceremony.responded.includes(index) || plan.responds === 'not') return [];
        return [this.#response(ceremony, plan.responds === 'falsely' ? this.#complaints(ceremony, index) : [])];
      case 'confirming': {
        if (index === null || ceremony.confirmed.includes(index)) return [];
        if (plan.complainsLate && !ceremony.responded.includes(index) && this.#random.chance(0.1)) {
          return [this.#response(ceremony, this.#complaints(ceremony, index))];
        }
        return plan.confirms === 'not' ? [] : this.#confirmation(ceremony, plan.confirms === 'truly');
      }
      default:
        return [];
    }
  }

  #joining(epoch: number): Said {
    const agency = this.agency.id;
    const secret = this.#secrets.get(epoch) ?? generateSecretKey(this.#bytes);
    this.#secrets.set(epoch, secret);
    const key = publicKeyOf(secret);
    const proof = sign(ceremonyJoinDigest(this.#state.chain, agency, epoch, key), secret);
    return { kind: 'ceremony.join', body: { agency, epoch, key, proof } };
  }

  #dealing(ceremony: KeyCeremony, { deals }: Plan): Dealing | undefined {
    const dealer = indexAmong(dealersOf(ceremony), this.agency.id);
    const previous = ceremony.previous?.key;
    const held = previous && this.#shares.get(previous.epoch);
    const canDeal = !previous || (held && fitsVerificationKey(previous, held));
    if (deals === 'not' || dealer === null || !canDeal || ceremony.dealt.includes(dealer)) return undefined;
    const scheme = thresholdCeremonyOf(this.#state.chain, ceremony);
    if (deals === 'well') return deal(scheme, dealer, held, this.#bytes);
    const victims = this.#random.some(scheme.participants.map((_, position) => position + 1));
    return crookedDealing(scheme, dealer, victims, this.#bytes, held?.secret).dealing;
  }

  #response({ epoch }: KeyCeremony, complaints: readonly Complaint[]): Said {
    return { kind: 'ceremony.respond', body: { agency: this.agency.id, epoch, complaints } };
  }

  /** Complaints of some dealings, good or bad, its own among them. */
  #complaints(ceremony: KeyCeremony, index: number): readonly Complaint[] {
    const secret = this.#secrets.get(ceremony.epoch);
    if (!secret) return [];
    const scheme = thresholdCeremonyOf(this.#state.chain, ceremony);
    const { dealings } = this.#spoken(ceremony);
    return this.#random
      .shuffle(this.#random.some(dealings))
      .map(({ dealer, dealing }) => complain(scheme, dealer, dealing, index, secret, this.#bytes));
  }

  #confirmation({ epoch, candidate }: KeyCeremony, isTrue: boolean): readonly Said[] {
    const share = this.#shares.get(epoch);
    const key = candidate?.key;
    if (!key) return [];
    const agency = this.agency.id;
    const named = { agency, epoch, candidate: candidateDigest(this.#state.chain, key) };
    if (!isTrue)
      return [{ kind: 'ceremony.confirm', body: { ...named, proof: this.#bytes(SHARE_POSSESSION_SIZE_BYTES) } }];
    if (!share || !fitsVerificationKey(key, share)) return [];
    const proof = proveSharePossession(this.#state.chain, key, agency, share, this.#bytes);
    return [{ kind: 'ceremony.confirm', body: { ...named, proof } }];
  }

  /** Requests and ends of rounds, whether or not it is time for them. */
  #nuisance({ epoch }: KeyCeremony): readonly Said[] {
    const said: Said[] = [];
    if (this.#random.chance(0.2)) said.push({ kind: 'ceremony.request', body: { agency: this.agency.id } });
    const round = this.#random.pick(CEREMONY_ROUNDS);
    if (this.#random.chance(0.3)) said.push({ kind: 'ceremony.advance', body: { epoch, round } });
    return said;
  }

  #takeShare(ceremony: KeyCeremony): void {
    const { candidate, epoch, round } = ceremony;
    const secret = this.#secrets.get(epoch);
    const index = indexAmong(participantsOf(ceremony), this.agency.id);
    const held = this.#shares.get(epoch);
    if (round !== 'confirming' || !candidate || !secret || index === null) return;
    if (held && fitsVerificationKey(candidate.key, held)) return;
    const standing = new Map(this.#spoken(ceremony).dealings.map(({ dealer, dealing }) => [dealer, dealing]));
    const qualified = new Map(candidate.dealers.map((dealer) => [dealer, standing.get(dealer) as Dealing]));
    const scheme = thresholdCeremonyOf(this.#state.chain, ceremony);
    try {
      this.#shares.set(epoch, takeKeyShare(scheme, { key: candidate.key, qualified }, index, secret));
    } catch {
      // Another hostile dealer has cheated it, or it has cheated itself.
    }
  }

  #spoken(ceremony: KeyCeremony) {
    return spokenIn({ get: (key) => this.#state.read(key) }, ceremony);
  }
}
