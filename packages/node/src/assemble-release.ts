/**
 * Joins what opens sealed content: this node's share of the network key and the ceremonies that make it, what shares are
 * given for, gathering those of all holders, and what ends hidden reads.
 */
import type { CommitWaiter } from './chain/index.ts';
import type { Ground, OnStop } from './ground.ts';
import { hiddenReadOpening, KeptDisclosures, openPackage, Reveals } from './hidden/index.ts';
import { later } from './later.ts';
import { accessReadOpening, type KeyShares, openCeremonies, ShareGathering, ShareRelease } from './release/index.ts';

export interface ReleaseOptions {
  readonly commits: CommitWaiter;
  /** Whether this node hears enough others and has caught up. */
  readonly isReady: () => boolean;
  /** Has the duties looked for at once. */
  readonly wake: () => void;
}

export interface ReleaseParts {
  readonly keyShares: KeyShares;
  /** Null for an observer, which holds no share. */
  readonly ceremonies: Awaited<ReturnType<typeof openCeremonies>> | null;
  readonly release: ShareRelease;
  readonly shares: ShareGathering;
  readonly reveals: Reveals;
}

export async function assembleRelease(ground: Ground, options: ReleaseOptions, onStop: OnStop): Promise<ReleaseParts> {
  const { chain, dataFolder, networkSecret, log, signingKey, store } = ground;
  const { commits, isReady, wake } = options;
  const ownKey = signingKey?.publicKey;
  const ceremonies = ownKey
    ? await openCeremonies({ dataFolder, networkSecret, chain, ownKey, isReady, wake, log })
    : null;
  onStop(() => ceremonies?.stop());
  const keyShares: KeyShares = ceremonies ?? { current: () => undefined, ofEpoch: () => undefined };
  const kept = await KeptDisclosures.open({ dataFolder, networkSecret, chain: chain.chain, log });
  // What a transaction of each kind lets its reader open.
  const openings = [accessReadOpening(ground), hiddenReadOpening({ ...ground, kept })];
  const release = new ShareRelease({ ...ground, commits, keyShares, openings, wallMs: Date.now, later });
  const shares = new ShareGathering({ ...ground, release, later });
  const gathering = { store, gathering: shares };
  const reveals = new Reveals({ chain, kept, log, store, open: (...asked) => openPackage(gathering, ...asked) });
  return { keyShares, ceremonies, release, shares, reveals };
}
