/** A chain whose agencies hold key ceremonies: each by name, with its secrets, so that any of them can be absent or cheat. */
import {
  type CandidateKey,
  dealersOf,
  indexAmong,
  isRunning,
  type KeyCeremony,
  type NetworkKeyInForce,
  type Parameters,
  participantsOf,
  type ResultCode,
  stateKey,
  thresholdCeremonyOf,
} from '../../block/index.ts';
import { generateSecretKey, publicKeyOf, type SecretKey, sign } from '../../crypto/index.ts';
import {
  type Complaint,
  candidateDigest,
  complain,
  type Dealing,
  deal,
  type KeyShare,
  proveSharePossession,
  receiveShare,
  takeKeyShare,
} from '../../threshold/index.ts';
import { seeded } from '../../threshold/testing/index.ts';
import type { BodyOf, CeremonyRound, ProposalAction, Transaction } from '../../transaction/index.ts';
import { ceremonyJoinDigest, newObjectId } from '../../transaction/index.ts';
import type { StateView } from '../operation.ts';
import { agencyOf, asAgency, SampleChain, seatOf } from '../sample-chain.fixture.ts';
import { spokenIn } from './index.ts';

export const ROUND_MS = 10_000;
export const REST_MS = 100_000;

export class CeremonyChain extends SampleChain {
  readonly random = seeded('ceremonies');
  /** What an agency joined the present ceremony with. */
  readonly secrets = new Map<string, SecretKey>();
  /** The share that an agency holds. */
  readonly shares = new Map<string, KeyShare>();

  constructor(agencies: readonly string[], validators = agencies, parameters: Partial<Parameters> = {}) {
    super(agencies, {
      validators,
      hasNetworkKey: false,
      parameters: { ceremonyRoundMs: ROUND_MS, ceremonyRestMs: REST_MS, ...parameters },
    });
  }

  get ceremony(): KeyCeremony {
    const ceremony = this.state.read(stateKey.ceremony);
    if (!ceremony) throw new Error('there was no ceremony');
    return ceremony;
  }

  get networkKey(): NetworkKeyInForce | undefined {
    return this.state.read(stateKey.networkKey);
  }

  get scheme() {
    return thresholdCeremonyOf(this.state.chain, this.ceremony);
  }

  /** What an agency joins with that knows the secret of its key. */
  joining(name: string, secret: SecretKey): BodyOf<'ceremony.join'> {
    const { epoch } = this.ceremony;
    const [agency, key] = [agencyOf(name), publicKeyOf(secret)];
    return { agency, epoch, key, proof: sign(ceremonyJoinDigest(this.state.chain, agency, epoch, key), secret) };
  }

  join(name: string, secret = generateSecretKey(this.random)): ResultCode {
    const code = this.submit('ceremony.join', holder(name), this.joining(name, secret));
    if (code === 'ok') this.secrets.set(name, secret);
    return code;
  }

  /** The dealing of an honest dealer; each call makes another. */
  dealing(name: string): Dealing {
    const index = indexAmong(dealersOf(this.ceremony), agencyOf(name)) ?? 1;
    return deal(this.scheme, index, this.shares.get(name), this.random);
  }

  deal(name: string, dealing = this.dealing(name)): ResultCode {
    return this.submit('ceremony.deal', holder(name), {
      agency: agencyOf(name),
      epoch: this.ceremony.epoch,
      dealing,
    });
  }

  /** What an honest participant complains of. */
  complaints(name: string): Complaint[] {
    const index = indexAmong(participantsOf(this.ceremony), agencyOf(name)) as number;
    const secret = this.secrets.get(name) as SecretKey;
    return spokenIn(asView(this), this.ceremony).dealings.flatMap(({ dealer, dealing }) =>
      receiveShare(this.scheme, dealer, dealing, index, secret)
        ? []
        : [complain(this.scheme, dealer, dealing, index, secret, this.random)],
    );
  }

  /** A complaint of one about what another has dealt, whether that is good or bad. */
  complaint(name: string, about: string): Complaint {
    const index = indexAmong(participantsOf(this.ceremony), agencyOf(name)) as number;
    const dealer = indexAmong(dealersOf(this.ceremony), agencyOf(about)) as number;
    const dealing = this.state.read(stateKey.dealing(this.ceremony.epoch, dealer)) as Dealing;
    return complain(this.scheme, dealer, dealing, index, this.secrets.get(name) as SecretKey, this.random);
  }

  respond(name: string, complaints: readonly Complaint[] = this.complaints(name)): ResultCode {
    return this.submit('ceremony.respond', holder(name), {
      agency: agencyOf(name),
      epoch: this.ceremony.epoch,
      complaints,
    });
  }

