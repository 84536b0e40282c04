/**
 * One run: a world of simulated hosts around the real core, with a network, crashes and faulty members as the seed
 * says, watched by the checkers. After the trouble everything heals, and a last transaction must then be committed by
 * all correct replicas within {@link livenessBoundMs}.
 */
import { faultTolerance } from '@annals/ledger/block';
import type {
  ConsensusMessage,
  Intent,
  Output,
  SignedContent,
  StatusContent,
  Time,
  Timing,
} from '@annals/node/consensus/core';
import { type Accomplice, Adversary } from './adversary.ts';
import { Checkers, Violation } from './checkers.ts';
import { describeMessage, describeOutput } from './describe.ts';
import { Disk } from './disk.ts';
import { EventQueue } from './event-queue.ts';
import { FakeSignatures } from './fake-signatures.ts';
import { Host, type Work, type World } from './host.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import { GENESIS_TIME_MS, type StoredBlock } from './toy-ledger.ts';

const MAX_TIMEOUT_MS = 10_000;
const IDLE_STATUS_MS = 5_000;
/** A run that needs more steps than this does not end by itself. */
const MAX_EVENTS = 400_000;
const TRACE_LENGTH = 400;

/**
 * How long after healing a transaction may take: until everybody knows where everybody is, then two rounds of view
 * changes to meet in one view, then one view for each faulty primary, all at the longest time-out, and the sync of
 * whoever was left behind.
 */
export function livenessBoundMs(replicas: number): number {
  return 2 * IDLE_STATUS_MS + (3 + faultTolerance(replicas)) * MAX_TIMEOUT_MS;
}

export interface RunResult {
  readonly violation: Violation | null;
  readonly heights: number;
  readonly acknowledged: number;
  readonly signatures: number;
  /** From healing until all correct replicas had the last transaction. */
  readonly recoveryMs: number;
  readonly events: number;
  readonly trace: readonly string[];
}

export class Simulation implements World {
  readonly timing: Partial<Timing>;
  readonly bug: PlantedBug | null;
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #events = new EventQueue();
  readonly #signatures = new FakeSignatures();
  readonly #checkers: Checkers;
  readonly #hosts: Host[];
  readonly #adversaries = new Map<number, Adversary>();
  readonly #tickAtMs: number[];
  readonly #trace: string[] | null;
  /** The side of the partition that each identity is on. */
  #sides: number[];
  #healed = false;
  #eventCount = 0;

  constructor(scenario: Scenario, options: { readonly bug?: PlantedBug | null; readonly trace?: boolean } = {}) {
    this.#scenario = scenario;
    this.timing = { maxTimeoutMs: MAX_TIMEOUT_MS, idleStatusMs: IDLE_STATUS_MS, ...scenario.timing };
    this.bug = options.bug ?? null;
    this.#trace = options.trace ? [] : null;
    this.#random = new Random(scenario.seed + 2 ** 33);
    this.#checkers = new Checkers(new Set([...scenario.byzantine.keys(), ...scenario.forgetful]));
    const identities = Array.from({ length: scenario.replicas }, (_, i) => i);
    this.#hosts = identities.map((identity) => new Host(identity, new Disk(identities), this));
    this.#tickAtMs = identities.map(() => Number.POSITIVE_INFINITY);
    this.#sides = identities.map(() => 0);
    for (const [identity, behaviours] of scenario.byzantine) {
      this.#adversaries.set(identity, new Adversary(this.#random, behaviours));
    }
  }

  run(): RunResult {
    let violation: Violation | null = null;
    let recoveryMs = 0;
    try {
      this.#planTrouble();
      for (const host of this.#hosts) host.start();
      this.#runUntil(this.#scenario.troubleMs, () => false);
      recoveryMs = this.#recover();
      for (const host of this.#correct()) this.#checkers.checkDurability(host.identity, host.disk.chain);
    } catch (error) {
      violation = error instanceof Violation ? error : new Violation('exception', String((error as Error).stack));
    }
    return {
      violation,
      heights: Math.max(...this.#hosts.map((host) => host.disk.chain.head.height)),
      acknowledged: this.#checkers.acknowledged,
      signatures: this.#checkers.signatures,
      recoveryMs,
      events: this.#eventCount,
      trace: this.#trace ?? [],
    };
  }

  // What a host asks of its world.

  timeAt(host: Host): Time {
    const { nowMs } = this.#events;
    const skewMs = this.#scenario.clockSkewMs[host.identity] as number;
    return { monotonicMs: nowMs, wallMs: GENESIS_TIME_MS + 60_000 + nowMs + skewMs };
  }

  after(host: Host, work: Work, run: () => void): void {
    const { incarnation } = host;
    const longestMs = work === 'fetch' || work === 'sync' ? 50 : this.#scenario.maxExecutionMs;
    const delayMs = longestMs === 0 ? 0 : this.#random.integer(work === 'fetch' ? 20 : 0, longestMs);
    this.#plan(delayMs, () => {
      if (host.isUp && host.incarnation === incarnation) run();
    });
  }

  send(from: Host, to: number | 'all', message: ConsensusMessage): void {
    if (to !== 'all') {
      if (to !== from.identity) this.#transmit(from.identity, to, message);
      return;
    }
    for (const identity of this.#validatorsOf(from)) {
      if (identity !== from.identity) this.#transmit(from.identity, identity, message);
    }
  }

  verify(host: Host, message: ConsensusMessage, from: number): boolean {
    return this.#signatures.verify(message, from, (height) => host.disk.chain.validatorsAt(height));
  }

  sign(host: Host, content: SignedContent | StatusContent): Uint8Array {
    if (content.type !== 'status') this.#checkers.onSigned(host.identity, content);
    return this.#signatures.sign(host.identity, content);
  }

  reachable(host: Host): readonly Host[] {
    const side = this.#sides[host.identity];
    return this.#random.shuffle(
      this.#hosts.filter((other) => other !== host && other.isUp && this.#sides[other.identity] === side),
    );
  }

