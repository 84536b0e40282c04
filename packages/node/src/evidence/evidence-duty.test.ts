import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceIdOf, stateKey, voteDigest } from '@annals/ledger/block';
import type { BlockHash } from '@annals/ledger/codec';
import { sign } from '@annals/ledger/crypto';
import { readValue } from '@annals/ledger/state';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Chain } from '../chain/index.ts';
import type { Misbehaviour } from '../consensus/core/index.ts';
import type { DutyTransaction } from '../duties/index.ts';
import { silentLog } from '../log.ts';
import { LevelStore } from '../store/index.ts';
import { genesisOf, keyOf, StoreChain, secretOf } from '../store/testing/store-chain.ts';
import { EvidenceDuty } from './index.ts';

const blockNamed = (digit: string) => digit.repeat(64) as BlockHash;

describe('equivocation becomes evidence on the ledger', () => {
  let folder: string;
  let store: LevelStore;
  let evidence: EvidenceDuty;
  let wallMs: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'annals-evidence-'));
    store = await LevelStore.open(folder, genesisOf());
    evidence = begin();
    wallMs = 0;
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const begin = () => new EvidenceDuty({ store, chain: new Chain(store, () => 0), log: silentLog });
  const due = (duty = evidence) =>
    duty.due({ wallMs, nowMs: wallMs, height: store.head.height, timeMs: store.head.timeMs });

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

  /** Has the ledger carry out what is due first. */
  async function carryOut(): Promise<void> {
    const { kind, body } = due()[0] as DutyTransaction;
    const chain = new StoreChain(store);
    await chain.commit(chain.transaction(kind, 'validator', body, null));
  }

  test.each(['prepare', 'commit'] as const)(
    'two different votes to %s are due until the ledger has taken the report',
    async (step) => {
      evidence.note(equivocation(step));
      expect(due()).toHaveLength(1);
      await carryOut();
      const id = evidenceIdOf(keyOf('validator'), { step, height: 1, view: 0, block: blockNamed('a') });
      expect(readValue(store.state, stateKey.evidence(id))).toMatchObject({
        key: keyOf('validator'),
        reportedMs: store.head.timeMs,
      });
      expect(due()).toEqual([]);
    },
  );

  test('each is due once, and not again when it is on the ledger', async () => {
    evidence.note(equivocation('prepare'));
    evidence.note(equivocation('prepare'));
    expect(due()).toHaveLength(1);
    evidence.note(equivocation('prepare', 1));
    expect(due()).toHaveLength(2);
    await carryOut();
    expect(due()).toHaveLength(1);
    const restarted = begin();
    restarted.note(equivocation('prepare'));
    expect(due(restarted)).toEqual([]);
    restarted.note(equivocation('prepare', 1));
    expect(due(restarted)).toHaveLength(1);
  });

  test('what the ledger never takes is given up, and much of it does not crowd out other duties', () => {
    for (let view = 0; view < 100; view++) evidence.note(equivocation('prepare', view));
    expect(due()).toHaveLength(8);
    wallMs += 600_001;
    expect(due()).toEqual([]);
  });

  test('two proposals are no votes, and a seat or a height that does not exist harms nobody', () => {
    evidence.note(equivocation('pre-prepare'));
    evidence.note({ ...equivocation('prepare'), signer: 7 });
    evidence.note({ ...equivocation('prepare'), height: 9 });
    expect(due()).toEqual([]);
  });
});
