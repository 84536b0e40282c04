/**
 * A simulated network that holds key ceremonies, with at most f hostile validators in every set: the real state machine
 * and the real driver, blocks whose maker censors and lies about the time when it is hostile, validators that are away
 * and whose machines fail between two steps of the disk, and sets that change meanwhile.
 */
import { faultTolerance, isRunning, stateKey, type Validator } from '@annals/ledger/block';
import type { RandomSource } from '@annals/ledger/crypto';
import { executeBlock, MemoryState } from '@annals/ledger/state';
import { buildTransaction, newObjectId, type ProposalAction, type Transaction } from '@annals/ledger/transaction';
import { Random } from '../random.ts';
import type { CeremonyBug } from './ceremony-bugs.ts';
import { CeremonyChecker, CeremonyViolation } from './ceremony-checker.ts';
import { type Agency, genesisOf, makeAgency, REST_MS, ROUND_MS, START_MS, seatOf } from './genesis.ts';
import { type Due, HonestHolder } from './honest-holder.ts';
import { HostileHolder } from './hostile-holder.ts';

/** Blocks of the troubled time, and how many it may take at most until all is well after it. */
const TROUBLED_BLOCKS = 120;
const HEALING_BLOCKS = 400;

/** Signed transactions of honest validators that a hostile one keeps back to use them later. */
const MAX_KEPT_BACK = 30;

export interface CeremonyResult {
  readonly violation: CeremonyViolation | null;
  readonly blocks: number;
  /** Ceremonies that came to an end, by how. */
  readonly outcomes: { readonly [status: string]: number };
  readonly trace: readonly string[];
}

export class CeremonyWorld {
  readonly #random: Random;
  readonly #bytes: RandomSource;
  readonly #state: MemoryState;
  readonly #agencies: readonly Agency[];
  readonly #honest: readonly HonestHolder[];
  readonly #hostile: readonly HostileHolder[];
  readonly #checker: CeremonyChecker;
  readonly #bug: CeremonyBug | null;
  readonly #outcomes: Record<string, number> = {};
  readonly #trace: string[] = [];
  readonly #keptBack: Transaction[] = [];
  /** Honest agencies that have lost their disks and have no share of the key in force again. */
  #lost = new Set<string>();
  #height = 0;
  #wallMs = START_MS;
  #isTroubled = true;
  #salt = 0;