  nameBlock(): undefined {
    return undefined;
  }

  crashesNow(host: Host): boolean {
    if (this.#healed || !this.#random.chance(this.#scenario.crashRate)) return false;
    this.#note(() => `${host.name} crashes between two outputs`);
    this.#planRestart(host);
    return true;
  }

  corrupt(host: Host, intent: Intent, honest: ConsensusMessage): boolean {
    const adversary = this.#adversaries.get(host.identity);
    if (!adversary) return false;
    const validators = this.#validatorsOf(host);
    const accomplice: Accomplice = {
      identity: host.identity,
      signer: Math.max(0, validators.indexOf(host.identity)),
      headTimeMs: host.disk.chain.head.timeMs,
      others: validators.filter((identity) => identity !== host.identity),
      sign: (content) => this.sign(host, content),
      send: (to, message) => this.#transmit(host.identity, to, message),
    };
    adversary.corrupt(accomplice, intent, honest);
    return true;
  }

  onOutput(host: Host, output: Output): void {
    this.#note(() => `${host.name} ${describeOutput(output)}`);
    if (output.type === 'halt') this.#checkers.onHalt(host.identity, output.reason);
    if (output.type !== 'misbehaviour') return;
    const accused = host.disk.chain.validatorsAt(output.evidence.height)?.[output.evidence.signer] as number;
    this.#checkers.onAccusation(output.evidence, accused);
  }

  onApplied(host: Host, block: StoredBlock): void {
    this.#note(() => `${host.name} applied ${block.proposal.header.height} ${block.proposal.hash}`);
    this.#checkers.onApplied(host.identity, block, host.disk.chain);
    const latestMs = Math.max(...this.#correct().map((correct) => this.timeAt(correct).wallMs));
    this.#checkers.onTime(host.identity, host.disk.chain, latestMs);
  }

  onStepped(host: Host): void {
    const dueMs = host.replica?.nextDeadlineMs ?? Number.POSITIVE_INFINITY;
    const { identity, incarnation } = host;
    if (dueMs === Number.POSITIVE_INFINITY || dueMs >= (this.#tickAtMs[identity] as number)) return;
    this.#tickAtMs[identity] = dueMs;
    this.#plan(dueMs - this.#events.nowMs, () => {
      if (this.#tickAtMs[identity] !== dueMs) return;
      this.#tickAtMs[identity] = Number.POSITIVE_INFINITY;
      if (host.isUp && host.incarnation === incarnation) host.give({ type: 'tick' });
      else if (host.isUp) this.onStepped(host);
    });
  }

  // The network.

  #transmit(from: number, to: number, message: ConsensusMessage): void {
    const { network } = this.#scenario;
    const random = this.#random;
    if (this.#sides[from] !== this.#sides[to]) return;
    let delayMs = random.integer(1, this.#healed ? 20 : network.maxDelayMs);
    if (!this.#healed) {
      if (random.chance(network.loss)) return;
      if (message.type === 'vote' && message.vote.step === 'commit' && random.chance(network.commitLoss)) return;
      if (random.chance(network.straggling)) delayMs += random.integer(1_000, 15_000);
      if (random.chance(network.duplication))
        this.#deliver(from, to, message, random.integer(1, 2 * network.maxDelayMs));
    }
    this.#deliver(from, to, message, delayMs);
  }

  #deliver(from: number, to: number, message: ConsensusMessage, delayMs: number): void {
    this.#plan(delayMs, () => {
      const host = this.#hosts[to] as Host;
      if (!host.isUp) return;
      this.#note(() => `r${from} -> r${to} ${describeMessage(message)}`);
      this.#adversaries.get(to)?.hear(message);
      host.receive(from, message);
    });
  }

  #validatorsOf(host: Host): readonly number[] {
    const { chain } = host.disk;
    return chain.validatorsAt(chain.head.height + 1) as readonly number[];
  }

