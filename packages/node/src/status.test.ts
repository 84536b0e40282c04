import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Chain } from './chain/index.ts';
import { Mempool } from './mempool/index.ts';
import { type StatusParts, statusOf } from './status.ts';
import { LevelStore } from './store/index.ts';
import { genesisOf, StoreChain } from './store/testing/store-chain.ts';

let folder: string;
let store: LevelStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'annals-status-'));
  store = await LevelStore.open(folder, genesisOf());
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the first of some validators says while it hears these others, with transactions that wait. */
function explanation(validators: number, heard: number, waiting = 0): string {
  const real = new Chain(store, () => 0);
  const seats = Array.from({ length: validators }, (_, at) => ({ peer: `peer-${at}`, agency: new Uint8Array(20) }));
  const mempool = new Mempool();
  const make = new StoreChain(store);
  for (let at = 0; at < waiting; at++) mempool.add({ transaction: make.appointment(`officer-${at}`), sidecar: null });
  const parts = {
    name: 'test',
    version: 'test',
    chain: { chain: real.chain, head: real.head, state: real.state, validators: { current: seats } },
    mempool,
    ownPeer: 'peer-0',
    peers: seats.slice(1, 1 + heard).map(({ peer }) => ({ peer, connected: true })),
    replica: { phase: 'idle', primary: 0, view: 0, prepared: [], committed: [], askedForView: [] },
    isSyncing: false,
    halted: null,
    isWaitingForPeers: false,
    holdsShare: true,
    erasureProblem: null,
    clockDifferenceMs: null,
    nowMs: 0,
    signatureBackend: 'noble',
    stalledSinceMs: null,
  };
  return statusOf(parts as unknown as StatusParts).explanation;
}

test.each([
  ['all are here', 4, 3, 0, 'All validators are heard from and no transaction waits.'],
  ['one is away, and no other may be', 4, 2, 0, 'just enough to make blocks: no other may fail.'],
  ['one is away, and another may be', 7, 5, 0, 'the others are enough to make blocks.'],
  [
    'the same while a block is made',
    4,
    2,
    1,
    '1 transaction waits. One validator is not heard from; the others are just',
  ],
  ['several wait', 4, 3, 2, '2 transactions wait.'],
  [
    'too few are here',
    4,
    1,
    0,
    'No block can be made: 3 validators are needed and this node hears 2, itself included.',
  ],
])('%s', (_what, validators, heard, waiting, said) => {
  expect(explanation(validators, heard, waiting)).toContain(said);
});
