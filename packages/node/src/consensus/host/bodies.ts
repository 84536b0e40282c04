/**
 * The bodies of proposed blocks: collected from the mempool and from peers, their sealed content on the disk before
 * the block is voted for, and executed on the head.
 */
import type { CommitCertificate } from '@annals/ledger/block';
import { expectedSidecar } from '@annals/ledger/sidecar';
import type { Chain, ClaimedBlock } from '../../chain/index.ts';
import type { Dissemination, PooledTransaction } from '../../mempool/index.ts';
import type { Network, PeerName } from '../../network/network.ts';
import type { Sidecar, SidecarStore } from '../../store/store.ts';
import type { Output, Proposal } from '../core/index.ts';
import { buildCandidate, type CandidateParts } from './propose.ts';

export interface BodiesParts extends Omit<CandidateParts, 'proposer'> {
  readonly chain: Chain;
  readonly network: Network;
  readonly dissemination: Dissemination;
  readonly sidecars: SidecarStore;
  readonly certificateOf: (height: number) => CommitCertificate | undefined;
  readonly proposer: Uint8Array | null;
}

export type Execution = { readonly ok: true } | { readonly ok: false; readonly reason: string } | 'not-available';

/** Peers that are asked for bodies, besides the one that is likely to have them. */
const MAX_PEERS_ASKED = 3;

export class BlockBodies {
  readonly #parts: BodiesParts;

  constructor(parts: BodiesParts) {
    this.#parts = parts;
  }

  /** This validator's own block on the head; null when there is nothing to propose. */
  async candidate(request: Extract<Output, { type: 'request-candidate' }>): Promise<Proposal | null> {
    const { chain, proposer } = this.#parts;
    if (proposer === null || request.height !== chain.head.height + 1) return null;
    const parentCertificate = this.#parts.certificateOf(chain.head.height) ?? null;
    const candidate = buildCandidate({ ...this.#parts, proposer }, request, parentCertificate);
    if (!candidate) return null;
    await this.#holdSidecars(candidate.entries);
    return candidate.proposal;
  }

  /** Executes a proposal on the head, once its bodies and their sealed content are here. */
  async execute(proposal: Proposal, from: PeerName | null): Promise<Execution> {
    const { chain } = this.#parts;
    if (!chain.executed(proposal.hash)) {
      const claimed = await this.claim(proposal, from);
      // Meanwhile the height may have been decided: the verdict would be about another state.
      if (!claimed || proposal.header.height !== chain.head.height + 1) return 'not-available';
      const verdict = chain.execute(claimed);
      if (!verdict.ok) return verdict;
    }
    return { ok: true };
  }

  /** A proposal with its bodies, or undefined when nobody who was asked has them. */
  async claim(proposal: Proposal, from: PeerName | null): Promise<ClaimedBlock | undefined> {
    const { dissemination } = this.#parts;
    const entries = await dissemination.collect(proposal.transactionIds, this.#peersToAsk(from));
    if (!entries) return undefined;
    await this.#holdSidecars(entries);
    const { header, headerBytes, hash } = proposal;
    return { header, headerBytes, hash, transactions: entries.map(({ transaction }) => transaction) };
  }

  /** The bytes of a proposal's transactions, to be kept with its prepared certificate. */
  bytesOf(proposal: Proposal): readonly Uint8Array[] {
    return this.#parts.chain.executed(proposal.hash)?.transactions.map(({ bytes }) => bytes) ?? [];
  }

  async #holdSidecars(entries: readonly PooledTransaction[]): Promise<void> {
    const { sidecars } = this.#parts;
    const fresh: Sidecar[] = [];
    for (const { transaction, sidecar } of entries) {
      const hash = expectedSidecar(transaction)?.hash;
      if (hash && sidecar && !sidecars.has(hash)) fresh.push({ hash, bytes: sidecar, owner: transaction.id });
    }
    if (fresh.length > 0) await sidecars.put(fresh);
  }

  #peersToAsk(from: PeerName | null): PeerName[] {
    const others = this.#parts.network.peers().filter(({ connected, peer }) => connected && peer !== from);
    const asked = others.slice(0, MAX_PEERS_ASKED).map(({ peer }) => peer);
    return from === null ? asked : [from, ...asked];
  }
}
