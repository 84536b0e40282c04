/** Keeps what the status, the metrics and the minute's log line say of a node: since when, how many, and why not. */
import type { GenesisDocument } from '@annals/ledger/block';
import { quorum } from '@annals/ledger/block';
import { signatureBackend } from '@annals/ledger/crypto';
import type { NodeStatus } from '@annals/ledger/rest';
import type { AppliedBlock, Chain } from './chain/index.ts';
import { ClockDifference } from './clock-difference.ts';
import { type Misbehaviour, membershipOf, primaryAt, type ReplicaStatus } from './consensus/core/index.ts';
import type { Later } from './later.ts';
import type { Log } from './log.ts';
import type { Mempool } from './mempool/index.ts';
import type { Network } from './network/network.ts';
import type { KeyShares } from './release/index.ts';
import type { NodeCounters } from './services.ts';
import { statusOf } from './status.ts';

export interface NodeHealthParts {
  readonly genesis: GenesisDocument;
  readonly version: string;
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly network: Network;
  readonly log: Log;
  readonly ownKey: Uint8Array | null;
  readonly keyShares: KeyShares;
  readonly wallMs: () => number;
  readonly isSyncing: () => boolean;
  readonly erasureProblem: () => string | null;
}

const MINUTE_MS = 60_000;

export class NodeHealth {
  readonly #parts: NodeHealthParts;
  readonly #refused = new Map<string, number>();
  readonly #spentMs = new Map<string, number>();
  readonly #clock: ClockDifference;
  #replicaStatus: (() => ReplicaStatus) | undefined;
  #halted: string | null = null;
  #waitsSinceMs: number | null = null;
  #misbehaviour = 0;
  #blocks = 0;
  #transactions = 0;
  #cancelMinute: (() => void) | undefined;

  constructor(parts: NodeHealthParts) {
    this.#parts = parts;
    this.#clock = new ClockDifference(parts.ownKey);
  }

  /** Consensus has begun: from now on it is asked where it stands. */
  attach(replicaStatus: () => ReplicaStatus): void {
    this.#replicaStatus = replicaStatus;
  }

  noteHalt(reason: string): void {
    this.#halted ??= reason;
  }

  noteMisbehaviour(_: Misbehaviour): void {
    this.#misbehaviour += 1;
  }

  noteRefused(reason: string): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
  }

  /** Transactions wait: from now on a block is due. */
  noteWork(): void {
    this.#waitsSinceMs ??= this.#parts.wallMs();
  }

  status(): NodeStatus {
    const { chain, mempool, network, genesis, version, keyShares, wallMs, isSyncing, erasureProblem } = this.#parts;
    return statusOf({
      name: genesis.name,
      version,
      chain,
      mempool,
      ownPeer: network.peer,
      peers: network.peers(),
      replica: this.replicaStatus(),
      isSyncing: isSyncing(),
      halted: this.#halted,
      isWaitingForPeers: this.#replicaStatus === undefined,
      holdsShare: keyShares.current() !== undefined,
      erasureProblem: erasureProblem(),
      clockDifferenceMs: this.#clock.differenceMs,
      nowMs: wallMs(),
      signatureBackend: signatureBackend().name,
      stalledSinceMs: this.#waitsSinceMs,
    });
  }

  /** Where consensus stands; before it has begun, what is known without it. */
  replicaStatus(): ReplicaStatus {
    if (this.#replicaStatus) return this.#replicaStatus();
    const { chain, ownKey } = this.#parts;
    const membership = membershipOf(
      chain.validators.current.map(({ key }) => key),
      ownKey,
    );
    const height = chain.head.height + 1;
    const primary = primaryAt(membership, height, 0);
    const { quorum: needed } = membership;
    return {
      height,
      view: 0,
      phase: 'idle',
      primary,
      quorum: needed,
      prepared: [],
      committed: [],
      askedForView: [],
      halted: this.#halted,
    };
  }

  /** Whether the node can take transactions: it hears a quorum and is not catching up or halted. */
  isReady(): boolean {
    const { chain, network, isSyncing } = this.#parts;
    if (this.#halted !== null || this.#replicaStatus === undefined || isSyncing()) return false;
    const validators = chain.validators.current;
    const connected = new Set(
      network
        .peers()
        .filter((peer) => peer.connected)
        .map(({ peer }) => peer),
    );
    connected.add(network.peer);
    return validators.filter(({ peer }) => connected.has(peer)).length >= quorum(validators.length);
  }

  counters(): NodeCounters {
    return {
      refusedMessages: this.#refused,
      misbehaviour: this.#misbehaviour,
      committedTransactions: this.#transactions,
      committedBlocks: this.#blocks,
      spentMs: this.#spentMs,
      clockDifferenceMs: this.#clock.differenceMs,
    };
  }

  /** One line a minute: enough to see in the morning that the night was quiet, or when it was not. */
  logEveryMinute(later: Later): () => void {
    let before = { blocks: this.#blocks, transactions: this.#transactions };
    const arm = () => {
      this.#cancelMinute = later(MINUTE_MS, () => {
        const { height, state, connected, validators, mempoolTransactions, explanation } = this.status();
        const blocks = this.#blocks - before.blocks;
        const transactions = this.#transactions - before.transactions;
        before = { blocks: this.#blocks, transactions: this.#transactions };
        const fields = {
          height,
          blocks,
          transactions,
          waiting: mempoolTransactions,
          connected,
          validators,
          memoryBytes: memoryBytes(),
        };
        // One that is away costs nothing yet, and the next one may cost everything.
        const isAmiss = state === 'stalled' || state === 'halted' || connected < validators;
        if (isAmiss) this.#parts.log.warn(fields, explanation);
        else this.#parts.log.info(fields, 'the last minute');
        arm();
      });
    };
    arm();
    return () => this.#cancelMinute?.();
  }

  /** A block is applied, and what it holds has left the mempool: only what still waits is waited for. */
  noteApplied({ header, transactions, durationMs }: AppliedBlock): void {
    if (!this.#parts.isSyncing()) this.#clock.note(header, this.#parts.wallMs());
    this.#blocks += 1;
    this.#transactions += transactions.length;
    this.#spentMs.set('apply', (this.#spentMs.get('apply') ?? 0) + durationMs);
    const { mempool } = this.#parts;
    // Nobody is owed a block for what waits for a deadline.
    this.#waitsSinceMs = mempool.size > mempool.awaiting ? this.#parts.wallMs() : null;
  }
}

function memoryBytes(): number {
  return process.memoryUsage.rss();
}
