/**
 * What a replica asks of its host. The outputs of a step are run in their order, one after the other: a `persist` is
 * on disk, synced, before anything that stands behind it is begun. That order is all of the durability protocol.
 */
import type { CommitCertificate } from '@annals/ledger/block';
import type { BlockHash } from '@annals/ledger/codec';
import type { PeerName } from './input.ts';
import type { ConsensusMessage, Standing } from './messages.ts';
import type { Proposal } from './proposal.ts';
import type { Intent } from './signed.ts';
import type { VoteRecord } from './vote-record.ts';

/** Two things that one validator must never both have signed. */
export interface Misbehaviour {
  readonly signer: number;
  readonly height: number;
  readonly view: number;
  readonly step: 'pre-prepare' | 'prepare' | 'commit';
  readonly first: { readonly block: BlockHash; readonly signature: Uint8Array };
  readonly second: { readonly block: BlockHash; readonly signature: Uint8Array };
}

/** Why a message was dropped; counted by the host. */
export type RefusalReason =
  | 'not-a-member'
  | 'not-the-primary'
  | 'old-view'
  | 'wrong-parent'
  | 'bad-certificate'
  | 'bad-justification'
  | 'wrong-proposer'
  | 'wrong-time'
  | 'equivocation'
  | 'second-proposal'
  | 'too-far-ahead';

export type Output =
  /** Append to the vote log and sync before going on. Several in a row may share one sync. */
  | { readonly type: 'persist'; readonly record: VoteRecord }
  /** Sign, give it back as input `signed`, and send it to all other validators. */
  | { readonly type: 'broadcast'; readonly intent: Intent }
  /** Say where this replica stands, signed with the key of its seat and a serial above all before. */
  | { readonly type: 'status'; readonly to: PeerName | 'all'; readonly standing: Standing }
  /** Send what has its signature already. */
  | { readonly type: 'send'; readonly to: PeerName | 'all'; readonly message: ConsensusMessage }
  /** Build a block on the head, with this replica as proposer and by its clock. Only the latest request counts. */
  | {
      readonly type: 'request-candidate';
      readonly height: number;
      readonly view: number;
      readonly parent: BlockHash;
      /** Whether a block without transactions is wanted when there are none. */
      readonly allowEmpty: boolean;
    }
  /**
   * Get the bodies, which `from` is likely to have, and execute in an overlay that leaves no trace. Asked again, with
   * another `from`, when the block is proposed again before the answer; one answer is enough.
   */
  | { readonly type: 'execute'; readonly proposal: Proposal; readonly from: PeerName | null }
  /** The block is final and was executed with success: apply it. */
  | { readonly type: 'commit'; readonly proposal: Proposal; readonly certificate: CommitCertificate }
  /** The height is decided, as the certificate proves, but the block is not here: get it. Repeated until `applied`. */
  | { readonly type: 'request-sync'; readonly height: number; readonly certificate: CommitCertificate }
  /** The peer lacks this height: send it a `decision` message with the certificate from the store. */
  | { readonly type: 'send-certificate'; readonly to: PeerName; readonly height: number }
  | { readonly type: 'misbehaviour'; readonly evidence: Misbehaviour }
  | { readonly type: 'refused'; readonly reason: RefusalReason; readonly message: ConsensusMessage['type'] }
  /** Going on would be wrong: stop, and tell the operator why. The replica takes no further input. */
  | { readonly type: 'halt'; readonly reason: string };
