import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_BLOCK_SIDECAR_BYTES } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import type { Transaction } from '@annals/ledger/transaction';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../chain/index.ts';
import { silentLog } from '../log.ts';
import type { Network } from '../network/network.ts';
import { FREE_ACCOUNT, type PeerAccount } from '../network/peer-account.ts';
import { notedAccount } from '../network/testing/noted-account.ts';
import { LevelStore } from '../store/index.ts';
import { genesisOf, StoreChain } from '../store/testing/store-chain.ts';
import { decodeBatch, decodeIds, encodeBatch, encodeIds, type RawTransaction } from './batch.ts';
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
  let ask: (from: string, body: Uint8Array) => Promise<Uint8Array>;
  let committed: (id: TransactionId) => Promise<RawTransaction | undefined>;
  let account: PeerAccount;

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
      onRequest: (_: string, handler: typeof ask) => {
        ask = handler;
      },
      account: () => account,
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
      committed: (id) => committed(id),
    });
    account = FREE_ACCOUNT;
    committed = async () => undefined;
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

  test('ATTACK answers-in-one-turn: are looked up some at a time, each on the account of who asks, and others have their turn', async () => {
    const transactions = Array.from({ length: 20 }, (_, i) => make.appointment(`asked ${i}`));
    const ids = Array.from({ length: 2_000 }, (_, i) => (transactions[i % 20] as Transaction).id);
    const noted = notedAccount();
    let free = 0;
    let inTurn = 0;
    let mostInTurn = 0;
    account = noted;
    committed = async (id) => {
      if (!noted.isCharged) free += 1;
      if (inTurn++ === 0) setImmediate(() => (inTurn = 0));
      mostInTurn = Math.max(mostInTurn, inTurn);
      // As long as a read of the store takes.
      for (const untilMs = performance.now() + 0.2; performance.now() < untilMs; );
      const found = transactions.find((one) => one.id === id);
      return found && { bytes: found.bytes, sidecar: null };
    };
    const answers = await Promise.all(Array.from({ length: 2 }, () => ask('peer', encodeIds(ids))));
    for (const answer of answers) expect(decodeBatch(answer, 16 * 1024 * 1024)).toHaveLength(2_000);
    expect(free).toBe(0);
    expect(mostInTurn).toBeLessThan(100);
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
