/**
 * Bugs that are planted to prove that the simulation of ceremonies finds them. Each lives around the state machine and
 * the driver, which have no such switches: it alters what a block has left, or what a disk keeps.
 */
import { type KeyCeremony, participantsOf, type StateKey, stateKey, valueShape } from '@annals/ledger/block';
import { decodeShape, encodeShape } from '@annals/ledger/codec';
import { groupBackend } from '@annals/ledger/crypto';
import type { MemoryState } from '@annals/ledger/state';
import { keyShareShape } from '@annals/ledger/threshold';
import type { HonestHolder } from './honest-holder.ts';

export interface CeremonyBug {
  readonly name: string;
  /** Where it must be found: below this seed. */
  readonly seeds: number;
  /** Alters what a block has left. */
  readonly afterBlock?: (state: MemoryState) => void;
  /** Alters what an honest validator keeps. */
  readonly onDisk?: (state: MemoryState, holder: HonestHolder) => void;
  readonly skipsSync?: boolean;
}

function put<K extends 'ceremony' | 'network-key'>(state: MemoryState, key: StateKey<K>, value: unknown): void {
  const bytes = encodeShape(valueShape(key as 'ceremony'), value as KeyCeremony);
  state.apply({ state: new Map([[key, bytes]]), values: new Map([[key, value]]), tree: new Map(), logs: [] }, []);
}

/** The scalar two. */
const TWICE = new Uint8Array(32).with(31, 2);
/** Shares and keys that are doubled already. */
const doubled = new WeakSet<object>();

/** Whether an epoch is not that of the first key. */
function isSharedAnew(state: MemoryState, epoch: number): boolean {
  return (state.read(stateKey.ceremonyOutcome(epoch))?.previousEpoch ?? null) !== null;
}

export const CEREMONY_BUGS: readonly CeremonyBug[] = [
  {
    name: 'shares go as soon as there is a candidate',
    seeds: 20,
    onDisk: (state, { disk }) => {
      const ceremony = state.read(stateKey.ceremony);
      if (ceremony?.round !== 'confirming') return;
      for (const { file } of disk.files) if (file.kind === 'share' && file.epoch < ceremony.epoch) disk.destroy(file);
    },
  },
  { name: 'a share is confirmed before it is synced', seeds: 20, skipsSync: true },
  {
    name: 'shares that enough have confirmed are in force',
    seeds: 20,
    afterBlock: (state) => {
      const ceremony = state.read(stateKey.ceremony);
      const key = ceremony?.round === 'confirming' ? ceremony.candidate?.key : undefined;
      if (!ceremony || !key || ceremony.confirmed.length < key.threshold) return;
      const holders = participantsOf(ceremony).map(({ agency, peer, address }) => ({ agency, peer, address }));
      put(state, stateKey.networkKey, { key, holders, sinceHeight: ceremony.epoch });
    },
  },
  {
    name: 'confirmations are not counted',
    seeds: 20,
    afterBlock: (state) => {
      const ceremony = state.read(stateKey.ceremony);
      if (ceremony?.round !== 'confirming' || ceremony.confirmed.length === 0) return;
      const all = participantsOf(ceremony).map((_, position) => position + 1);
      // All but one whose own confirmation then ends the round.
      const [last] = all.filter((index) => !ceremony.confirmed.includes(index));
      put(state, stateKey.ceremony, { ...ceremony, confirmed: all.filter((index) => index !== last) });
    },
  },
  {
    name: 'joining never ends without all',
    seeds: 20,
    afterBlock: (state) => {
      const ceremony = state.read(stateKey.ceremony);
      if (ceremony?.round === 'joining' && ceremony.untilMs !== null) {
        put(state, stateKey.ceremony, { ...ceremony, untilMs: null, sinceHeight: null });
      }
    },
  },
  {
    name: 'shares that are shared anew fit, and are of another secret',
    seeds: 20,
    afterBlock: (state) => {
      const inForce = state.read(stateKey.networkKey);
      if (!inForce || !isSharedAnew(state, inForce.key.epoch) || doubled.has(inForce.key)) return;
      const twice = (point: Uint8Array | null) => point && groupBackend().multiplyPublic(point, TWICE);
      const key = { ...inForce.key, verificationKeys: inForce.key.verificationKeys.map(twice) };
      doubled.add(key);
      put(state, stateKey.networkKey, { ...inForce, key });
    },
    onDisk: (state, { disk }) => {
      const epoch = state.read(stateKey.networkKey)?.key.epoch;
      for (const { file, content } of disk.files) {
        if (file.kind !== 'share' || file.epoch !== epoch || !isSharedAnew(state, epoch) || doubled.has(content))
          continue;
        const share = decodeShape(keyShareShape, content, 1_024);
        const secret = groupBackend().multiplySecrets(share.secret, TWICE);
        content.set(encodeShape(keyShareShape, { ...share, secret }));
        doubled.add(content);
      }
    },
  },
];
