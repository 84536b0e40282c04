/** What all parts of a node stand on: opened first, closed last. */
import type { Chain } from './chain/index.ts';
import type { SigningKey } from './consensus/host/index.ts';
import type { Log } from './log.ts';
import type { Mempool } from './mempool/index.ts';
import type { Network } from './network/network.ts';
import type { SidecarStore, Store } from './store/store.ts';

export interface Ground {
  /** The folder that holds all of the node's data. */
  readonly dataFolder: string;
  /** The 32-byte secret of the node's libp2p identity. */
  readonly networkSecret: Uint8Array;
  /** The validator's key; null for an observer. */
  readonly signingKey: SigningKey | null;
  readonly store: Store;
  readonly sidecars: SidecarStore;
  readonly chain: Chain;
  readonly mempool: Mempool;
  readonly network: Network;
  readonly log: Log;
  /** Milliseconds by a clock that never goes back. */
  readonly nowMs: () => number;
}

/** Remembers what is to be run when the node stops: the last first. */
export type OnStop = (close: () => Promise<void> | void) => void;
