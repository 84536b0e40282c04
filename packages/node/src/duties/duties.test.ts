import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voteDigest } from '@annals/ledger/block';
import { type BlockHash, bytesToHex } from '@annals/ledger/codec';
import { sha256, sign } from '@annals/ledger/crypto';
import { decodeTransaction, type Transaction, verifyTransactionSignature } from '@annals/ledger/transaction';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../chain/index.ts';
import { localSigningKey } from '../consensus/host/index.ts';
import { silentLog } from '../log.ts';
import type { Intake } from '../mempool/index.ts';
import { LevelStore } from '../store/index.ts';
import { agency, genesisOf, keyOf, secretOf } from '../store/testing/store-chain.ts';
import { Duties, type Duty, type DutyTransaction } from './index.ts';

const TURN = 1_000;

describe('duties', () => {
  let folder: string;
  let store: LevelStore;
  let submitted: Transaction[];
  let answer: (transaction: Transaction) => Intake;
  let due: DutyTransaction[];
  let nowMs: number;
  let wallMs: number;
  let wake: (() => void) | undefined;
  let duties: Duties;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-duties-'));
    store = await LevelStore.open(folder, genesisOf());
    submitted = [];
    due = [];
    nowMs = 0;
    wallMs = 0;
    answer = ({ id }) => ({ ok: true, id, isNew: true });
  });
  afterEach(async () => {
    await duties.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function begin(by: Duty['by'], key = 'validator'): void {
    duties = new Duties(
      {
        chain: new Chain(store, () => 0),
        signingKey: localSigningKey(secretOf(key), keyOf(key)),
        submit: async ({ bytes }) => {
          const transaction = decodeTransaction(bytes);
          submitted.push(transaction);
          return answer(transaction);
        },
        log: silentLog,
        later: (_, run) => {
          wake = run;
          return () => {};
        },
        wallMs: () => wallMs,
        nowMs: () => nowMs,
      },
      [{ name: 'test', by, due: () => due }],
    );
    duties.start();
  }

  /** Lets seconds pass, one round of duties in each. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      nowMs += TURN;
      wake?.();
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const report = (key: string): DutyTransaction => {
    const vote = (digit: string) => ({
      step: 'commit' as const,
      height: 1,
      view: 0,
      block: digit.repeat(64) as BlockHash,
    });
    const signed = (digit: string) => ({
      vote: vote(digit),
      signature: sign(voteDigest(store.chain, vote(digit)), secretOf('validator')),
    });
    return {
      kind: 'evidence.report',
      body: { agency, key: keyOf('validator'), first: signed('a'), second: signed('b') },
      key: `${key}-${bytesToHex(sha256(new TextEncoder().encode(key))).slice(0, 4)}`,
    };
  };

  test('what is due is signed by the validator and submitted once while it waits', async () => {
    begin('each');
    due = [report('a')];
    await pass(4);
    expect(submitted).toHaveLength(1);
    const [transaction] = submitted as [Transaction];
    expect(transaction.payload).toMatchObject({ kind: 'evidence.report', agency: null, signer: keyOf('validator') });
    expect(verifyTransactionSignature(transaction)).toBe(true);
  });

  test('what did not come to be is offered again with the same bytes, and stops when it is done', async () => {
    begin('each');
    due = [report('a')];
    await pass(8);
    expect(new Set(submitted.map(({ id }) => id)).size).toBe(1);
    expect(submitted.length).toBeGreaterThan(1);
    const { length } = submitted;
    due = [];
    await pass(8);
    expect(submitted).toHaveLength(length);
  });

  test('a clock that is set back holds nothing up', async () => {
    begin('each');
    due = [report('a')];
    await pass(1);
    wallMs -= 3_600_000;
    await pass(8);
    expect(submitted.length).toBeGreaterThan(1);
  });

  test('what was refused is signed anew', async () => {
    answer = ({ id }) => ({ ok: false, id, code: 'node.busy', detail: '' });
    begin('each');
    due = [report('a')];
    await pass(8);
    expect(submitted.length).toBeGreaterThan(1);
    expect(new Set(submitted.map(({ id }) => id)).size).toBe(submitted.length);
  });

  test('each thing that is due is submitted for itself', async () => {
    begin('each');
    due = [report('a'), report('b')];
    await pass(1);
    expect(submitted).toHaveLength(2);
  });

  test('what any validator can do is left alone by a node without a seat', async () => {
    begin('any', 'nobody');
    due = [report('a')];
    await pass(10);
    expect(submitted).toHaveLength(0);
  });

  test('what any validator can do is done by the one whose turn it is', async () => {
    begin('any');
    due = [report('a')];
    await pass(1);
    expect(submitted).toHaveLength(1);
  });
});
