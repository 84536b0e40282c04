import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { officerIdOf } from '@annals/ledger/transaction';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Chain } from '../chain/index.ts';
import { LevelStore } from '../store/index.ts';
import { agency, genesisOf, keyOf, StoreChain } from '../store/testing/store-chain.ts';
import { verifyInline } from '../verify/index.ts';
import { TransactionIntake } from './intake.ts';
import { Mempool } from './mempool.ts';

let folder: string;
let store: LevelStore;
let make: StoreChain;
let moments: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'annals-intake-'));
  store = await LevelStore.open(folder, genesisOf());
  make = new StoreChain(store);
  moments = 0;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function intakeWith(aMomentLater: () => Promise<void>): TransactionIntake {
  return new TransactionIntake({
    chain: new Chain(store, () => 0),
    mempool: new Mempool(),
    verifySignatures: verifyInline,
    wallMs: () => store.head.timeMs + 1,
    onNew: () => undefined,
    aMomentLater: () => {
      moments += 1;
      return aMomentLater();
    },
  });
}

const dismissal = () =>
  make.transaction('officer.dismiss', 'agency', { officer: officerIdOf(agency, keyOf('officer')) });
const raw = ({ bytes }: { bytes: Uint8Array }) => ({ bytes, sidecar: null });

test('a client that is quicker than the block it builds on is not refused', async () => {
  const transaction = dismissal();
  const intake = intakeWith(() => make.begin());
  expect(await intake.offer([raw(transaction)], 'client')).toEqual([{ ok: true, id: transaction.id, isNew: true }]);
  expect(moments).toBe(1);
});

test('what is still unknown a moment later is refused, and looked for once only', async () => {
  const intake = intakeWith(async () => undefined);
  expect(await intake.offer([raw(dismissal()), raw(dismissal())], 'client')).toMatchObject([
    { ok: false, code: 'officer.unknown' },
    { ok: false, code: 'officer.unknown' },
  ]);
  expect(moments).toBe(1);
});

test('what is wrong in itself is refused at once, and peers wait for nothing', async () => {
  const intake = intakeWith(async () => undefined);
  const transaction = make.appointment('officer');
  const forged = { bytes: transaction.bytes.map((byte, i) => (i === transaction.bytes.length - 1 ? byte ^ 1 : byte)) };
  expect(await intake.offer([raw({ bytes: new Uint8Array([1]) }), raw(forged)], 'client')).toMatchObject([
    { ok: false, code: 'codec.shape' },
    { ok: false, code: 'tx.bad-signature' },
  ]);
  await intake.offer([raw(dismissal())], 'peer');
  expect(moments).toBe(0);
});
