/**
 * The world of a golden script: replicas whose messages wait until the script delivers them, whose work is done at
 * once unless it is held, and whose time passes only by `tick`. What the core asks for is recorded as text.
 */
import { blockTimeMs } from '@annals/ledger/block';
import type { BlockHash } from '@annals/ledger/codec';
import {
  type ConsensusMessage,
  completeIntent,
  contentOf,
  type Intent,
  type Output,
  type SignedContent,
  type StatusContent,
  type Time,
  type Timing,
} from '@annals/node/consensus/core';
import { describeMessage, describeOutput } from '../simulation/describe.ts';
import { Disk } from '../simulation/disk.ts';
import { FakeSignatures } from '../simulation/fake-signatures.ts';
import { Host, type Work, type World } from '../simulation/host.ts';
import { type BlockContent, GENESIS_TIME_MS, makeProposal, type StoredBlock } from '../simulation/toy-ledger.ts';

interface Flight {
  readonly from: number;
  readonly to: number;
  readonly message: ConsensusMessage;
}

export class ScriptWorld implements World {
  timing: Partial<Timing> = { heartbeatMs: null };
  readonly bug = null;
  hosts: Host[] = [];
  #nowMs = 0;
  readonly #signatures = new FakeSignatures();
  #flights: Flight[] = [];
  #record: { what: string; times: Map<string, number> }[] = [];
  #fetches: (() => void)[] = [];
  readonly #skewMs = new Map<number, number>();
  readonly #held = new Map<string, (() => void)[]>();
  readonly #sides = new Map<number, number>();
  readonly #crashBefore = new Map<number, string>();
  readonly #disbelieved = new Map<number, string>();
  readonly #blocks = new Map<string, { readonly name: string; readonly content: BlockContent }>();
  /** Whether status messages are sent; most scripts are clearer without. */
  statusOn = false;

