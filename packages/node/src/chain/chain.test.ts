import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommitCertificate } from '@annals/ledger/block';
import { InvariantError } from '@annals/ledger/errors';
import { treeRoot } from '@annals/ledger/merkle';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LevelStore } from '../store/index.ts';
import { genesisOf, keyOf, StoreChain } from '../store/testing/store-chain.ts';
import { type AppliedBlock, Chain, type Committed, CommitWaiter, type ExecutedBlock } from './index.ts';

const proposer = keyOf('validator');

describe('the applier', () => {
  let folder: string;
  let store: LevelStore;
  let chain: Chain;
  let make: StoreChain;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-chain-'));
    store = await LevelStore.open(folder, genesisOf());
    chain = new Chain(store, () => performance.now());
    make = new StoreChain(store);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const certificateFor = ({ header, hash }: ExecutedBlock): CommitCertificate => ({
    height: header.height,
    view: 0,
    block: hash,
    signatures: [{ index: 0, signature: new Uint8Array(64).fill(1) }],
  });
  const build = (names: readonly string[], laterMs = 1_000) =>
    chain.build(
      chain.head.timeMs + laterMs,
      proposer,
      names.map((name) => make.appointment(name)),
    );

  test('a block that is executed and not applied leaves no trace (FAILURES 26)', () => {
    const root = treeRoot(store.state.tree);
    const block = build(['an officer']);
    expect(chain.executed(block.hash)).toBe(block);
    expect(block.effects.stateRoot).not.toEqual(root);
    expect(treeRoot(store.state.tree)).toEqual(root);
    expect(chain.head.height).toBe(0);
  });

  test('consensus and sync bring one block: it is applied once (FAILURES 12)', async () => {
    const heard: AppliedBlock[] = [];
    chain.onApplied((block) => heard.push(block));
    const block = build(['an officer']);
    const outcomes = await Promise.all([
      chain.apply(block, certificateFor(block)),
      chain.apply(block, certificateFor(block)),
    ]);
    expect(outcomes).toEqual([true, false]);
    expect(heard.map(({ header }) => header.height)).toEqual([1]);
    expect(await chain.apply(block, certificateFor(block))).toBe(false);
    expect(chain.head).toMatchObject({ height: 1, hash: block.hash, stateRoot: block.effects.stateRoot });
  });

  test('a block of somebody else is executed and gives the same, or says what differs', async () => {
    const { header, headerBytes, hash, transactions } = build(['an officer']);
    const other = new Chain(store, () => 0);
    expect(other.execute({ header, headerBytes, hash, transactions })).toMatchObject({ ok: true });
    const wrong = (change: object, reason: RegExp) => {
      const verdict = other.execute({
        header: { ...header, ...change },
        headerBytes,
        hash: 'ff'.repeat(32) as never,
        transactions,
      });
      expect(verdict).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
    };
    wrong({ stateRoot: new Uint8Array(32) }, /state root/);
    wrong({ resultsRoot: new Uint8Array(32) }, /results root/);
    wrong({ transactionsRoot: new Uint8Array(32) }, /transactions root/);
    wrong({ height: 2 }, /height/);
    wrong({ timeMs: chain.head.timeMs }, /time/);
    wrong({ proposer: keyOf('stranger') }, /proposer/);
    wrong({ validatorsHash: new Uint8Array(32) }, /validator set/);
    expect(chain.head.height).toBe(0);
  });

  test('a transaction that is committed already makes a block invalid', async () => {
    const first = build(['an officer']);
    await chain.apply(first, certificateFor(first));
    const again = chain.build(chain.head.timeMs + 1_000, proposer, first.transactions);
    const other = new Chain(store, () => 0);
    const { header, headerBytes, hash, transactions } = again;
    expect(other.execute({ header, headerBytes, hash, transactions })).toEqual({
      ok: false,
      reason: 'its transaction 0 may not stand in it: tx.replayed',
    });
  });

  test('a final block that is invalid here halts, and nothing is written (FAILURES 27)', async () => {
    const block = build(['an officer']);
    const header = { ...block.header, stateRoot: new Uint8Array(32) };
    const claimed = { ...block, header, hash: 'ee'.repeat(32) as never };
    const other = new Chain(store, () => 0);
    await expect(other.apply(claimed, certificateFor(block))).rejects.toThrow(InvariantError);
    expect(store.head.height).toBe(0);
  });

  test('whoever waits for a transaction hears of it once, with the reason of a refusal', async () => {
    const waiter = new CommitWaiter(chain);
    const heard: Committed[] = [];
    const good = make.appointment('an officer');
    const refused = make.transaction('officer.dismiss', 'agency', { officer: '00'.repeat(20) as never });
    waiter.wait(good.id, (committed) => heard.push(committed));
    waiter.wait(refused.id, (committed) => heard.push(committed));
    const forget = waiter.wait(good.id, () => heard.push({} as Committed));
    forget();
    const block = chain.build(chain.head.timeMs + 1, proposer, [good, refused]);
    await chain.apply(block, certificateFor(block));
    expect(heard).toMatchObject([
      { height: 1, index: 0, result: { code: 'ok' } },
      { height: 1, index: 1, result: { code: 'officer.unknown' }, message: expect.any(String) },
    ]);
    expect(waiter.size).toBe(0);
  });
});
