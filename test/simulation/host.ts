/**
 * A simulated host around the real consensus core: it runs the outputs in their order on a simulated disk, with fake
 * signatures, a mempool, a toy ledger and a simple sync. Time, delays and the wire belong to its {@link World}.
 */
import type { CommitCertificate } from '@annals/ledger/block';
import { blockTimeMs, faultTolerance, quorum } from '@annals/ledger/block';
import type { BlockHash } from '@annals/ledger/codec';
import {
  type ConsensusMessage,
  completeIntent,
  contentOf,
  heightOf,
  type Input,
  type Intent,
  type Membership,
  type Output,
  type Proposal,
  Replica,
  type SignedContent,
  type StatusContent,
  type Time,
  type Timing,
} from '@annals/node/consensus/core';
import type { Disk } from './disk.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { type BlockContent, keyOf, makeProposal, type StoredBlock } from './toy-ledger.ts';

/** What takes time on a host. */
export type Work = 'execute' | 'apply' | 'fetch' | 'sync';

/** Where a host runs: a scenario's simulated network, or a golden script. */
export interface World {
  readonly timing: Partial<Timing>;
  readonly bug: PlantedBug | null;
  timeAt(host: Host): Time;
  /** Runs something after as long as such work takes here, unless the host crashes first. */
  after(host: Host, work: Work, run: () => void): void;
  send(from: Host, to: number | 'all', message: ConsensusMessage): void;
  verify(host: Host, message: ConsensusMessage, from: number): boolean;
  sign(host: Host, content: SignedContent | StatusContent): Uint8Array;
  /** Hosts that this one can ask now, in an order of the world's choosing. */
  reachable(host: Host): readonly Host[];
  nameBlock(content: BlockContent): string | undefined;
  /** Whether the host stops right now, between two outputs. */
  crashesNow(host: Host, next: Output): boolean;
  /** What a faulty host makes of its own message: what to send to whom, instead of the honest broadcast. */
  corrupt?(host: Host, intent: Intent, honest: ConsensusMessage): boolean;
  /** Why this host alone finds a block invalid, as one with another release might. */
  verdict?(host: Host, block: BlockHash): string | null;
  onOutput(host: Host, output: Output): void;
  onApplied(host: Host, block: StoredBlock): void;
  /** The host's next deadline may have changed. */
  onStepped(host: Host): void;
}

const memberships = new Map<string, Membership>();

function membershipOf(identities: readonly number[], self: number, quorumDelta: number): Membership {
  const key = `${identities.join()}|${self}|${quorumDelta}`;
  let membership = memberships.get(key);
  if (!membership) {
    const index = identities.indexOf(self);
    membership = {
      keys: identities.map(keyOf),
      self: index < 0 ? null : index,
      quorum: quorum(identities.length) + quorumDelta,
      faultTolerance: faultTolerance(identities.length),
    };
    memberships.set(key, membership);
  }
  return membership;
}

export class Host {
  readonly identity: number;
  readonly world: World;
  disk: Disk;
  replica: Replica | null = null;
  readonly mempool = new Set<string>();
  /** Counts restarts, so that what was planned before one does not happen after it. */
  incarnation = 0;
  halted: string | null = null;
  readonly #queue: Input[] = [];
  #running = false;
  #serial = 0;
  #executing = new Set<BlockHash>();
  /** Proposals of which a planted bug has shown the core something else. */
  readonly #true = new Map<BlockHash, Proposal>();
  #syncing = false;

  constructor(identity: number, disk: Disk, world: World) {
    this.identity = identity;
    this.disk = disk;
    this.world = world;
  }

  get isUp(): boolean {
    return this.replica !== null;
  }

  get name(): string {
    return `r${this.identity}`;
  }

  start(): void {
    this.boot();
    this.begin();
  }

  /** The process is there, and has read its disk. */
  boot(): void {
    const { chain } = this.disk;
    const { head } = chain;
    this.replica = new Replica({
      head,
      membership: this.#membershipAt(head.height + 1),
      parentMembership: this.#membershipAt(head.height),
      records: this.disk.records,
      time: this.world.timeAt(this),
      timing: this.world.timing,
    });
  }

  begin(): void {
    this.give({ type: 'start' });
    if (this.mempool.size > 0) this.give({ type: 'work', pending: true });
  }