  constructor(seed: number, bug: CeremonyBug | null = null) {
    this.#random = new Random(seed);
    this.#bytes = (count) => Uint8Array.from({ length: count }, () => this.#random.next() & 0xff);
    this.#bug = bug;
    const size = this.#random.pick([1, 3, 4, 4, 4, 4, 5, 7]);
    const hostileSeats = this.#random.shuffle(Array.from({ length: size }, (_, i) => i)).slice(0, faultTolerance(size));
    this.#agencies = Array.from({ length: size + 2 }, (_, i) =>
      makeAgency(`agency${'ABCDEFGHJ'[i]}`, hostileSeats.includes(i)),
    );
    const seats = this.#agencies.slice(0, size);
    this.#state = new MemoryState(genesisOf(this.#agencies, seats));
    const options = { random: this.#bytes, syncs: !bug?.skipsSync, fails: () => this.#machineFails() };
    this.#honest = this.#agencies
      .filter(({ isHostile }) => !isHostile)
      .map((agency) => new HonestHolder(agency, this.#state, options));
    this.#hostile = this.#agencies
      .filter(({ isHostile }) => isHostile)
      .map((agency) => new HostileHolder(agency, this.#state, this.#random, this.#bytes));
    const hostile = new Set(this.#hostile.map(({ agency }) => agency.id));
    this.#checker = new CeremonyChecker(this.#state, this.#honest, hostile, this.#bytes);
  }

  async run(): Promise<CeremonyResult> {
    let violation: CeremonyViolation | null = null;
    try {
      for (const holder of this.#honest) await holder.start();
      for (let block = 0; block < TROUBLED_BLOCKS; block++) await this.#troubledBlock();
      await this.#heal();
    } catch (error) {
      if (!(error instanceof CeremonyViolation)) throw error;
      violation = error;
    }
    return { violation, blocks: this.#height, outcomes: this.#outcomes, trace: this.#trace };
  }

  async #troubledBlock(): Promise<void> {
    const random = this.#random;
    for (const holder of this.#honest) {
      if (holder.isUp && random.chance(0.04)) holder.stop();
      else if (!holder.isUp && random.chance(0.15)) await holder.start();
    }
    if (random.chance(0.02)) this.#wipeOne();
    const change = random.chance(0.02) ? this.#drawChange() : [];
    // Now and then nothing happens for an hour.
    this.#wallMs += random.chance(0.02) ? 3_600_000 : random.integer(50, 6_000);
    await this.#block(change);
  }

  /** All honest validators are there; in the end the members vote out who is hostile. */
  async #heal(): Promise<void> {
    this.#isTroubled = false;
    for (const holder of this.#honest) if (!holder.isUp) await holder.start();
    for (let block = 0; block < HEALING_BLOCKS; block++) {
      this.#wallMs += this.#random.integer(500, 6_000);
      const hostile = this.#seats.filter(({ agency }) => this.#agencyOf(agency).isHostile);
      const change = block > HEALING_BLOCKS / 2 ? hostile.slice(0, 1) : [];
      const votes = change.flatMap(({ agency }) => this.#decide({ type: 'validator.remove', agency }));
      await this.#block(votes);
      if (hostile.length === 0 && this.#isWell()) return;
      if (block === HEALING_BLOCKS / 2) this.#requireServed();
    }
    throw new CeremonyViolation('liveness', `after ${HEALING_BLOCKS} blocks: ${this.#standing()}`);
  }

  /** Before anybody is voted out: where there was a key, honest seats hold shares of it or of those that stand by. */
  #requireServed(): void {
    const [key, standby] = [this.#state.read(stateKey.networkKey), this.#state.read(stateKey.networkKeyStandby)];
    if (!key) return;
    const without = this.#honest.filter(({ agency, shares }) => {
      const isSeat = this.#seats.some((seat) => seat.agency === agency.id);
      return isSeat && !shares.some(({ epoch }) => epoch === key.key.epoch || epoch === standby?.key.epoch);
    });
    if (without.length > 0) {
      const names = without.map(({ agency }) => agency.name).join(', ');
      throw new CeremonyViolation('liveness', `${names} got no share: ${this.#standing()}`);
    }
  }

  /** The key is for the present seats, and nobody has a share of an earlier epoch any more. */
  #isWell(): boolean {
    const key = this.#state.read(stateKey.networkKey);
    const seats = this.#seats.map(({ agency }) => agency);
    const ceremony = this.#state.read(stateKey.ceremony);
    const isFor =
      key && seats.length === key.holders.length && key.holders.every(({ agency }) => seats.includes(agency));
    if (!isFor || !ceremony || isRunning(ceremony) || this.#state.read(stateKey.networkKeyStandby)) return false;
    for (const { agency, disk } of this.#honest) {
      const files = disk.files.map(({ file }) => `${file.kind}-${file.epoch}`);
      const expected = seats.includes(agency.id) ? [`share-${key.key.epoch}`] : [];
      if (files.join() === expected.join()) continue;
      throw new CeremonyViolation('old-shares', `${agency.name} keeps ${files.join(', ') || 'nothing'}`);
    }
    return true;
  }

  async #block(extra: readonly Transaction[] = []): Promise<void> {
    const random = this.#random;
    const time = { wallMs: this.#wallMs, height: this.#height };
    const said: Transaction[] = [...extra];
    for (const holder of this.#honest) {
      for (const due of await holder.due(time)) said.push(this.#sign(holder.agency, due));
    }
    for (const { agency, speak } of this.#hostile.map((each) => ({ agency: each.agency, speak: () => each.speak() }))) {
      for (const each of speak()) said.push(this.#sign(agency, each));
    }
    const proposer = this.#nextProposer();
    const isHostile = this.#agencyOf(proposer.agency).isHostile;
    this.#keepBack(said);
    const kept = isHostile && random.chance(0.5) ? this.#keptBack.splice(0) : [];
    const censored = isHostile ? random.some(said) : said.filter(() => !this.#isTroubled || random.chance(0.9));
    const chosen = extra.length > 0 ? [...extra, ...censored.filter((each) => !extra.includes(each))] : censored;
    const fresh = [...chosen, ...kept].filter(({ id }) => !this.#state.hasTransaction(id));
    await this.#apply([...new Map(fresh.map((each) => [each.id, each])).values()], proposer, isHostile);
  }

  async #apply(transactions: readonly Transaction[], proposer: Validator, isHostile: boolean): Promise<void> {
    this.#height += 1;
    const clockMs = isHostile ? this.#lyingClock() : this.#wallMs + this.#random.integer(-200, 200);
    const { chain } = this.#state;
    const block = { chain, height: this.#height, timeMs: this.#wallMs, clockMs, proposer: proposer.key };
    const before = this.#state.read(stateKey.ceremony);
    const effects = executeBlock(this.#state, block, transactions);
    this.#state.apply(effects, transactions);
    this.#bug?.afterBlock?.(this.#state);
    this.#note(before?.epoch, before?.round);
    for (const holder of this.#honest) {
      await holder.follow();
      this.#bug?.onDisk?.(this.#state, holder);
    }
    this.#recover();
    this.#checker.check();
  }

  #note(epoch: number | undefined, round: string | undefined): void {
    const ceremony = this.#state.read(stateKey.ceremony);
    if (!ceremony || (ceremony.epoch === epoch && ceremony.round === round)) return;
    const ended = epoch !== undefined && this.#state.read(stateKey.ceremonyOutcome(epoch));
    if (ended && ended.endedHeight === this.#height) {
      this.#outcomes[ended.status] = (this.#outcomes[ended.status] ?? 0) + 1;
    }
    this.#trace.push(`block ${this.#height}: ${this.#standing()}`);
  }

  #standing(): string {
    const ceremony = this.#state.read(stateKey.ceremony);
    const epochs = [stateKey.networkKey, stateKey.networkKeyStandby].map((key) => this.#state.read(key)?.key.epoch);
    const faults = ceremony?.faults.map(({ type, agency }) => `${type} ${this.#agencyOf(agency).name}`).join(', ');
    const seats = this.#seats.map(({ agency }) => this.#agencyOf(agency).name).join(' ');
    return `ceremony ${ceremony?.epoch} ${ceremony?.round} for ${seats}; in force ${epochs[0]}, stands by ${epochs[1]}; ${faults}`;
  }

  /** Any date: the past, its parent's, or far ahead. */
  #lyingClock(): number {
    return this.#random.pick([0, this.#wallMs - 3_600_000, this.#wallMs + 10 * REST_MS, this.#wallMs + ROUND_MS]);
  }

  /** Validators take turns; the turn of one that is away passes to the next. */
  #nextProposer(): Validator {
    const { current } = this.#state.read(stateKey.validators) as { readonly current: readonly Validator[] };
    const isThere = ({ agency }: Validator) => this.#honest.find((each) => each.agency.id === agency)?.isUp ?? true;
    const turn = this.#height % current.length;
    const order = [...current.slice(turn), ...current.slice(0, turn)];
    return order.find(isThere) ?? (order[0] as Validator);
  }

  #keepBack(said: readonly Transaction[]): void {
    const advances = said.filter(({ payload }) => payload.kind === 'ceremony.advance');
    this.#keptBack.push(...advances);
    this.#keptBack.splice(0, Math.max(0, this.#keptBack.length - MAX_KEPT_BACK));
  }

  #machineFails(): boolean {
    return this.#isTroubled && this.#random.chance(0.02);
  }

  /** Takes the disk of one, as long as no more than f of any set that counts are hostile or without their disk. */
  #wipeOne(): void {
    const holder = this.#random.pick(this.#honest);
    const faulty = new Set([...this.#lost, holder.agency.id, ...this.#hostile.map(({ agency }) => agency.id)]);
    const isBearable = this.#sets().every(
      (set) => set.filter((agency) => faulty.has(agency)).length <= faultTolerance(set.length),
    );
    // Before the first key stands, or is confirmed, a disk that is lost costs nothing.
    const counts = this.#state.read(stateKey.networkKey) ?? this.#state.read(stateKey.ceremony)?.candidate;
    if (!isBearable && counts) return;
    holder.wipe();
    if (counts) this.#lost.add(holder.agency.id);
    this.#trace.push(`block ${this.#height}: ${holder.agency.name} has lost its disk`);
  }

  #recover(): void {
    const epoch = this.#state.read(stateKey.networkKey)?.key.epoch;
    const has = (agency: string) =>
      this.#honest.some((each) => each.agency.id === agency && each.shares.some((share) => share.epoch === epoch));
    this.#lost = new Set([...this.#lost].filter((agency) => !has(agency)));
  }

  /** The sets of holders and of seats at present. */
  #sets(): readonly (readonly string[])[] {
    const holders = this.#state.read(stateKey.networkKey)?.holders ?? [];
    return [holders, this.#seats].filter(({ length }) => length > 0).map((set) => set.map(({ agency }) => agency));
  }

  get #seats(): readonly Validator[] {
    return this.#state.read(stateKey.validators)?.next ?? [];
  }

  #agencyOf(id: string): Agency {
    return this.#agencies.find((agency) => agency.id === id) as Agency;
  }

  /** A seat more or one less, such that no more than f of those that are left are hostile. */
  #drawChange(): readonly Transaction[] {
    const seats = this.#seats.map(({ agency }) => this.#agencyOf(agency));
    const others = this.#agencies.filter((agency) => !seats.includes(agency) && !agency.isHostile);
    const joins = others.length > 0 && this.#random.chance(0.5) ? this.#random.pick(others) : undefined;
    if (joins) return this.#decide({ type: 'validator.add', ...seatOf(joins) });
    if (seats.length < 3) return [];
    const leaves = this.#random.pick(seats);
    const left = seats.filter((seat) => seat !== leaves);
    if (left.filter(({ isHostile }) => isHostile).length > faultTolerance(left.length)) return [];
    return this.#decide({ type: 'validator.remove', agency: leaves.id });
  }

  #decide(action: ProposalAction): readonly Transaction[] {
    this.#trace.push(
      `block ${this.#height}: ${action.type} ${'agency' in action ? this.#agencyOf(action.agency).name : ''}`,
    );
    const [first, ...others] = this.#agencies as [Agency, ...Agency[]];
    const proposal = this.#build(first, 'proposal.create', { action }, first.secret, first.id);
    const { signer, salt } = proposal.payload;
    const body = { proposal: newObjectId('proposal', signer, salt), approve: true };
    const votes = others.map((each) => this.#build(each, 'proposal.vote', body, each.secret, each.id));
    return [proposal, ...votes];
  }

  #sign(agency: Agency, { kind, body }: Pick<Due, 'kind' | 'body'>): Transaction {
    return this.#build(agency, kind, body, agency.validatorSecret, null);
  }

  #build(_: Agency, kind: string, body: unknown, signerSecret: Uint8Array, agency: string | null): Transaction {
    this.#salt += 1;
    const salt = new Uint8Array(16);
    new DataView(salt.buffer).setUint32(0, this.#salt);
    const lastValid = this.#height + 60;
    const { chain } = this.#state;
    return buildTransaction({ chain, kind, body, agency, lastValid, salt, signerSecret } as never) as never;
  }
}
