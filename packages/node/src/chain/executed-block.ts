/** A block that has been executed on the state at head, in an overlay: everything about it is known, nothing is kept. */
import type { Header } from '@annals/ledger/block';
import type { BlockHash } from '@annals/ledger/codec';
import type { BlockEffects } from '@annals/ledger/state';
import type { Transaction } from '@annals/ledger/transaction';

export interface ExecutedBlock {
  readonly header: Header;
  readonly headerBytes: Uint8Array;
  readonly hash: BlockHash;
  readonly transactions: readonly Transaction[];
  readonly effects: BlockEffects;
}

/** A block as it is proposed or synced: what it claims, before it is executed. */
export type ClaimedBlock = Pick<ExecutedBlock, 'header' | 'headerBytes' | 'hash' | 'transactions'>;

/** Whether a claimed block is valid on the state at head, and why not. */
export type ExecutionVerdict =
  | { readonly ok: true; readonly block: ExecutedBlock }
  | { readonly ok: false; readonly reason: string };