  crash(): void {
    this.disk.crash();
    this.replica = null;
    this.incarnation += 1;
    this.mempool.clear();
    this.#queue.length = 0;
    this.#executing = new Set();
    this.#syncing = false;
  }

  /** A transaction arrives. */
  addTransaction(id: string): void {
    if (!this.isUp || this.disk.chain.committed.has(id) || this.mempool.has(id)) return;
    this.mempool.add(id);
    if (this.mempool.size === 1) this.give({ type: 'work', pending: true });
  }

  /** A message arrives on the wire: verified first, as far as the validators of its height are known. */
  receive(from: number, message: ConsensusMessage): void {
    if (!this.replica) return;
    const known = this.disk.chain.head.height + 2;
    // What nobody here can verify leads to nothing.
    if (message.type !== 'status' && heightOf(message) > known) return;
    if (!this.world.verify(this, message, from)) return;
    if (this.world.bug?.hides?.(this.replica.status(), message)) return;
    const seen =
      this.world.bug?.sees?.(message, this.world.timeAt(this).wallMs, this.disk.chain.head.timeMs) ?? message;
    // What the core is shown otherwise than it is, is stored as it is.
    if (seen !== message && message.type === 'pre-prepare') this.#true.set(message.proposal.hash, message.proposal);
    this.give({ type: 'message', from: `r${from}`, message: seen });
  }

  /** Gives an input to the core and runs what it asks for, one input at a time. */
  give(input: Input): void {
    this.#queue.push(input);
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#queue.shift(); next && this.replica; next = this.#queue.shift()) this.#step(next);
    this.#queue.length = 0;
    this.#running = false;
    if (this.replica) this.world.onStepped(this);
  }

