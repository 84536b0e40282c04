/**
 * Joins what deals with sealed content: destroying what blocks have decided to, fetching what is missing, and giving it
 * away only while this node knows of the present.
 */
import { equalBytes } from '@annals/ledger/codec';
import { expectedSidecar } from '@annals/ledger/sidecar';
import { decodeTransaction } from '@annals/ledger/transaction';
import { isErased } from './chain/index.ts';
import { askStandings } from './consensus/host/index.ts';
import { ConfirmationDuty, ContentSettlement, Recency } from './erasure/index.ts';
import type { Ground, OnStop } from './ground.ts';
import { later } from './later.ts';
import type { RawTransaction } from './mempool/index.ts';
import { SidecarSync } from './sync/index.ts';

export interface ContentParts {
  /** Null for an observer: it destroys as well, and is not asked to confirm. */
  readonly confirmations: ConfirmationDuty | null;
  readonly recency: Recency;
  readonly settlement: ContentSettlement;
  readonly sidecarSync: SidecarSync;
  /** Whether this node's key has a seat. */
  readonly holdsSeat: () => boolean;
  /** A transaction with its sealed content, as far as that is held and not erased. */
  readonly withContent: (bytes: Uint8Array) => Promise<RawTransaction>;
}

/** @param blocks how this node comes by blocks that it missed, and whether it does at the moment. */
export function assembleContent(
  ground: Ground,
  { isCatchingUp, catchUp }: { readonly isCatchingUp: () => boolean; readonly catchUp: () => Promise<void> },
  onStop: OnStop,
): ContentParts {
  const { chain, network, sidecars, signingKey } = ground;
  const ownKey = signingKey?.publicKey ?? null;
  const holdsSeat = () => ownKey !== null && chain.validators.current.some(({ key }) => equalBytes(key, ownKey));
  const recency = new Recency({
    validators: () => ({ count: chain.validators.current.length, isMember: holdsSeat() }),
    height: () => chain.head.height,
    catchUp,
    heightsOfOthers: async () => {
      const peers = chain.validators.current.map(({ peer }) => peer);
      return (await askStandings(network, peers)).map(({ height }) => height);
    },
    later,
  });
  onStop(() => recency.stop());
  const confirmations = ownKey && new ConfirmationDuty(() => chain.state, ownKey);
  return {
    confirmations,
    recency,
    settlement: new ContentSettlement({ ...ground, later, onDestroyed: (record) => confirmations?.note(record) }),
    sidecarSync: new SidecarSync({ ...ground, later, isCatchingUp, mayGive: () => recency.isRecent }),
    holdsSeat,
    withContent: async (bytes) => {
      const expected = expectedSidecar(decodeTransaction(bytes));
      if (!expected || isErased(chain.state, expected.record)) return { bytes, sidecar: null };
      return { bytes, sidecar: (await sidecars.get(expected.hash)) ?? null };
    },
  };
}
