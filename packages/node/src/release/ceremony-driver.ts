/**
 * Takes this validator through key ceremonies: it joins with a fresh secret, deals, looks at what was dealt to it, and
 * takes its share. All that it says follows from the ledger and from what is on its disk, so it can be killed at any
 * point and goes on where it was (PROTOCOL key-ceremony).
 */
import {
  indexAmong,
  isRunning,
  type KeyCeremony,
  participantsOf,
  stateKey,
  thresholdCeremonyOf,
} from '@annals/ledger/block';
import type { AgencyId } from '@annals/ledger/codec';
import { publicKeyOf, type RandomSource, randomBytes, type SecretKey, sign } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { canEnd, readValue, requestableFromMs, spokenIn } from '@annals/ledger/state';
import {
  type Complaint,
  complain,
  concludeCeremony,
  deal,
  type KeyShare,
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
import type { KeyShares } from './key-shares.ts';

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

type Spoken = ReturnType<typeof spokenIn>;

export class CeremonyDriver implements KeyShares {
  readonly #parts: CeremonyDriverParts;
  readonly #random: RandomSource;
  /** Complaints of the ceremony of this epoch, made once all was dealt. */
  #response: { readonly epoch: number; readonly complaints: readonly Complaint[] } | undefined;
  /** The epoch whose ceremony has given all that it can give to this node. */
  #takenEpoch = -1;
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

  current(): ReturnType<KeyShares['current']> {
    const key = readValue(this.#parts.chain.state, stateKey.networkKey)?.key;
    const { share } = this.#parts.secrets;
    return key && share?.epoch === key.epoch ? { key, share } : undefined;
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
    const name = `${part.round}/${ceremony.epoch}`;
    if (!this.#lost.has(name)) this.#run(name, () => this.#prepare(name, ceremony, part));
    return [];
  }

  /** What can be said, once it is prepared and on the disk. */
  #said({ epoch }: KeyCeremony, part: CeremonyPart, agency: AgencyId): DutyTransaction | undefined {
    const { secrets } = this.#parts;
    const key = `${part.round}/${epoch}`;
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
      const held = ceremony.previous ? this.#shareOf(ceremony.previous.key.epoch, part.dealer) : undefined;
      if (ceremony.previous && !held) {
        this.#lose(name, 'this node has lost its share of the network key and can not deal');
        return;
      }
      await secrets.keepDealing(epoch, deal(this.#scheme(ceremony), part.dealer, held, this.#random));
    } else {
      const secret = secrets.secretOf(epoch);
      if (!secret) {
        this.#lose(name, 'this node has lost what it joined the ceremony with and gets no share from it');
        return;
      }
      this.#response = { epoch, complaints: this.#complaints(ceremony, part.participant, secret) };
    }
    wake();
  }

  #lose(name: string, what: string): void {
    this.#lost.add(name);
    this.#parts.log.warn({ part: name }, what);
  }

  #shareOf(epoch: number, index: number): KeyShare | undefined {
    const { share } = this.#parts.secrets;
    return share?.epoch === epoch && share.index === index ? share : undefined;
  }

  #complaints(ceremony: KeyCeremony, participant: number, secret: SecretKey): readonly Complaint[] {
    const scheme = this.#scheme(ceremony);
    return this.#spoken(ceremony).dealings.flatMap(({ dealer, dealing }) => {
      if (receiveShare(scheme, dealer, dealing, participant, secret)) return [];
      this.#parts.log.warn({ epoch: ceremony.epoch, dealer }, 'a dealer has dealt this node a bad share');
      return [complain(scheme, dealer, dealing, participant, secret, this.#random)];
    });
  }

  /** This node holds a seat and no share of the key in force, and may ask for one. */
  #dueRequest(ceremony: KeyCeremony, now: DutyTime): readonly DutyTransaction[] {
    const { chain, ownKey } = this.#parts;
    const standing = standingOf(chain.state);
    const parameters = readValue(chain.state, stateKey.parameters);
    if (!standing.networkKey || this.current() || !parameters || this.#underWay.size > 0) return [];
    if (ceremony.requestedBy || laterOf(now) < requestableFromMs(ceremony, parameters)) return [];
    const agency = agencyOfKey(chain.state, standing, ownKey);
    const holdsSeat = readValue(chain.state, stateKey.validators)?.next.some((seat) => seat.agency === agency);
    if (agency === undefined || !holdsSeat) return [];
    return [{ kind: 'ceremony.request', body: { agency }, key: `request/${ceremony.epoch}` }];
  }

  #dueOfAnybody(now: DutyTime): readonly DutyTransaction[] {
    const { ceremony } = standingOf(this.#parts.chain.state);
    if (!ceremony || !isRunning(ceremony) || !canEnd({ timeMs: laterOf(now) }, ceremony)) return [];
    const { epoch, round } = ceremony;
    return [{ kind: 'ceremony.advance', body: { epoch }, key: `${round}/${epoch}` }];
  }

  /** After each block: takes the share of a ceremony that has completed, and destroys what is over. */
  #follow(): void {
    const { chain, ownKey } = this.#parts;
    const standing = standingOf(chain.state);
    const { ceremony, networkKey } = standing;
    if (!ceremony) return;
    const name = `${ceremony.epoch}/${isRunning(ceremony) ? 'running' : ceremony.round}/${networkKey?.key.epoch}`;
    if (name === this.#tidied) return;
    if (ceremony.round !== 'completed' || this.#takenEpoch === ceremony.epoch) {
      this.#run(`tidy/${name}`, () => this.#tidy(name, ceremony, networkKey));
      return;
    }
    const agency = agencyOfKey(chain.state, standing, ownKey);
    const index = agency === undefined ? null : indexAmong(participantsOf(ceremony), agency);
    // The next ceremony takes it out of the state, and may begin with the next block.
    const spoken = this.#spoken(ceremony);
    this.#run(`tidy/${name}`, async () => {
      if (index !== null) await this.#take(ceremony, spoken, index);
      this.#takenEpoch = ceremony.epoch;
      await this.#tidy(name, ceremony, networkKey);
    });
  }

  async #tidy(name: string, ...over: Parameters<CeremonySecrets['tidy']>): Promise<void> {
    await this.#parts.secrets.tidy(...over);
    this.#tidied = name;
  }

  async #take(ceremony: KeyCeremony, spoken: Spoken, index: number): Promise<void> {
    const { secrets, log } = this.#parts;
    const { epoch } = ceremony;
    if (secrets.share?.epoch === epoch) return;
    const secret = secrets.secretOf(epoch);
    const scheme = this.#scheme(ceremony);
    const conclusion = concludeCeremony(scheme, spoken.dealings, spoken.complaints);
    if (!secret || !conclusion.ok) {
      log.warn({ epoch }, 'this node has no share of the network key: what it joined the ceremony with is lost');
      return;
    }
    try {
      await secrets.keepShare(takeKeyShare(scheme, conclusion, index, secret));
      log.info({ epoch, index }, 'this node holds a share of the network key');
    } catch (cause) {
      if (!(cause instanceof AnnalsError)) throw cause;
      log.error({ epoch, cause }, 'this node got no share of the network key');
    }
  }

  #scheme(ceremony: KeyCeremony) {
    return thresholdCeremonyOf(this.#parts.chain.chain, ceremony);
  }

  /** The dealings that stand and the complaints, in the order of the blocks. */
  #spoken(ceremony: KeyCeremony) {
    const { state } = this.#parts.chain;
    return spokenIn({ get: (key) => readValue(state, key) }, ceremony);
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
    if (problem !== this.#problem) this.#parts.log.error({ job, cause }, 'a key ceremony can not go on here');
    this.#problem = problem;
  }
}

/** A quiet chain makes no blocks, and a clock can be wrong: the later of the two tells that a time is over. */
function laterOf({ wallMs, timeMs }: DutyTime): number {
  return Math.max(wallMs, timeMs);
}
