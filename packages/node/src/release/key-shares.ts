/** This validator's share of the network key, as whoever opens seals sees it. How it is made and kept is not its business. */
import type { KeyShare, NetworkKey } from '@annals/ledger/threshold';

export interface KeyShares {
  /** The key in force and this node's share of it; undefined when it holds no share of the epoch in force. */
  current(): HeldShare | undefined;
  /** The key of an epoch that is in force or stands by, and this node's share of it; undefined when it holds none. */
  ofEpoch(epoch: number): HeldShare | undefined;
}

export interface HeldShare {
  readonly key: NetworkKey;
  readonly share: KeyShare;
}
