/**
 * What a committed transaction lets its reader open: one for each kind of transaction that grants a read. The room
 * judges the rest for all of them alike, the lease and what a share is made of (LAW 2, PROTOCOL release).
 */
import type { TransactionResult } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import type { PublicKey } from '@annals/ledger/crypto';
import type { PlacedSeal } from '@annals/ledger/threshold';
import type { Transaction, TransactionKind } from '@annals/ledger/transaction';
import type { WorkAccount } from '../network/peer-account.ts';

/** A transaction with what this node's own execution made of it. */
export interface CommittedRequest {
  readonly transaction: Transaction;
  readonly result: TransactionResult;
  readonly height: number;
  /** The time of its block. */
  readonly timeMs: number;
}

/** A seal that was granted, by its place in the request. */
export interface GrantedSeal {
  readonly item: number;
  readonly section: string;
  /** What it is a seal of; null where it is of no record. */
  readonly content: { readonly record: RecordId; readonly version: number } | null;
  /**
   * Null where the content has no such section, which only whoever reads the sidecar can tell.
   * @throws AnnalsError `release.not-held` when this node does not hold it, `release.erased`.
   */
  readonly locate: (work?: WorkAccount) => Promise<PlacedSeal | null>;
}

/** All that was granted, in an order that is the same on every node. */
export interface Grant {
  /** Whose proof of knowledge the ledger has verified. */
  readonly readerKey: PublicKey;
  /** From when on shares are given no more, by block time. */
  readonly endsMs: number;
  readonly seals: readonly GrantedSeal[];
}

export interface Opening {
  readonly kind: TransactionKind;
  /**
   * What the ledger has granted.
   * @param disclosure what the one who asks shows beside the transaction, where its kind needs that; else null.
   * @param work who pays for what it takes.
   * @throws AnnalsError `release.not-granted`, `release.erased`, `release.busy` before any work for whoever has no time,
   * or a code of the kind's own.
   */
  grant(request: CommittedRequest, disclosure: Uint8Array | null, work: WorkAccount): Promise<Grant>;
}
