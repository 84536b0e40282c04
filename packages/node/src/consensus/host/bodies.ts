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
import { buildCandidate, type CandidateParts, fitsBeside } from './propose.ts';

export interface BodiesParts extends Omit<CandidateParts, 'proposer'> {
  readonly chain: Chain;
  readonly dissemination: Dissemination;
  readonly sidecars: SidecarStore;
  readonly certificateOf: (height: number) => CommitCertificate | undefined;
  readonly proposer: Uint8Array | null;
}

export type Execution = { readonly ok: true } | { readonly ok: false; readonly reason: string } | 'not-available';

/** More than are executed at one height. */
const MAX_BLOCKS_HELD = 16;

export class BlockBodies {
  readonly #parts: BodiesParts;
  /** The writing of sealed content of the blocks at this height, under way or done. */
  readonly #held = new Map<BlockHash, Promise<void>>();
  /** Sealed content that proposals of this height have brought to the disk, by its hash. */
  readonly #brought = new Map<string, Sidecar>();
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: BodiesParts) {
    this.#parts = parts;
    parts.chain.onApplied((block) => this.#sweep(block));
  }

  /** This validator's own block on the head; null when there is nothing to propose. */
  async candidate(request: Extract<Output, { type: 'request-candidate' }>): Promise<Proposal | null> {
    const { chain, proposer } = this.#parts;
    if (proposer === null || request.height !== chain.head.height + 1) return null;
    const parentCertificate = this.#parts.certificateOf(chain.head.height) ?? null;
    const candidate = buildCandidate({ ...this.#parts, proposer }, request, parentCertificate);
    if (!candidate) return null;
    // Sent while the disk works: this validator prepares it only once its sealed content is held, as everybody does.
    this.#hold(candidate.proposal.hash, candidate.entries);
    return candidate.proposal;
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