  /** What an agency confirms a share with; its own of the candidate, unless given. */
  confirmation(name: string, share = this.#shareOfCandidate(name)): BodyOf<'ceremony.confirm'> {
    const { chain } = this.state;
    const key = this.candidate.key;
    const agency = agencyOf(name);
    const proof = proveSharePossession(chain, key, agency, share, this.random);
    return { agency, epoch: this.ceremony.epoch, candidate: candidateDigest(chain, key), proof };
  }

  confirm(name: string, body = this.confirmation(name)): ResultCode {
    return this.submit('ceremony.confirm', holder(name), body);
  }

  advance(name: string, round = this.ceremony.round as CeremonyRound): ResultCode {
    return this.submit('ceremony.advance', holder(name), { epoch: this.ceremony.epoch, round });
  }

  /** A block by each seat, by which the time of a round has begun. */
  takeTurns(): void {
    for (const _ of this.ceremony.seats) this.block();
  }

  /** Lets the time of the round pass and has a validator say so. */
  timeOut(by: string): ResultCode {
    const { round } = this.ceremony;
    this.takeTurns();
    this.block([], round === 'joining' || round === 'confirming' ? REST_MS : ROUND_MS);
    return this.advance(by);
  }

  /** All who are named join, deal if they can, respond, confirm and take their share; who is absent is waited for. */
  hold(names: readonly string[], dealers: readonly string[] = names): void {
    this.holdUntilConfirming(names, dealers);
    for (const name of names) if (isRunning(this.ceremony)) this.confirm(name);
    if (this.ceremony.round === 'confirming') this.timeOut(names[0] as string);
    this.take(names);
  }

  /** The first three rounds. */
  holdUntilConfirming(names: readonly string[], dealers: readonly string[] = names): void {
    for (const name of names) this.join(name);
    if (this.ceremony.round === 'joining') this.timeOut(names[0] as string);
    for (const name of dealers) this.deal(name);
    if (this.ceremony.round === 'dealing') this.timeOut(names[0] as string);
    for (const name of names) if (isRunning(this.ceremony)) this.respond(name);
    if (this.ceremony.round === 'responding') this.timeOut(names[0] as string);
  }

  /** The shares that the last ceremony has given to those named; they take the place of all that were held. */
  take(names: readonly string[]): void {
    this.shares.clear();
    for (const name of names) {
      if (indexAmong(participantsOf(this.ceremony), agencyOf(name)) === null) continue;
      this.shares.set(name, this.#shareOfCandidate(name));
    }
  }

  get candidate(): CandidateKey {
    const { candidate } = this.ceremony;
    if (!candidate) throw new Error('there is no candidate');
    return candidate;
  }

  /** @throws AnnalsError `threshold.key-share` when it was dealt a bad share. */
  #shareOfCandidate(name: string): KeyShare {
    const { key, dealers } = this.candidate;
    const index = indexAmong(participantsOf(this.ceremony), agencyOf(name)) as number;
    const { dealings } = spokenIn(asView(this), this.ceremony);
    const standing = new Map(dealings.map(({ dealer, dealing }) => [dealer, dealing]));
    const qualified = new Map(dealers.map((dealer) => [dealer, standing.get(dealer) as Dealing]));
    return takeKeyShare(this.scheme, { key, qualified }, index, this.secrets.get(name) as SecretKey);
  }

  /** Has the agencies carry a change of the seats; it is done in the block of the last vote that it takes. */
  carry(action: ProposalAction, agencies: readonly string[]): void {
    const [first, ...others] = agencies as [string, ...string[]];
    const proposal = this.transaction('proposal.create', asAgency(first), { action });
    this.block([proposal as unknown as Transaction]);
    const id = newObjectId('proposal', proposal.payload.signer, proposal.payload.salt);
    for (const name of others) this.submit('proposal.vote', asAgency(name), { proposal: id, approve: true });
  }

  addSeat(name: string, agencies: readonly string[]): void {
    this.carry({ type: 'validator.add', ...seatOf(name) }, agencies);
  }

  removeSeat(name: string, agencies: readonly string[]): void {
    this.carry({ type: 'validator.remove', agency: agencyOf(name) }, agencies);
  }
}

/** An agency signs with the key of its validator. */
export const holder = (name: string) => ({ key: `${name}/validator`, agency: null });

function asView({ state }: CeremonyChain): Pick<StateView, 'get'> {
  return { get: (key) => state.read(key) };
}
