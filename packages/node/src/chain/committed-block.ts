/** What a block did, by its transactions and how each ended: as it is applied, or as the store gives it back later. */
import { decodeHeader, decodeResult, type TransactionResult } from '@annals/ledger/block';
import { AnnalsError } from '@annals/ledger/errors';
import { decodeTransaction, type Transaction } from '@annals/ledger/transaction';
import type { Store } from '../store/store.ts';
import type { AppliedBlock } from './chain.ts';

export interface CommittedBlock {
  readonly height: number;
  readonly timeMs: number;
  readonly transactions: readonly Transaction[];
  /** One for each transaction, in their order. */
  readonly results: readonly TransactionResult[];
}

export function committedBlock({ header, transactions, effects }: AppliedBlock): CommittedBlock {
  return { height: header.height, timeMs: header.timeMs, transactions, results: effects.results };
}

/** A block of the past. @throws AnnalsError `store.damaged`. */
export function storedCommittedBlock(store: Store, height: number): CommittedBlock {
  const block = store.block(height);
  const contents = store.contents(height);
  if (!block || !contents) throw new AnnalsError('store.damaged', `block ${height} is missing`);
  return {
    height,
    timeMs: decodeHeader(block.headerBytes).timeMs,
    transactions: block.transactions.map(decodeTransaction),
    results: contents.results.map(decodeResult),
  };
}
