/**
 * Takes this validator through key ceremonies: it joins with a fresh secret, deals, looks at what was dealt to it, takes
 * its share, and confirms it once that is on the disk. All that it says follows from the ledger and from what is on its
 * disk, so it can be killed at any point and goes on where it was (PROTOCOL key-ceremony).
 */
import {
  type CandidateKey,
  indexAmong,
  isRunning,
  type KeyCeremony,
  type NetworkKeyInForce,
  stateKey,
  thresholdCeremonyOf,
} from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import { publicKeyOf, type RandomSource, randomBytes, type SecretKey, sign } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { canEndFromMs, readValue, requestableFromMs, spokenIn, viewOf } from '@annals/ledger/state';
import {
  type Complaint,
  candidateDigest,
  complain,
  type Dealing,
  deal,
  fitsVerificationKey,
  type KeyShare,
  type NetworkKey,
  proveSharePossession,
  receiveShare,
  takeKeyShare,
} from '@annals/ledger/threshold';
import { type BodyOf, ceremonyJoinDigest } from '@annals/ledger/transaction';
import { BoundedSet } from '../bounded-set.ts';
import type { Chain } from '../chain/index.ts';
import type { Duty, DutyTime, DutyTransaction } from '../duties/index.ts';
import type { Log } from '../log.ts';
import { agencyOfKey, type CeremonyPart, partIn, standingOf } from './ceremony-part.ts';
import type { CeremonySecrets } from './ceremony-secrets.ts';
import type { HeldShare, KeyShares } from './key-shares.ts';
import { keyOfEpoch } from './keys-in-force.ts';

export interface CeremonyDriverParts {
  readonly chain: Pick<Chain, 'chain' | 'head' | 'state' | 'onApplied'>;
  /** The public key of this node's validator. */
  readonly ownKey: Uint8Array;
  readonly secrets: CeremonySecrets;
  /** Whether this node hears enough others and has caught up: what it would say before may be of long ago. */
  readonly isReady: () => boolean;
  /** Has what is due looked for at once. */
  readonly wake: () => void;
  readonly log: Log;
  readonly random?: RandomSource;
}

/** More than one ceremony has parts; older ones run no more. */
const MAX_LOST = 16;