  #step(input: Input): void {
    const outputs = this.replica?.step(input, this.world.timeAt(this)) ?? [];
    for (const output of outputs) {
      if (output.type !== 'persist' && this.disk.isDirty && !this.world.bug?.skipsSync) this.disk.sync();
      if (this.world.crashesNow(this, output)) {
        this.crash();
        return;
      }
      this.world.onOutput(this, output);
      this.#run(output);
      if (!this.replica) return;
    }
    if (this.disk.isDirty && !this.world.bug?.skipsSync) this.disk.sync();
  }

  #run(output: Output): void {
    switch (output.type) {
      case 'persist':
        if (!this.world.bug?.forgets?.(output.record)) this.disk.append(output.record);
        return;
      case 'broadcast':
        this.#broadcast(this.world.bug?.alters?.(output.intent) ?? output.intent);
        return;
      case 'send':
        this.world.send(this, output.to === 'all' ? 'all' : identityOf(output.to), output.message);
        return;
      case 'status': {
        this.#serial += 1;
        const content = { type: 'status', ...output.standing, serial: this.#serial } as const;
        const to = output.to === 'all' ? 'all' : identityOf(output.to);
        this.world.send(this, to, { ...content, signature: this.world.sign(this, content) });
        return;
      }
      case 'request-candidate':
        this.#propose(output);
        return;
      case 'execute':
        this.#execute(output.proposal);
        return;
      case 'commit':
        this.#apply({
          proposal: this.#true.get(output.proposal.hash) ?? output.proposal,
          certificate: output.certificate,
        });
        return;
      case 'request-sync':
        this.sync();
        return;
      case 'send-certificate': {
        const stored = this.disk.chain.blocks[output.height - 1];
        if (stored) this.world.send(this, identityOf(output.to), { type: 'decision', certificate: stored.certificate });
        return;
      }
      case 'halt':
        this.halted = output.reason;
        return;
      case 'misbehaviour':
      case 'refused':
        return;
    }
  }

  #broadcast(intent: Intent): void {
    const self = this.#membershipAt(this.disk.chain.head.height + 1).self ?? 0;
    const message = completeIntent(intent, self, this.world.sign(this, contentOf(intent)));
    this.#queue.push({ type: 'signed', message });
    if (!this.world.corrupt?.(this, intent, message)) this.world.send(this, 'all', message);
  }

  #propose(request: Output & { type: 'request-candidate' }): void {
    const { height, view, parent, allowEmpty } = request;
    const transactions = [...this.mempool].slice(0, 4);
    if (transactions.length === 0 && !allowEmpty) {
      this.#queue.push({ type: 'candidate', height, view, proposal: null });
      return;
    }
    const clockMs = this.world.timeAt(this).wallMs;
    const timeMs = blockTimeMs(clockMs, this.disk.chain.head.timeMs);
    const content = { height, timeMs, clockMs, parent, proposer: this.identity, transactions };
    const certificate = this.disk.chain.blocks.at(-1)?.certificate ?? null;
    const proposal = makeProposal(content, certificate, this.world.nameBlock(content));
    this.#queue.push({ type: 'candidate', height, view, proposal });
  }

  /** Fetches missing bodies from whoever can be reached and has them, until the height is over. */
  #execute(proposal: Proposal): void {
    if (this.#executing.has(proposal.hash)) return;
    this.#executing.add(proposal.hash);
    const nowMs = () => this.world.timeAt(this).monotonicMs;
    const askedMs = nowMs();
    let executedMs: number | undefined;
    const attempt = () => {
      // Here the work comes first, and the waiting for bodies after it: each is told by itself.
      executedMs ??= nowMs();
      if (this.disk.chain.head.height + 1 !== proposal.header.height) return;
      const missing = proposal.transactionIds.filter((id) => !this.hasBody(id));
      if (missing.length > 0) {
        for (const peer of this.world.reachable(this))
          for (const id of missing) if (peer.hasBody(id)) this.addTransaction(id);
        this.world.after(this, 'fetch', attempt);
        return;
      }
      this.#executing.delete(proposal.hash);
      const reason = this.world.verdict?.(this, proposal.hash);
      const verdict = reason ? ({ ok: false, reason } as const) : this.disk.chain.verdict(proposal);
      this.give({
        type: 'executed',
        block: proposal.hash,
        verdict,
        durationMs: executedMs - askedMs,
        bodiesMs: nowMs() - executedMs,
      });
    };
    this.world.after(this, 'execute', attempt);
  }

  hasBody(id: string): boolean {
    return this.isUp && (this.mempool.has(id) || this.disk.hasBody(id) || this.disk.chain.committed.has(id));
  }

  /** The one applier: consensus and sync both end here, and a height is applied once (FAILURES 12). */
  #apply(block: StoredBlock): void {
    this.world.after(this, 'apply', () => this.#store(block));
  }

  #store(block: StoredBlock): void {
    const { chain } = this.disk;
    if (block.proposal.header.height !== chain.head.height + 1) return;
    chain.append(block, this.world.bug?.trustsAnyClock ? 'anybody' : 'f + 1');
    this.disk.prune();
    const hadWork = this.mempool.size > 0;
    for (const id of block.proposal.transactionIds) this.mempool.delete(id);
    this.world.onApplied(this, block);
    if (hadWork !== this.mempool.size > 0) this.give({ type: 'work', pending: this.mempool.size > 0 });
    const { height, block: hash, timeMs } = chain.head;
    const membership = this.#membershipAt(height + 1);
    this.give({ type: 'applied', height, block: hash, timeMs, membership, durationMs: 0 });
  }

  /** Gets blocks from one peer that has more, checks each against its certificate, and applies them in order. */
  sync(): void {
    if (this.#syncing) return;
    this.#syncing = true;
    this.world.after(this, 'sync', () => {
      this.#syncing = false;
      const { chain } = this.disk;
      const from = chain.head.height;
      const peer = this.world.reachable(this).find((other) => other.disk.chain.head.height > from);
      for (const block of peer?.disk.chain.blocks.slice(from, from + 20) ?? []) {
        if (!this.isUp || block.proposal.header.height !== chain.head.height + 1) return;
        if (this.#isProven(block.proposal, block.certificate)) this.#store(block);
      }
    });
  }

  #isProven(proposal: Proposal, certificate: CommitCertificate): boolean {
    const { head } = this.disk.chain;
    return (
      proposal.header.parent === head.block &&
      certificate.block === proposal.hash &&
      certificate.signatures.length >= this.#membershipAt(head.height + 1).quorum &&
      this.world.verify(this, { type: 'decision', certificate }, this.identity)
    );
  }

  #membershipAt(height: number): Membership {
    const identities = this.disk.chain.validatorsAt(height) as readonly number[];
    return membershipOf(identities, this.identity, this.world.bug?.quorumDelta ?? 0);
  }
}

function identityOf(peer: string): number {
  return Number(peer.slice(1));
}
