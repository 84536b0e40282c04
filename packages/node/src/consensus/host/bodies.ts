/**
 * The bodies of proposed blocks: collected from the mempool and from peers, their sealed content on the disk before
 * the block is voted for, and executed on the head.
 */
import type { CommitCertificate } from '@annals/ledger/block';
import { type BlockHash, bytesToHex } from '@annals/ledger/codec';
import { AnnalsError } from '@annals/ledger/errors';
import { expectedSidecar } from '@annals/ledger/sidecar';
import type { AppliedBlock, Chain, ClaimedBlock } from '../../chain/index.ts';
import type { Dissemination, PooledTransaction } from '../../mempool/index.ts';
import type { PeerName } from '../../network/network.ts';
import type { Sidecar, SidecarStore } from '../../store/store.ts';
import type { Output, Proposal } from '../core/index.ts';
import { BlockSize } from './block-size.ts';
import { buildCandidate, type Candidate, type CandidateParts, fitsBeside } from './propose.ts';

export interface BodiesParts extends Omit<CandidateParts, 'proposer'> {
  readonly chain: Chain;
  /** How long a primary has: what it executes has to take little of it. */
  readonly baseTimeoutMs: number;
  /** A clock that never jumps, for durations only. */
  readonly nowMs: () => number;
  readonly dissemination: Dissemination;
  readonly sidecars: SidecarStore;
  readonly certificateOf: (height: number) => CommitCertificate | undefined;
  readonly proposer: Uint8Array | null;
}

export type Execution = { readonly ok: true } | { readonly ok: false; readonly reason: string } | 'not-available';

/** This validator's own block, as long as its height is open. */
interface OwnBlock {
  readonly hash: BlockHash;
  readonly entries: readonly PooledTransaction[];
  /** Whether it was executed soon enough. */
  readonly isQuick: boolean;
}

/** How often one request for a block is tried: each time with far fewer transactions. */
const MAX_ATTEMPTS = 3;

/** More than are executed at one height. */
const MAX_BLOCKS_HELD = 16;

export class BlockBodies {
  readonly #parts: BodiesParts;
  /** The writing of sealed content of the blocks at this height, under way or done. */
  readonly #held = new Map<BlockHash, Promise<void>>();
  /** Sealed content that proposals of this height have brought to the disk, by its hash. */
  readonly #brought = new Map<string, Sidecar>();
  #sweeping: Promise<void> = Promise.resolve();
  readonly #size: BlockSize;
  /** This validator's own latest block, of which nothing is decided yet. */
  #own: OwnBlock | undefined;

  constructor(parts: BodiesParts) {
    this.#parts = parts;
    this.#size = new BlockSize(parts.maxTransactions, parts.baseTimeoutMs);
    parts.chain.onApplied((block) => {
      this.#settleOwn(block.hash);
      this.#sweep(block);
    });
  }

  /** This validator's own block on the head; null when there is nothing to propose. */
  async candidate(request: Extract<Output, { type: 'request-candidate' }>): Promise<Proposal | null> {
    const { chain, proposer } = this.#parts;
    if (proposer === null || request.height !== chain.head.height + 1) return null;
    const parentCertificate = this.#parts.certificateOf(chain.head.height) ?? null;
    // Asked again at one height: the block before was not decided.
    this.#settleOwn(null);
    const candidate = this.#build(proposer, request, parentCertificate);
    if (!candidate) return null;
    // Sent while the disk works: this validator prepares it only once its sealed content is held, as everybody does.
    this.#hold(candidate.proposal.hash, candidate.entries);
    return candidate.proposal;
  }

