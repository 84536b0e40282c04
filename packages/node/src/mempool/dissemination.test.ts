import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_BLOCK_SIDECAR_BYTES } from '@annals/ledger/block';
import type { Transaction } from '@annals/ledger/transaction';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../chain/index.ts';
import { silentLog } from '../log.ts';
import type { Network } from '../network/network.ts';
import { FREE_ACCOUNT } from '../network/peer-account.ts';
import { LevelStore } from '../store/index.ts';
import { genesisOf, StoreChain } from '../store/testing/store-chain.ts';
import { decodeIds, encodeBatch } from './batch.ts';
import { Dissemination } from './dissemination.ts';
import { TransactionIntake } from './intake.ts';
import { Mempool } from './mempool.ts';

describe('the bodies of a block from a peer', () => {
  let folder: string;
  let store: LevelStore;
  let make: StoreChain;
  let mempool: Mempool;
  let answers: (asked: number) => Uint8Array;
  let requests: number;
  let peers: string[];
  let dissemination: Dissemination;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-dissemination-'));
    store = await LevelStore.open(folder, genesisOf());
    const chain = new Chain(store, () => 0);
    make = new StoreChain(store);
    mempool = new Mempool();
    requests = 0;
    peers = ['peer'];
    const network = {
      onMessage: () => undefined,
      onRequest: () => undefined,
      account: () => FREE_ACCOUNT,
      peers: () => peers.map((peer) => ({ peer, connected: true })),
      request: async (_: string, __: string, body: Uint8Array) => {
        requests += 1;
        return answers(decodeIds(body).length);
      },
    } as unknown as Network;
    const verifySignatures = async (all: readonly Transaction[]) => all.map(() => true);
    const intake = new TransactionIntake({ chain, mempool, verifySignatures, wallMs: () => 0, onNew: () => undefined });
    const later = () => () => undefined;
    dissemination = new Dissemination({
      network,
      mempool,
      intake,
      log: silentLog,
      later,
      nowMs: () => 0,
      committed: async () => undefined,
    });
  });
  afterEach(async () => {
    dissemination.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const bodies = (transactions: readonly Transaction[]) =>
    encodeBatch(transactions.map(({ bytes }) => ({ bytes, sidecar: null })));

  test('are taken, and nothing else that it sends along', async () => {
    const [wanted, unasked] = [make.appointment('wanted'), make.appointment('unasked')];
    answers = () => bodies([unasked, wanted, unasked]);
    const found = await dissemination.collect([wanted.id], 'peer');
    expect(found?.map(({ transaction }) => transaction.id)).toEqual([wanted.id]);
    expect(mempool.has(unasked.id)).toBe(false);
    expect(mempool.size).toBe(1);
  });

  test('are given up when a peer has no more of them', async () => {
    answers = () => bodies([make.appointment('another')]);
    peers = ['peer', 'other'];
    expect(await dissemination.collect([make.appointment('wanted').id], 'peer')).toBeUndefined();
    expect([requests, mempool.size]).toEqual([2, 0]);
  });

  test('are given up when their sealed content is more than a block may name', async () => {
    const wanted = Array.from({ length: 20 }, (_, i) => make.appointment(`wanted ${i}`));
    const large = new Uint8Array(MAX_BLOCK_SIDECAR_BYTES / 2 - 1_000);
    // As if half of it had been let in by earlier answers.
    for (const transaction of wanted.slice(0, 3)) mempool.add({ transaction, sidecar: large }, true);
    answers = (asked) => bodies(wanted.slice(20 - asked, 21 - asked));
    expect(
      await dissemination.collect(
        wanted.map(({ id }) => id),
        'peer',
      ),
    ).toBeUndefined();
    expect(requests).toBe(0);
    answers = () => bodies(wanted);
    const fewer = wanted.slice(2).map(({ id }) => id);
    expect(await dissemination.collect(fewer, 'peer')).toHaveLength(18);
  });
});
