import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateBlockTransactions } from '@annals/ledger/state';
import type { Transaction } from '@annals/ledger/transaction';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../../chain/index.ts';
import { Mempool } from '../../mempool/index.ts';
import { LevelStore } from '../../store/index.ts';
import { genesisOf, keyOf, StoreChain } from '../../store/testing/store-chain.ts';
import { buildCandidate, fitsBeside, hasWork } from './propose.ts';

const WINDOW = 100;

describe("the primary's candidate", () => {
  let folder: string;
  let store: LevelStore;
  let chain: Chain;
  let make: StoreChain;
  let mempool: Mempool;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-propose-'));
    const genesis = genesisOf();
    store = await LevelStore.open(folder, {
      ...genesis,
      parameters: { ...genesis.parameters, validityWindow: WINDOW, agencyQuota: 2 },
    });
    chain = new Chain(store, () => 0);
    make = new StoreChain(store);
    mempool = new Mempool();
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const add = (transaction: Transaction) => mempool.add({ transaction, sidecar: null });
  const candidate = (allowEmpty = false, wallMs = 0, owesBlock = false) =>
    buildCandidate(
      {
        chain,
        mempool,
        wallMs: () => wallMs,
        proposer: keyOf('validator'),
        maxTransactions: 10,
        owesBlock: () => owesBlock,
      },
      {
        type: 'request-candidate',
        height: 1,
        view: 0,
        parent: chain.head.hash,
        allowEmpty,
      },
      null,
    );

  test('is null when nothing may stand in it, unless an empty block is wanted', () => {
    expect(candidate()).toBeNull();
    expect(candidate(true)?.proposal).toMatchObject({
      header: { count: 0, timeMs: chain.head.timeMs + 1 },
      transactionIds: [],
    });
  });

  test('leaves out what waits for a deadline that its own clock does not bring about, and is empty where one is owed', () => {
    const awaitedMs = chain.head.timeMs + 5_000;
    const signed = make.transaction('access.report', 'agency', { period: 0, count: 0 });
    const report = { ...signed, payload: { ...signed.payload, lastValid: WINDOW } } as Transaction;
    mempool.add({ transaction: report, sidecar: null, awaitedMs });
    expect(hasWork(chain, mempool)).toBe(false);
    expect(candidate(false, awaitedMs - 1)).toBeNull();
    expect(candidate(false, awaitedMs - 1, true)?.proposal.header).toMatchObject({ count: 0, clockMs: awaitedMs - 1 });
    // With one validator its own word is enough.
    expect(candidate(false, awaitedMs)?.proposal.header).toMatchObject({ count: 1, timeMs: awaitedMs });
    expect(mempool.earliestAwaited(awaitedMs - 1)).toBe(awaitedMs);
    expect(mempool.earliestAwaited(awaitedMs)).toBeUndefined();
    mempool.removeCommitted([report.id]);
    expect(mempool.earliestAwaited(0)).toBeUndefined();
  });

  test('leaves out what was taken in under a longer validity window: with it the block would be invalid', () => {
    // StoreChain signs for a thousand heights ahead; the window is a tenth of that.
    const tooFar = make.appointment('too far ahead');
    add(tooFar);
    expect(validateBlockTransactions(store.state, { chain: store.chain, height: 1 }, [tooFar])).toMatchObject({
      ok: false,
      code: 'tx.too-far',
    });
    expect(hasWork(chain, mempool)).toBe(false);
    expect(candidate()).toBeNull();
  });

  test('has no more sealed content beside it than one agency may have, and more is not voted for', () => {
    const sidecar = new Uint8Array(700_000);
    const entries = Array.from({ length: 9 }, (_, i) => ({ transaction: make.appointment(`${i}`), sidecar }));
    const { agencySidecarBytes } = genesisOf().parameters;
    const most = Math.floor(agencySidecarBytes / sidecar.length);
    expect([most, most + 1].map((count) => fitsBeside(store.state, entries.slice(0, count)))).toEqual([true, false]);
  });
});
