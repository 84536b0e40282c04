import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceIdOf, stateKey, voteDigest } from '@annals/ledger/block';
import type { BlockHash } from '@annals/ledger/codec';
import { sign } from '@annals/ledger/crypto';
import { readValue } from '@annals/ledger/state';
import { decodeTransaction, verifyTransactionSignature } from '@annals/ledger/transaction';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../../chain/index.ts';
import { silentLog } from '../../log.ts';
import type { RawTransaction } from '../../mempool/index.ts';
import { LevelStore } from '../../store/index.ts';
import { genesisOf, keyOf, StoreChain, secretOf } from '../../store/testing/store-chain.ts';
import type { Misbehaviour } from '../core/index.ts';
import { EvidenceReporter } from './evidence.ts';
import { localSigningKey } from './signer.ts';

const blockNamed = (digit: string) => digit.repeat(64) as BlockHash;

describe('equivocation becomes evidence on the ledger', () => {
  let folder: string;
  let store: LevelStore;
  let submitted: RawTransaction[];
  let reporter: EvidenceReporter;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-evidence-'));
    store = await LevelStore.open(folder, genesisOf());
    submitted = [];
    reporter = new EvidenceReporter({
      store,
      chain: new Chain(store, () => 0),
      signingKey: localSigningKey(secretOf('validator'), keyOf('validator')),
      submit: async (raw) => {
        submitted.push(raw);
        return { ok: true, id: decodeTransaction(raw.bytes).id, isNew: true };
      },
      log: silentLog,
    });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function equivocation(step: Misbehaviour['step'], view = 0): Misbehaviour {
    const signed = (digit: string) => {
      const block = blockNamed(digit);
      const digest = voteDigest(store.chain, {
        step: step === 'commit' ? 'commit' : 'prepare',
        height: 1,
        view,
        block,
      });
      return { block, signature: sign(digest, secretOf('validator')) };
    };
    return { signer: 0, height: 1, view, step, first: signed('a'), second: signed('b') };
  }

  test.each(['prepare', 'commit'] as const)(
    'two different votes to %s are reported, and the ledger accepts the report',
    async (step) => {
      await reporter.report(equivocation(step));
      const transaction = decodeTransaction((submitted[0] as RawTransaction).bytes);
      expect(verifyTransactionSignature(transaction)).toBe(true);
      await new StoreChain(store).commit(transaction);
      const id = evidenceIdOf(keyOf('validator'), { step, height: 1, view: 0, block: blockNamed('a') });
      expect(readValue(store.state, stateKey.evidence(id))).toMatchObject({
        key: keyOf('validator'),
        reportedMs: store.head.timeMs,
      });
    },
  );

  test('each is reported once, and not again when it is on the ledger', async () => {
    await reporter.report(equivocation('prepare'));
    await reporter.report(equivocation('prepare'));
    expect(submitted).toHaveLength(1);
    await reporter.report(equivocation('prepare', 1));
    expect(submitted).toHaveLength(2);
    await new StoreChain(store).commit(decodeTransaction((submitted[0] as RawTransaction).bytes));
    const chain = new Chain(store, () => 0);
    const signingKey = localSigningKey(secretOf('validator'), keyOf('validator'));
    const restarted = new EvidenceReporter({
      store,
      chain,
      signingKey,
      submit: () => Promise.reject(new Error('not again')),
      log: silentLog,
    });
    await restarted.report(equivocation('prepare'));
  });

  test('two proposals are no votes, and a seat that does not exist harms nobody', async () => {
    await reporter.report(equivocation('pre-prepare'));
    await reporter.report({ ...equivocation('prepare'), signer: 7 });
    expect(submitted).toEqual([]);
  });
});
