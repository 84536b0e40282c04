/** Builds the primary's candidate: the oldest transactions that fit, executed, with their sealed content on the disk. */
import { type CommitCertificate, MAX_BLOCK_TRANSACTION_BYTES, stateKey } from '@annals/ledger/block';
import { idToBytes, joinHashes } from '@annals/ledger/codec';
import { QuotaCounter, requireValue, SidecarQuotaCounter, type StateSource } from '@annals/ledger/state';
import { agreedMs, type Chain } from '../../chain/index.ts';
import type { BlockBounds, Mempool, PooledTransaction } from '../../mempool/index.ts';
import { type Output, type Proposal, proposalOf } from '../core/index.ts';

export interface CandidateParts {
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly wallMs: () => number;
  readonly proposer: Uint8Array;
  readonly maxTransactions: number;
  readonly sidecars?: { readonly roomBytes: number };
  /** Whether a block is wanted although it may be empty: time has to be agreed on. */
  readonly owesBlock?: () => boolean;
}

export interface Candidate {
  readonly proposal: Proposal;
  readonly entries: readonly PooledTransaction[];
}

/**
 * What one more block of this height may hold. The quotas and the validity window are those of the present state: a
 * transaction that was taken in under others must wait or expire, since with it the block would be invalid.
 */
function boundsAt(
  state: StateSource,
  height: number,
  agreed: number,
  sidecarRoomBytes = Infinity,
): Omit<BlockBounds, 'maxCount'> {
  const parameters = requireValue(state, stateKey.parameters);
  const quotas = new QuotaCounter(state);
  const sidecars = new SidecarQuotaCounter(state);
  return {
    maxBytes: MAX_BLOCK_TRANSACTION_BYTES,
    height,
    agreedMs: agreed,
    latestValid: height + parameters.validityWindow,
    allowance: {
      admit: (transaction, sidecarBytes) =>
        sidecars.hasRoomFor(transaction, sidecarBytes) &&
        quotas.admit(transaction) &&
        sidecars.admit(transaction, sidecarBytes),
    },
    sidecarRoomBytes,
  };
}

/** Whether the next block could hold anything of what waits: only then is anybody owed one. */
export function hasWork(chain: Chain, mempool: Mempool, sidecarRoomBytes = Infinity): boolean {
  return (
    mempool.size > 0 &&
    mempool.hasWork(boundsAt(chain.state, chain.head.height + 1, agreedMs(chain.state), sidecarRoomBytes))
  );
}

/**
 * The next block on the head, or null when there is nothing to propose and an empty block is not wanted.
 * @param parentCertificate what decided the head; null at height 1.
 */
export function buildCandidate(
  { chain, mempool, wallMs, proposer, maxTransactions, sidecars, owesBlock }: CandidateParts,
  request: Extract<Output, { type: 'request-candidate' }>,
  parentCertificate: CommitCertificate | null,
): Candidate | null {
  const clockMs = wallMs();
  const agreed = chain.agreedAfter(clockMs, proposer);
  const bounds = boundsAt(chain.state, request.height, agreed, sidecars?.roomBytes);
  const entries = mempool.select({ ...bounds, maxCount: maxTransactions });
  if (entries.length === 0 && !request.allowEmpty && !owesBlock?.()) return null;
  const transactions = entries.map(({ transaction }) => transaction);
  // Others may ask for the bodies until the height is decided.
  mempool.pin(transactions.map(({ id }) => id));
  const { headerBytes } = chain.build(clockMs, proposer, transactions);
  const ids = joinHashes(transactions.map(({ id }) => idToBytes(id)));
  return { proposal: proposalOf(headerBytes, ids, parentCertificate), entries };
}

/** Whether the sealed content beside a block is within the bounds to which every correct primary keeps (PROTOCOL sidecar). */
export function fitsBeside(state: StateSource, entries: readonly PooledTransaction[]): boolean {
  const sidecars = new SidecarQuotaCounter(state);
  return entries.every(({ transaction, sidecar }) => !sidecar || sidecars.admit(transaction, sidecar.length));
}
