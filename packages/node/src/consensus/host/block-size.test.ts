import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../../chain/index.ts';
import { Mempool } from '../../mempool/index.ts';
import { LevelStore } from '../../store/index.ts';
import type { SidecarStore } from '../../store/store.ts';
import { genesisOf, keyOf, StoreChain } from '../../store/testing/store-chain.ts';
import { BlockSize } from './block-size.ts';
import { BlockBodies, type BodiesParts } from './bodies.ts';

const BASE_MS = 1_000;

describe('ATTACK block-too-slow: how much is proposed at a time', () => {
  test('shrinks to what is quick enough, in proportion where it was hopeless, and never to nothing', () => {
    const size = new BlockSize(1_000, BASE_MS);
    expect(size.noteBuilt(1_000, 250)).toBe('quick');
    expect(size.maxTransactions).toBe(1_000);
    expect(size.noteBuilt(1_000, 251)).toBe('slow');
    expect(size.maxTransactions).toBe(500);
    expect(size.noteBuilt(500, 25_000)).toBe('hopeless');
    expect(size.maxTransactions).toBe(5);
    for (let i = 0; i < 10; i++) size.noteBuilt(size.maxTransactions, 1e9);
    expect(size.maxTransactions).toBe(2);
    expect(new BlockSize(1, BASE_MS).maxTransactions).toBe(1);
  });

  test('shrinks when a block is lost, below what was in it where that was slow', () => {
    const size = new BlockSize(1_000, BASE_MS);
    size.noteLost(10, true);
    expect(size.maxTransactions).toBe(500);
    size.noteLost(10, false);
    expect(size.maxTransactions).toBe(5);
    const empty = new BlockSize(1_000, BASE_MS);
    empty.noteLost(0, true);
    empty.noteBuilt(0, 10_000);
    expect(empty.maxTransactions).toBe(1_000);
  });

  test('grows slowly again with full blocks that went well, and not beyond what the operator allows', () => {
    const size = new BlockSize(100, BASE_MS);
    size.noteBuilt(100, 100_000);
    expect(size.maxTransactions).toBe(2);
    size.noteDecided(1);
    expect(size.maxTransactions).toBe(2);
    const steps: number[] = [];
    while (size.maxTransactions < 100 && steps.length < 100) {
      const before = size.maxTransactions;
      size.noteDecided(before);
      steps.push(size.maxTransactions / before);
    }
    expect(Math.max(...steps)).toBeLessThanOrEqual(1.5);
    expect(size.maxTransactions).toBe(100);
    size.noteDecided(100);
    expect(size.maxTransactions).toBe(100);
  });
});

describe('ATTACK block-too-slow: a primary whose blocks take a given time a transaction', () => {
  const MOST = 32;
  let folder: string;
  let store: LevelStore;
  let mempool: Mempool;
  let bodies: BlockBodies;
  let behind: number;
  let nowMs: number;
  let msEach: number;
  let applied: Parameters<Chain['onApplied']>[0];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-block-size-'));
    store = await LevelStore.open(folder, genesisOf());
    const chain = new Chain(store, () => 0);
    const build = chain.build.bind(chain);
    chain.build = (clockMs, proposer, transactions) => {
      nowMs += msEach * transactions.length;
      return build(clockMs, proposer, transactions);
    };
    chain.onApplied = (listener) => {
      applied = listener;
      return () => undefined;
    };
    const make = new StoreChain(store);
    mempool = new Mempool();
    for (let i = 0; i < 2 * MOST; i++) mempool.add({ transaction: make.appointment(`${i}`), sidecar: null });
    behind = 0;
    const putBehind = mempool.putBehind.bind(mempool);
    mempool.putBehind = (ids) => {
      behind += 1;
      putBehind(ids);
    };
    nowMs = 0;
    bodies = new BlockBodies({
      chain,
      mempool,
      dissemination: {} as BodiesParts['dissemination'],
      sidecars: {} as SidecarStore,
      certificateOf: () => undefined,
      proposer: keyOf('validator'),
      wallMs: () => 0,
      maxTransactions: MOST,
      baseTimeoutMs: BASE_MS,
      nowMs: () => nowMs,
    });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const propose = (view: number) =>
    bodies.candidate({ type: 'request-candidate', height: 1, view, parent: store.head.hash, allowEmpty: true });
  const countIn = async (view: number) => (await propose(view))?.transactionIds.length;

  test('proposes nothing that it knows the others will not wait for', async () => {
    msEach = 400;
    const beganMs = nowMs;
    expect(await countIn(0)).toBe(2);
    // The first attempt took what a full block takes, and what was proposed in its place little.
    expect(nowMs - beganMs).toBe(MOST * msEach + 2 * msEach);
    expect(behind).toBe(1);
  });

  test('proposes ever less while nothing of it is decided, and more again once it is', async () => {
    msEach = 0;
    const counts: (number | undefined)[] = [];
    for (let view = 0; view < 6; view++) counts.push(await countIn(view));
    expect(counts).toEqual([32, 16, 8, 4, 2, 2]);
    expect(behind).toBe(5);
    const proposal = await propose(6);
    applied({ hash: proposal?.hash, transactions: [] } as never);
    expect(await countIn(7)).toBe(3);
  });
});

test('ATTACK block-too-slow: who sent what a block was too slow with comes after the others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'annals-behind-'));
  const store = await LevelStore.open(folder, genesisOf());
  try {
    const make = new StoreChain(store);
    const [costly, plain] = [make.appointment('costly'), make.appointment('plain')];
    const mempool = new Mempool(undefined, ({ id }) => ({
      of: 'agency',
      name: (id === costly.id ? 'a hostile one' : 'another') as never,
    }));
    for (const transaction of [costly, plain]) mempool.add({ transaction, sidecar: null });
    const first = () =>
      mempool.select({ maxCount: 1, maxBytes: 1e6, height: 1, allowance: { admit: () => true } })[0]?.transaction.id;
    expect(first()).toBe(costly.id);
    mempool.putBehind([costly.id]);
    expect(first()).toBe(plain.id);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
