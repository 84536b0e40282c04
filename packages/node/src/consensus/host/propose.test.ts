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
  const candidate = (allowEmpty = false) =>
    buildCandidate(
      { chain, mempool, wallMs: () => 0, proposer: keyOf('validator'), maxTransactions: 10 },
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
