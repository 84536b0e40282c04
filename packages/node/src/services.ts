/** What a running node offers to its API and its metrics: the rooms, by their interfaces. */
import type { GenesisDocument } from '@annals/ledger/block';
import type { NodeStatus } from '@annals/ledger/rest';
import type { Chain, CommitWaiter } from './chain/index.ts';
import type { ReplicaStatus } from './consensus/core/index.ts';
import type { Log } from './log.ts';
import type { Mempool, TransactionIntake } from './mempool/index.ts';
import type { Network } from './network/network.ts';
import type { NoticeService } from './notify/index.ts';
import type { ShareGathering, ShareRelease } from './release/index.ts';
import type { Statistics } from './statistics/index.ts';
import type { SidecarStore, Store } from './store/store.ts';

/** Counts since the node started, by name and kind; the metrics give them out. */
export interface NodeCounters {
  /** Consensus messages refused, by reason. */
  readonly refusedMessages: ReadonlyMap<string, number>;
  /** Equivocations seen. */
  readonly misbehaviour: number;
  readonly committedTransactions: number;
  readonly committedBlocks: number;
  /** Milliseconds spent, by part of the work: `apply`, which is executing (if that was not done before) and writing. */
  readonly spentMs: ReadonlyMap<string, number>;
  /** How far this machine's clock is ahead of those of the other validators; null while none was heard. */
  readonly clockDifferenceMs: number | null;
}

export interface NodeServices {
  readonly version: string;
  readonly genesis: GenesisDocument;
  readonly chain: Chain;
  readonly store: Store;
  readonly sidecars: SidecarStore;
  readonly mempool: Mempool;
  readonly intake: TransactionIntake;
  readonly commits: CommitWaiter;
  readonly statistics: Pick<Statistics, 'days'>;
  /** Notices by e-mail; null where this node sends none. */
  readonly notices: NoticeService | null;
  /** Judges what a committed request may open. */
  readonly release: Pick<ShareRelease, 'committed' | 'judge'>;
  /** Gathers the shares of all holders. */
  readonly shares: Pick<ShareGathering, 'gather'>;
  readonly network: Network;
  readonly log: Log;
  readonly wallMs: () => number;
  readonly status: () => NodeStatus;
  readonly replicaStatus: () => ReplicaStatus;
  readonly counters: () => NodeCounters;
  /** Whether sealed content may be given away: not while this node may have missed that it was erased. */
  readonly mayGiveContent: () => boolean;
  /** Why content that must go could not be destroyed; null while all is well. */
  readonly erasureProblem: () => string | null;
  /** Whether it can take transactions: connected to a quorum and not catching up. */
  readonly isReady: () => boolean;
}