export class CeremonyDriver implements KeyShares {
  readonly #parts: CeremonyDriverParts;
  readonly #random: RandomSource;
  /** Complaints of the ceremony of this epoch, made once all was dealt. */
  #response: { readonly epoch: number; readonly complaints: readonly Complaint[] } | undefined;
  /** What this node has lost the means for, by name. */
  readonly #lost = new BoundedSet<string>(MAX_LOST);
  /** What is under way, by name, so that it is begun once. */
  readonly #underWay = new Set<string>();
  /** Jobs run one after another: a share is on the disk before it is dealt from. */
  #jobs: Promise<void> = Promise.resolve();
  /** Why the latest job failed, so that a full disk is told of once and not every second. */
  #problem: string | null = null;
  #tidied = '';
  #forget: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: CeremonyDriverParts) {
    this.#parts = parts;
    this.#random = parts.random ?? randomBytes;
  }

  current(): HeldShare | undefined {
    const inForce = readValue(this.#parts.chain.state, stateKey.networkKey);
    return inForce && this.ofEpoch(inForce.key.epoch);
  }

  ofEpoch(epoch: number): HeldShare | undefined {
    const key = keyOfEpoch(this.#parts.chain.state, epoch)?.key;
    const share = key && this.#parts.secrets.shareOf(epoch);
    return key && share ? { key, share } : undefined;
  }

  /** Follows every block from now on, and what the latest one says. */
  start(): void {
    this.#forget = this.#parts.chain.onApplied(() => this.#follow());
    this.#follow();
  }

  /** Resolves once nothing is being written any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#forget?.();
    await this.atRest();
  }

  /** Resolves once all that was begun until now is on the disk. */
  async atRest(): Promise<void> {
    await this.#jobs;
  }

  /** What it puts on the ledger: its own part of a ceremony, and for all of them that a round's time is over. */
  duties(): readonly Duty[] {
    return [
      { name: 'ceremony', by: 'each', due: (now) => this.#dueOfOwn(now) },
      { name: 'ceremony-rounds', by: 'any', due: (now) => this.#dueOfAnybody(now) },
    ];
  }

  #dueOfOwn(now: DutyTime): readonly DutyTransaction[] {
    const { chain, ownKey, isReady } = this.#parts;
    const standing = standingOf(chain.state);
    const { ceremony } = standing;
    if (!ceremony || !isReady()) return [];
    if (!isRunning(ceremony)) return this.#dueRequest(ceremony, now);
    const agency = agencyOfKey(chain.state, standing, ownKey);
    const part = agency === undefined ? null : partIn(ceremony, agency);
    if (agency === undefined || part === null) return [];
    const said = this.#said(ceremony, part, agency);
    if (said) return [said];
    const name = nameOf(ceremony, part);
    if (!this.#lost.has(name)) this.#run(name, () => this.#prepare(name, ceremony, part));
    return [];
  }

  /** What can be said, once it is prepared and on the disk. */
  #said(ceremony: KeyCeremony, part: CeremonyPart, agency: AgencyId): DutyTransaction | undefined {
    const { secrets } = this.#parts;
    const { epoch } = ceremony;
    const key = nameOf(ceremony, part);
    switch (part.round) {
      case 'joining': {
        const secret = secrets.secretOf(epoch);
        return secret && { kind: 'ceremony.join', body: this.#joining(agency, epoch, secret), key };
      }
      case 'dealing': {
        const dealing = secrets.dealingOf(epoch);
        return dealing && { kind: 'ceremony.deal', body: { agency, epoch, dealing }, key };
      }
      case 'responding': {
        if (this.#response?.epoch !== epoch) return undefined;
        return { kind: 'ceremony.respond', body: { agency, epoch, complaints: this.#response.complaints }, key };
      }
      case 'confirming': {
        const share = this.#shareFor(ceremony.candidate?.key, part.participant);
        if (share) return { kind: 'ceremony.confirm', body: this.#confirmation(agency, ceremony, share), key };
        // It was away when the others complained.
        if (this.#response?.epoch !== epoch || ceremony.responded.includes(part.participant)) return undefined;
        const { complaints } = this.#response;
        return { kind: 'ceremony.respond', body: { agency, epoch, complaints }, key: `late/${key}` };
      }
    }
  }

  #joining(agency: AgencyId, epoch: number, secret: SecretKey): BodyOf<'ceremony.join'> {
    const key = publicKeyOf(secret);
    const proof = sign(ceremonyJoinDigest(this.#parts.chain.chain, agency, epoch, key), secret);
    return { agency, epoch, key, proof };
  }

  async #prepare(name: string, ceremony: KeyCeremony, part: CeremonyPart): Promise<void> {
    const { secrets, wake } = this.#parts;
    const { epoch } = ceremony;
    if (part.round === 'joining') {
      await secrets.drawSecret(epoch, this.#random);
    } else if (part.round === 'dealing') {
      const held = this.#shareFor(ceremony.previous?.key, part.dealer);
      if (ceremony.previous && !held) {
        this.#lose(name, 'this node has lost its share of the network key and cannot deal');
        return;
      }
      await secrets.keepDealing(epoch, deal(this.#scheme(ceremony), part.dealer, held, this.#random));
    } else {
      const secret = secrets.secretOf(epoch);
      if (!secret) {
        this.#lose(name, 'this node has lost what it joined the ceremony with and gets no share from it');
        return;
      }
      if (part.round === 'confirming') await this.#take(name, ceremony, part.participant, secret);
      else this.#response = { epoch, complaints: this.#complaints(ceremony, part.participant, secret) };
    }
    wake();
  }

  /** Takes this node's share of the candidate; or has what to complain of, if it has not been heard. */
  async #take(name: string, ceremony: KeyCeremony, participant: number, secret: SecretKey): Promise<void> {
    const { secrets, log } = this.#parts;
    const { epoch, candidate, responded } = ceremony;
    if (!candidate) return;
    try {
      const share = takeKeyShare(
        this.#scheme(ceremony),
        { key: candidate.key, qualified: this.#qualified(ceremony, candidate) },
        participant,
        secret,
      );
      // On the disk, synced, before it is confirmed: with the last confirmation the shares before it go.
      await secrets.keepShare(share);
      log.info({ epoch, index: participant }, 'this node holds a share of a key that is to be confirmed');
    } catch (cause) {
      if (!(cause instanceof AnnalsError) || cause.code !== 'threshold.key-share') throw cause;
      if (responded.includes(participant))
        this.#lose(name, 'this node was dealt no share that fits and cannot confirm');
      else this.#response = { epoch, complaints: this.#complaints(ceremony, participant, secret) };
    }
  }

  #qualified(ceremony: KeyCeremony, { dealers }: CandidateKey): ReadonlyMap<number, Dealing> {
    const standing = new Map(this.#spoken(ceremony).dealings.map(({ dealer, dealing }) => [dealer, dealing]));
    return new Map(dealers.map((dealer) => [dealer, standing.get(dealer) as Dealing]));
  }

  #confirmation(agency: AgencyId, { epoch, candidate }: KeyCeremony, share: KeyShare): BodyOf<'ceremony.confirm'> {
    const { chain } = this.#parts.chain;
    const key = (candidate as CandidateKey).key;
    const proof = proveSharePossession(chain, key, agency, share, this.#random);
    return { agency, epoch, candidate: candidateDigest(chain, key), proof };
  }

  #lose(name: string, what: string): void {
    this.#lost.add(name);
    this.#parts.log.warn({ part: name }, what);
  }

  /** The share of an index of a key, if this node holds the very one that fits it. */
  #shareFor(key: NetworkKey | undefined, index: number): KeyShare | undefined {
    const share = key && this.#parts.secrets.shareOf(key.epoch);
    return share?.index === index && fitsVerificationKey(key as NetworkKey, share) ? share : undefined;
  }

  #complaints(ceremony: KeyCeremony, participant: number, secret: SecretKey): readonly Complaint[] {
    const scheme = this.#scheme(ceremony);
    return this.#spoken(ceremony).dealings.flatMap(({ dealer, dealing }) => {
      if (receiveShare(scheme, dealer, dealing, participant, secret)) return [];
      this.#parts.log.warn({ epoch: ceremony.epoch, dealer }, 'a dealer has dealt this node a bad share');
      return [complain(scheme, dealer, dealing, participant, secret, this.#random)];
    });
  }

  /** This node holds a seat and lacks a share that the others have, and may ask for one. */
  #dueRequest(ceremony: KeyCeremony, now: DutyTime): readonly DutyTransaction[] {
    const { chain, ownKey } = this.#parts;
    const standing = standingOf(chain.state);
    const parameters = readValue(chain.state, stateKey.parameters);
    if (!standing.networkKey || !parameters || this.#underWay.size > 0 || ceremony.requestedBy) return [];
    const agency = agencyOfKey(chain.state, standing, ownKey);
    const holdsSeat = readValue(chain.state, stateKey.validators)?.next.some((seat) => seat.agency === agency);
    if (agency === undefined || !holdsSeat || laterOf(now) < requestableFromMs(ceremony, agency, parameters)) return [];
    const { networkKey, standby } = standing;
    const isHolder = networkKey.holders.some((holder) => holder.agency === agency);
    const lacks = (isHolder && !this.#holds(networkKey, agency)) || (standby && !this.#holds(standby, agency));
    if (!lacks) return [];
    return [{ kind: 'ceremony.request', body: { agency }, key: `request/${ceremony.epoch}` }];
  }

  #holds({ key, holders }: NetworkKeyInForce, agency: AgencyId): boolean {
    const index = indexAmong(holders, agency);
    return index !== null && this.#shareFor(key, index) !== undefined;
  }

  #dueOfAnybody(now: DutyTime): readonly DutyTransaction[] {
    const { ceremony } = standingOf(this.#parts.chain.state);
    if (!ceremony || !isRunning(ceremony)) return [];
    const endMs = canEndFromMs(ceremony);
    if (endMs === null || laterOf(now) < endMs) return [];
    const { epoch, round } = ceremony;
    return [{ kind: 'ceremony.advance', body: { epoch, round }, key: `${round}/${epoch}` }];
  }

  /** After each block: destroys what is over. */
  #follow(): void {
    const standing = standingOf(this.#parts.chain.state);
    const { ceremony, networkKey, standby } = standing;
    if (!ceremony) return;
    const state = isRunning(ceremony) ? 'running' : ceremony.round;
    const name = [ceremony.epoch, state, networkKey?.key.epoch, standby?.key.epoch].join('/');
    if (name === this.#tidied) return;
    this.#run(`tidy/${name}`, async () => {
      await this.#parts.secrets.tidy(standing);
      this.#tidied = name;
    });
  }

  #scheme(ceremony: KeyCeremony) {
    return thresholdCeremonyOf(this.#parts.chain.chain, ceremony);
  }

  /** The dealings that stand and the complaints, in the order of the blocks. */
  #spoken(ceremony: KeyCeremony) {
    const { state } = this.#parts.chain;
    return spokenIn(viewOf(state), ceremony);
  }

  /** Runs a job after those before it, unless it is under way. One that fails is tried again when it is next asked for. */
  #run(name: string, job: () => Promise<void>): void {
    if (this.#underWay.has(name) || this.#isStopped) return;
    this.#underWay.add(name);
    this.#jobs = this.#jobs
      .then(job)
      .then(
        () => {
          this.#problem = null;
        },
        (cause: unknown) => this.#noteFailure(name, cause),
      )
      .finally(() => this.#underWay.delete(name));
  }

  #noteFailure(job: string, cause: unknown): void {
    const problem = `${job}: ${String(cause)}`;
    if (problem !== this.#problem) this.#parts.log.error({ job, cause }, 'a key ceremony cannot go on here');
    this.#problem = problem;
  }
}

/** A quiet chain makes no blocks, and a clock can be wrong: the later of the two tells that a time is over. */
function laterOf({ wallMs, timeMs }: DutyTime): number {
  return Math.max(wallMs, timeMs);
}

/** Names what an agency has to say, once: another candidate of the same epoch is another thing to confirm. */
function nameOf({ epoch, disqualified }: KeyCeremony, { round }: CeremonyPart): string {
  return round === 'confirming' ? `${round}/${epoch}/${disqualified.length}` : `${round}/${epoch}`;
}
