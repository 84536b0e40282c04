/** Builds the primary's candidate: the oldest transactions that fit, executed, with their sealed content on the disk. */
import { type CommitCertificate, MAX_BLOCK_TRANSACTION_BYTES } from '@annals/ledger/block';
import { concatBytes, idToBytes } from '@annals/ledger/codec';
import { QuotaCounter } from '@annals/ledger/state';
import type { Chain } from '../../chain/index.ts';
import type { Mempool, PooledTransaction } from '../../mempool/index.ts';
import { type Output, type Proposal, proposalOf } from '../core/index.ts';

export interface CandidateParts {
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly wallMs: () => number;
  readonly proposer: Uint8Array;
  readonly maxTransactions: number;
}

export interface Candidate {
  readonly proposal: Proposal;
  readonly entries: readonly PooledTransaction[];
}

/**
 * The next block on the head, or null when there is nothing to propose and an empty block is not wanted.
 * @param parentCertificate what decided the head; null at height 1.
 */
export function buildCandidate(
  { chain, mempool, wallMs, proposer, maxTransactions }: CandidateParts,
  request: Extract<Output, { type: 'request-candidate' }>,
  parentCertificate: CommitCertificate | null,
): Candidate | null {
  const entries = mempool.select({
    maxCount: maxTransactions,
    maxBytes: MAX_BLOCK_TRANSACTION_BYTES,
    height: request.height,
    allowance: new QuotaCounter(chain.state),
  });
  if (entries.length === 0 && !request.allowEmpty) return null;
  const transactions = entries.map(({ transaction }) => transaction);
  const { headerBytes } = chain.build(Math.max(wallMs(), request.afterMs + 1), proposer, transactions);
  const ids = concatBytes(...transactions.map(({ id }) => idToBytes(id)));
  return { proposal: proposalOf(headerBytes, ids, parentCertificate), entries };
}
