/**
 * Holders of a network key for tests of the release: four releases that share one node's chain and content, joined by
 * a network in memory in which a test decides who lies, who is down and who is slow.
 */
import type { AgencyId } from '@annals/ledger/codec';
import type { KeyShare, NetworkKey } from '@annals/ledger/threshold';
import { agencyIdOf } from '@annals/ledger/transaction';
import { keyOf, type SingleNode } from '../../api/testing/single-node.ts';
import { later } from '../../later.ts';
import { silentLog } from '../../log.ts';
import { type Network, type PeerName, RequestError, type RequestHandler } from '../../network/network.ts';
import { FREE_ACCOUNT } from '../../network/peer-account.ts';
import { installNetworkKey } from '../../store/testing/network-key.ts';
import { accessReadOpening, type KeyShares, type Opening, ShareGathering, ShareRelease } from '../index.ts';

const peerName = (index: number): PeerName => `12D3KooKeeper${index}`;

/** What stands between a holder and whoever asks it. */
export type Meddler = (answer: () => Promise<Uint8Array>) => Promise<Uint8Array>;

export interface Holder {
  readonly index: number;
  readonly agency: AgencyId;
  readonly release: ShareRelease;
  readonly gathering: ShareGathering;
  /** Asks this holder as a peer would. */
  readonly ask: (from: PeerName, body: Uint8Array) => Promise<Uint8Array>;
  /** Peers that have used up their time at it. */
  readonly busyWith: Set<PeerName>;
  /** For what its peers were charged: how many times, and whether one is being charged just now. */
  readonly charged: { times: number; isNow: boolean };
  /** What becomes of its answers. */
  meddle: Meddler;
  /** What it takes for its share. */
  held: { readonly key: NetworkKey; readonly share: KeyShare } | undefined;
  /** And of an epoch that stands by. */
  standby?: { readonly key: NetworkKey; readonly share: KeyShare };
}

/**
 * Makes holders of an epoch on a node's chain; a later epoch takes the place of the one before.
 * @param openings what a holder opens beside ordinary reads, by its position.
 */
export function makeHolders(
  node: SingleNode,
  size = 4,
  epoch = 0,
  openings: (position: number) => readonly Opening[] = () => [],
): readonly Holder[] {
  const { store, sidecars, commits } = node.services;
  const members = Array.from({ length: size }, (_, position) => ({
    agency: agencyIdOf(keyOf(`holder ${position + 1}`)),
    peer: peerName(position + 1),
    address: `/dns4/holder-${position + 1}/tcp/1`,
  }));
  const { key, shares } = installNetworkKey(store.state, members, epoch);
  const holders: Holder[] = [];
  for (const [position, { agency, peer }] of members.entries()) {
    let handler: RequestHandler | undefined;
    const busyWith = new Set<PeerName>();
    const charged = { times: 0, isNow: false };
    const charge = <T>(work: () => T): T => {
      charged.times += 1;
      charged.isNow = true;
      try {
        return work();
      } finally {
        charged.isNow = false;
      }
    };
    const network: Network = {
      ...node.services.network,
      peer,
      account: (from) => ({ ...FREE_ACCOUNT, charge, hasTime: () => !busyWith.has(from) }),
      onRequest: (_, answer) => {
        handler = answer;
      },
      request: (to, _, body) => {
        const asked = holders.find((each) => peerName(each.index) === to);
        if (!asked) return Promise.reject(new RequestError('unreachable', 'nobody of this name'));
        return asked.meddle(() => asked.ask(peer, body));
      },
    };
    const keyShares: KeyShares = {
      current: () => holders[position]?.held,
      ofEpoch: (asked) =>
        [holders[position]?.held, holders[position]?.standby].find((held) => held?.key.epoch === asked),
    };
    const parts = {
      store,
      commits,
      network,
      later,
      log: silentLog,
      wallMs: () => node.nowMs,
      nowMs: () => performance.now(),
    };
    const release = new ShareRelease({
      ...parts,
      keyShares,
      openings: [accessReadOpening({ store, sidecars }), ...openings(position)],
    });
    holders.push({
      index: position + 1,
      agency,
      release,
      busyWith,
      charged,
      gathering: new ShareGathering({ ...parts, release }),
      ask: (from, body) => (handler as RequestHandler)(from, body, 'validator'),
      meddle: (answer) => answer(),
      held: { key, share: shares[position] as KeyShare },
    });
  }
  return holders;
}

/** Nobody answers. */
export const isDown: Meddler = () => Promise.reject(new RequestError('unreachable', 'it is down'));