  /** What was recorded since the last call: one line for what one or several replicas did. */
  takeRecord(): string[] {
    const groups = this.#record.flatMap(({ what, times }) =>
      [...new Set(times.values())].map((count) => ({
        names: [...times.keys()]
          .filter((name) => times.get(name) === count)
          .sort()
          .join(' '),
        what: count > 1 ? `${what} (${count} times)` : what,
      })),
    );
    this.#record = [];
    const width = Math.max(2, ...groups.map(({ names }) => names.length));
    return groups.map(({ names, what }) => `${names.padEnd(width)}  ${what}`);
  }

  note(host: Host, what: string): void {
    let entry = this.#record.find((other) => other.what === what);
    if (!entry) {
      entry = { what, times: new Map() };
      this.#record.push(entry);
    }
    entry.times.set(host.name, (entry.times.get(host.name) ?? 0) + 1);
  }

  // Commands.

  begin(count: number, validators: readonly number[], timing: Partial<Timing>): void {
    this.timing = { ...this.timing, ...timing };
    this.hosts = Array.from({ length: count }, (_, identity) => new Host(identity, new Disk(validators), this));
    for (const host of this.hosts) host.start();
  }

  submit(id: string, hosts: readonly Host[]): void {
    for (const host of hosts) host.addTransaction(id);
  }

  /** Delivers, or loses, what is in flight and matches, not what that leads to. Returns how much it was. */
  deliver(matches: (flight: Flight) => boolean, lose = false): number {
    const taken = this.#flights.filter(matches);
    this.#flights = this.#flights.filter((flight) => !matches(flight));
    if (lose) return taken.length;
    const fetches = this.#fetches;
    this.#fetches = [];
    for (const { from, to, message } of taken) this.hosts[to]?.receive(from, message);
    for (const fetch of fetches) fetch();
    return (
      taken.length + (this.#fetches.length > 0 && taken.length > 0 ? 1 : fetches.length > this.#fetches.length ? 1 : 0)
    );
  }

  /** Lets time pass, from one deadline to the next. */
  tick(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const dueMs = Math.min(...this.hosts.map((host) => host.replica?.nextDeadlineMs ?? Number.POSITIVE_INFINITY));
      if (dueMs > untilMs) break;
      this.#nowMs = Math.max(this.#nowMs, dueMs);
      for (const host of this.hosts) {
        if (host.replica && host.replica.nextDeadlineMs <= this.#nowMs) host.give({ type: 'tick' });
      }
    }
    this.#nowMs = untilMs;
  }

  skew(host: Host, ms: number): void {
    this.#skewMs.set(host.identity, ms);
  }

  restart(hosts: readonly Host[]): void {
    for (const host of hosts) host.boot();
    for (const host of hosts) host.begin();
  }

  crash(host: Host): void {
    host.crash();
    this.#flights = this.#flights.filter(({ to }) => to !== host.identity);
  }

  crashBefore(host: Host, output: string): void {
    this.#crashBefore.set(host.identity, output);
  }

  wipe(host: Host): void {
    this.crash(host);
    host.disk = new Disk(host.disk.chain.validatorsAt(0) as readonly number[]);
  }

  hold(host: Host, work: Work): void {
    this.#held.set(`${host.identity}/${work}`, []);
  }

  release(host: Host, work: Work): void {
    const key = `${host.identity}/${work}`;
    const waiting = this.#held.get(key) ?? [];
    this.#held.delete(key);
    for (const run of waiting) run();
  }

  partition(sides: readonly (readonly Host[])[]): void {
    this.#sides.clear();
    for (const [side, hosts] of sides.entries()) for (const host of hosts) this.#sides.set(host.identity, side);
  }

  disbelieve(host: Host, block: string): void {
    this.#disbelieved.set(host.identity, block);
  }

  /** Signs something in a faulty replica's name and puts it in flight. */
  forge(host: Host, intent: Intent, to: readonly Host[]): void {
    const signer = (this.#validatorsOf(host) as readonly number[]).indexOf(host.identity);
    this.post(host, completeIntent(intent, signer, this.sign(host, contentOf(intent))), to);
  }

  post(from: Host, message: ConsensusMessage, to: readonly Host[]): void {
    for (const host of to) this.#flights.push({ from: from.identity, to: host.identity, message });
  }

  /** The block of a name, or a new one on the replica's head with these transactions. */
  block(host: Host, name: string, transactions: readonly string[] | null) {
    const met = [...this.#blocks.values()].find((block) => block.name === name);
    const { height, block: parent } = host.disk.chain.head;
    const clockMs = this.timeAt(host).wallMs;
    const content = met?.content ?? {
      height: height + 1,
      timeMs: blockTimeMs(clockMs, host.disk.chain.head.timeMs),
      clockMs,
      parent,
      proposer: host.identity,
      transactions: transactions ?? [],
    };
    if (!met) this.#blocks.set(`forged ${name}`, { name, content });
    return makeProposal(content, host.disk.chain.blocks.at(-1)?.certificate ?? null, name);
  }

  describeFlights(): string[] {
    return this.#flights.map(({ from, to, message }) => `r${from} -> r${to}  ${describeMessage(message)}`);
  }

  // What a host asks of its world.

  timeAt(host: Host): Time {
    const wallMs = GENESIS_TIME_MS + this.#nowMs + (this.#skewMs.get(host.identity) ?? 0);
    return { monotonicMs: this.#nowMs, wallMs };
  }

  after(host: Host, work: Work, run: () => void): void {
    const { incarnation } = host;
    const held = this.#held.get(`${host.identity}/${work}`);
    if (held) held.push(() => host.incarnation === incarnation && run());
    else if (work === 'fetch') this.#fetches.push(() => host.incarnation === incarnation && run());
    else run();
  }

  send(from: Host, to: number | 'all', message: ConsensusMessage): void {
    if (message.type === 'status' && !this.statusOn) return;
    const targets = to === 'all' ? this.#validatorsOf(from).filter((identity) => identity !== from.identity) : [to];
    for (const identity of targets) {
      const host = this.hosts[identity];
      if (host?.isUp && this.#connected(from, host)) this.#flights.push({ from: from.identity, to: identity, message });
    }
  }

  verify(host: Host, message: ConsensusMessage, from: number): boolean {
    const verified = this.#signatures.verify(message, from, (height) => host.disk.chain.validatorsAt(height));
    if (!verified) this.note(host, `(host) drops ${describeMessage(message)}: a signature does not verify`);
    return verified;
  }

  sign(host: Host, content: SignedContent | StatusContent): Uint8Array {
    return this.#signatures.sign(host.identity, content);
  }

  reachable(host: Host): readonly Host[] {
    return this.hosts.filter((other) => other !== host && other.isUp && this.#connected(host, other));
  }

  nameBlock(content: BlockContent): string {
    const key = JSON.stringify(content);
    let block = this.#blocks.get(key);
    if (!block) {
      const drawn = [...this.#blocks.keys()].filter((other) => !other.startsWith('forged')).length;
      block = { name: String.fromCharCode('A'.charCodeAt(0) + drawn), content };
      this.#blocks.set(key, block);
    }
    return block.name;
  }

  crashesNow(host: Host, output: Output): boolean {
    const before = this.#crashBefore.get(host.identity);
    if (before === undefined || !describeOutput(output).startsWith(before)) return false;
    this.#crashBefore.delete(host.identity);
    this.note(host, `(crashes before: ${before})`);
    return true;
  }

  verdict(host: Host, block: BlockHash): string | null {
    return this.#disbelieved.get(host.identity) === block ? 'it computes another state root' : null;
  }

  onOutput(host: Host, output: Output): void {
    if (output.type === 'status' && !this.statusOn) return;
    this.note(host, describeOutput(output));
  }

  onApplied(host: Host, { proposal }: StoredBlock): void {
    this.note(host, `(host) applied ${proposal.header.height} ${proposal.hash}`);
  }

  onStepped(): void {}

  #connected(a: Host, b: Host): boolean {
    return (this.#sides.get(a.identity) ?? 0) === (this.#sides.get(b.identity) ?? 0);
  }

  #validatorsOf(host: Host): readonly number[] {
    const { chain } = host.disk;
    return chain.validatorsAt(chain.head.height + 1) as readonly number[];
  }
}