  /** Builds a block, and where it takes so long that the others would not wait for it, a smaller one in its place. */
  #build(
    proposer: Uint8Array,
    request: Extract<Output, { type: 'request-candidate' }>,
    parentCertificate: CommitCertificate | null,
  ): Candidate | null {
    const { nowMs } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      const { maxTransactions } = this.#size;
      const beganMs = nowMs();
      const candidate = buildCandidate({ ...this.#parts, proposer, maxTransactions }, request, parentCertificate);
      if (!candidate) return null;
      const { length } = candidate.entries;
      const pace = this.#size.noteBuilt(length, nowMs() - beganMs);
      if (pace === 'hopeless' && this.#size.maxTransactions < length && attempt < MAX_ATTEMPTS) {
        this.#putBehind(candidate.entries);
        continue;
      }
      this.#own = { hash: candidate.proposal.hash, entries: candidate.entries, isQuick: pace === 'quick' };
      return candidate;
    }
  }

  /** What became of this validator's own latest block, now that this one is decided, or null: that its view is over. */
  #settleOwn(decided: BlockHash | null): void {
    const own = this.#own;
    if (!own) return;
    this.#own = undefined;
    const { length } = own.entries;
    if (own.hash !== decided) {
      this.#size.noteLost(length, own.isQuick);
      this.#putBehind(own.entries);
    } else if (own.isQuick) this.#size.noteDecided(length);
  }

  /** Whoever sent what a block was too slow with waits until the others have had their turn. */
  #putBehind(entries: readonly PooledTransaction[]): void {
    this.#parts.mempool.putBehind(entries.map(({ transaction }) => transaction.id));
  }

  /**
   * The bodies of a proposal, from the mempool or from peers; undefined when nobody who was asked has them. How long
   * that takes is up to others, above all to whoever proposed the block; what follows is this node's own work.
   */
  async gather(proposal: Proposal, from: PeerName | null): Promise<readonly PooledTransaction[] | undefined> {
    if (this.#parts.chain.executed(proposal.hash)) return [];
    return this.#parts.dissemination.collect(proposal.transactionIds, from);
  }

  /** Executes a proposal with its bodies on the head. Answers when its sealed content is on the disk as well. */
  async execute(proposal: Proposal, entries: readonly PooledTransaction[]): Promise<Execution> {
    const { chain } = this.#parts;
    if (chain.executed(proposal.hash)) {
      return (await hasRoom(this.#held.get(proposal.hash))) ? { ok: true } : 'not-available';
    }
    // While the bodies came the height may have been decided: the verdict would be about another state.
    if (proposal.header.height !== chain.head.height + 1) return 'not-available';
    if (!fitsBeside(chain.state, entries)) return 'not-available';
    // The disk works while the block is executed.
    const held = this.#hold(proposal.hash, entries);
    const verdict = chain.execute(claimOf(proposal, entries));
    if (!(await hasRoom(held))) return 'not-available';
    return verdict.ok ? { ok: true } : verdict;
  }

  /** A proposal with its bodies, or undefined when nobody who was asked has them. */
  async claim(proposal: Proposal, from: PeerName | null): Promise<ClaimedBlock | undefined> {
    const entries = await this.#parts.dissemination.collect(proposal.transactionIds, from);
    if (!entries) return undefined;
    return (await hasRoom(this.#hold(proposal.hash, entries))) ? claimOf(proposal, entries) : undefined;
  }

  /** The bytes of a proposal's transactions, to be kept with its prepared certificate. */
  bytesOf(proposal: Proposal): readonly Uint8Array[] {
    return this.#parts.chain.executed(proposal.hash)?.transactions.map(({ bytes }) => bytes) ?? [];
  }

  /** Begins to put a block's sealed content on the disk; whoever votes for the block waits for it. */
  #hold(block: BlockHash, entries: readonly PooledTransaction[]): Promise<void> {
    const held = this.#holdSidecars(entries);
    // Its failure is that of whoever waits for it.
    held.catch(() => undefined);
    if (this.#held.size >= MAX_BLOCKS_HELD) this.#held.clear();
    this.#held.set(block, held);
    return held;
  }

  async #holdSidecars(entries: readonly PooledTransaction[]): Promise<void> {
    const { sidecars } = this.#parts;
    // Else what is being destroyed would be taken for held.
    await this.#sweeping;
    const fresh: Sidecar[] = [];
    for (const { transaction, sidecar } of entries) {
      const hash = expectedSidecar(transaction)?.hash;
      if (hash && sidecar) fresh.push({ hash, bytes: sidecar, owner: transaction.id });
    }
    if (fresh.length === 0) return;
    // What committed blocks name already is no longer at the mercy of this proposal.
    const brought = fresh.filter(({ hash }) => sidecars.status(hash) === 'unknown');
    await sidecars.put(fresh);
    for (const sidecar of brought) this.#brought.set(bytesToHex(sidecar.hash), sidecar);
  }

  /**
   * A height is decided: what its other proposals have brought is destroyed, or a faulty primary could fill the disks
   * of all with content of blocks that nobody accepts. What waits in the mempool may yet be committed and stays.
   */
  #sweep({ transactions }: AppliedBlock): void {
    const { sidecars, mempool } = this.#parts;
    this.#held.clear();
    for (const transaction of transactions) {
      const hash = expectedSidecar(transaction)?.hash;
      if (hash) this.#brought.delete(bytesToHex(hash));
    }
    const orphans = [...this.#brought.values()].filter(({ owner }) => !mempool.has(owner));
    for (const { hash } of orphans) this.#brought.delete(bytesToHex(hash));
    if (orphans.length === 0) return;
    this.#sweeping = this.#sweeping.then(async () => {
      // Its failure does no harm to what is committed; the store tells of a damaged disk when it is next written to.
      for (const orphan of orphans) await sidecars.discard(orphan).catch(() => undefined);
    });
  }
}

/** Waits for sealed content to be on the disk; false when there is no room: then this validator cannot vote for it. */
async function hasRoom(held: Promise<void> | undefined): Promise<boolean> {
  try {
    await held;
    return true;
  } catch (cause) {
    if (cause instanceof AnnalsError && cause.code === 'store.full') return false;
    throw cause;
  }
}

function claimOf({ header, headerBytes, hash }: Proposal, entries: readonly PooledTransaction[]): ClaimedBlock {
  return { header, headerBytes, hash, transactions: entries.map(({ transaction }) => transaction) };
}