  // The trouble.

  #planTrouble(): void {
    const { troubleMs, transactions, setChanges, partitions, blackouts, wipes, forgetful } = this.#scenario;
    const random = this.#random;
    const anytime = () => random.integer(0, troubleMs);
    for (let i = 0; i < transactions; i++) this.#plan(anytime(), () => this.#submit(`tx${i}`, troubleMs));
    for (let i = 0; i < setChanges; i++) {
      const set = this.#drawValidators();
      this.#plan(anytime(), () => this.#submit(`set:${set.join()}/${i}`, troubleMs));
    }
    for (let i = 0; i < partitions; i++) {
      const sides = random.integer(2, 3);
      this.#plan(anytime(), () => this.#partition(sides));
      this.#plan(anytime(), () => this.#partition(1));
    }
    for (let i = 0; i < blackouts; i++) {
      this.#plan(anytime(), () => {
        for (const host of this.#hosts) this.#crash(host);
      });
    }
    for (let i = 0; i < wipes; i++) {
      const victim = random.pick([...forgetful]);
      this.#plan(anytime(), () => {
        const host = this.#hosts[victim] as Host;
        this.#crash(host);
        host.disk = new Disk(this.#hosts.map(({ identity }) => identity));
      });
    }
  }

  /** A set in which the faulty are no more than it bears. */
  #drawValidators(): number[] {
    const { byzantine, forgetful } = this.#scenario;
    for (;;) {
      const size = this.#random.integer(1, this.#hosts.length);
      const set = this.#random.shuffle(this.#hosts.map(({ identity }) => identity)).slice(0, size);
      const faulty = set.filter((identity) => byzantine.has(identity) || forgetful.has(identity));
      if (faulty.length <= faultTolerance(size)) return set;
    }
  }

  /** A client sends a transaction to some, and again to others until it is in. */
  #submit(id: string, untilMs: number): void {
    this.#checkers.onSubmitted(id);
    for (const host of this.#random.some(this.#hosts)) {
      this.#plan(this.#random.integer(1, 100), () => host.addTransaction(id));
    }
    if (this.#events.nowMs + 2_000 > untilMs) return;
    this.#plan(2_000, () => {
      if (!this.#hosts.some((host) => host.disk.chain.committed.has(id))) this.#submit(id, untilMs);
    });
  }

  #partition(sides: number): void {
    if (this.#healed) return;
    this.#sides = this.#hosts.map(() => this.#random.integer(0, sides - 1));
    this.#note(() => `partition ${this.#sides.join('')}`);
  }

  #crash(host: Host): void {
    if (!host.isUp) return;
    this.#note(() => `${host.name} crashes`);
    host.crash();
    this.#planRestart(host);
  }

  #planRestart(host: Host): void {
    this.#plan(this.#random.integer(100, 5_000), () => {
      if (!host.isUp) {
        this.#note(() => `${host.name} restarts`);
        host.start();
      }
    });
  }

  // After the trouble.

  #correct(): Host[] {
    return this.#hosts.filter(({ identity }) => !this.#scenario.byzantine.has(identity));
  }

  #recover(): number {
    this.#healed = true;
    this.#sides = this.#hosts.map(() => 0);
    this.#note(() => 'everything heals');
    for (const host of this.#hosts) if (!host.isUp) host.start();
    const healedMs = this.#events.nowMs;
    this.#checkers.onSubmitted('last');
    for (const host of this.#correct()) host.addTransaction('last');
    const boundMs = livenessBoundMs(this.#scenario.replicas);
    const done = () => this.#correct().every((host) => host.disk.chain.committed.has('last'));
    if (!this.#runUntil(healedMs + boundMs, done)) {
      const late = this.#correct().filter((host) => !host.disk.chain.committed.has('last'));
      const where = late.map((host) => `${host.name} ${JSON.stringify(host.replica?.status())}`);
      throw new Violation('liveness', `not committed ${boundMs} ms after healing by ${where.join('; ')}`);
    }
    return this.#events.nowMs - healedMs;
  }

  #plan(delayMs: number, run: () => void): void {
    this.#events.plan(delayMs, run);
  }

  /** Runs what is due by a time, or until something is done. */
  #runUntil(untilMs: number, done: () => boolean): boolean {
    while (!done()) {
      if (!this.#events.runNext(untilMs)) {
        this.#events.nowMs = untilMs;
        return done();
      }
      this.#eventCount += 1;
      if (this.#eventCount > MAX_EVENTS) throw new Violation('liveness', `${MAX_EVENTS} events without an end`);
    }
    return true;
  }

  #note(line: () => string): void {
    if (!this.#trace) return;
    this.#trace.push(`${String(this.#events.nowMs).padStart(6)} ${line()}`);
    if (this.#trace.length > TRACE_LENGTH) this.#trace.shift();
  }
}
