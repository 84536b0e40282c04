import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { officerIdOf } from '@annals/ledger/transaction';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Chain } from '../chain/index.ts';
import { FREE_ACCOUNT, type PeerAccount } from '../network/peer-account.ts';
import { notedAccount } from '../network/testing/noted-account.ts';
import { LevelStore } from '../store/index.ts';
import { agency, genesisOf, keyOf, StoreChain, subjectOf } from '../store/testing/store-chain.ts';
import { verifyInline } from '../verify/index.ts';
import { TransactionIntake } from './intake.ts';
import { Mempool, type PooledTransaction } from './mempool.ts';

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

function intakeWith(aMomentLater: () => Promise<void>, mempool = new Mempool()): TransactionIntake {
  return new TransactionIntake({
    chain: new Chain(store, () => 0),
    mempool,
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

/** Signed by keys that nobody knows, as a subject that is there, for an agency, and for nobody. */
const ofStrangers = () => [
  make.transaction(
    'consent.withdraw',
    'stranger',
    { subject: subjectOf('ada'), represented: null, consent: 'ab'.repeat(20) as never },
    null,
  ),
  make.transaction('officer.dismiss', 'stranger', { officer: officerIdOf(agency, keyOf('officer')) }),
  make.transaction('ceremony.advance', 'stranger', { epoch: 1, round: 'joining' }, null),
];

test('keys that nobody knows take no room, whoever brings them', async () => {
  await make.begin('ada');
  const mempool = new Mempool();
  const intake = intakeWith(async () => undefined, mempool);
  for (const source of ['peer', 'client'] as const) {
    const outcomes = await intake.offer(ofStrangers().map(raw), source);
    expect(outcomes.map((outcome) => !outcome.ok && outcome.code)).toEqual(new Array(3).fill('tx.signer-unknown'));
  }
  expect(mempool.size).toBe(0);
});

test('a block that is being decided may name what keys signed that nobody knows; it goes with the height', async () => {
  await make.begin('ada');
  const mempool = new Mempool();
  const intake = intakeWith(async () => undefined, mempool);
  expect(await intake.offer(ofStrangers().map(raw), 'proposal')).toMatchObject(new Array(3).fill({ ok: true }));
  expect(mempool.size).toBe(3);
  mempool.removeCommitted([]);
  expect(mempool.size).toBe(0);
});

test('a peer that is quicker than the block that makes a key known is not refused', async () => {
  const transaction = make.transaction('officer.dismiss', 'officer', {
    officer: officerIdOf(agency, keyOf('officer')),
  });
  const intake = intakeWith(() => make.begin());
  expect(await intake.offer([raw(transaction)], 'peer')).toEqual([{ ok: true, id: transaction.id, isNew: true }]);
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

test('what is in order only after a deadline waits for it, whoever brings it; a client hears that it is too early', async () => {
  await make.begin();
  const { parameters } = genesisOf();
  const period = Math.floor(store.head.timeMs / parameters.reportPeriodMs);
  const endMs = (period + 1) * parameters.reportPeriodMs;
  const report = make.transaction('access.report', 'agency', { period, count: 0 });
  const taken: PooledTransaction[] = [];
  let wallMs = endMs - 1;
  const intake = new TransactionIntake({
    chain: new Chain(store, () => 0),
    mempool: new Mempool(),
    verifySignatures: verifyInline,
    wallMs: () => wallMs,
    onNew: (entry) => taken.push(entry),
  });
  expect(await intake.offer([raw(report)], 'client')).toMatchObject([{ ok: false, code: 'report.too-early' }]);
  expect(await intake.offer([raw(report)], 'peer')).toMatchObject([{ ok: true, isNew: true }]);
  wallMs = endMs;
  const other = make.transaction('access.report', 'agency', { period, count: 0 });
  expect(await intake.offer([raw(other)], 'client')).toMatchObject([{ ok: true, isNew: true }]);
  const enrolment = make.enrolment('somebody');
  expect(await intake.offer([raw(enrolment)], 'client')).toMatchObject([{ ok: true, isNew: true }]);
  expect(taken.map(({ awaitedMs }) => awaitedMs ?? null)).toEqual([endMs, endMs, null]);
});

/** So many that fill several slices, all for one agency. */
const many = (count: number, signer: string) =>
  Array.from({ length: count }, (_, i) =>
    raw(make.transaction('officer.dismiss', signer, { officer: officerIdOf(agency, keyOf(`officer ${i}`)) })),
  );

test('ATTACK failure-between-turns: what fails while the next slice waits for its turn is heard by the caller alone', async () => {
  await make.begin();
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => {
    unhandled.push(reason);
  };
  process.on('unhandledRejection', note);
  try {
    const intake = new TransactionIntake({
      chain: new Chain(store, () => 0),
      mempool: new Mempool(),
      verifySignatures: () => Promise.reject(new Error('the thread has ended')),
      wallMs: () => store.head.timeMs + 1,
      onNew: () => undefined,
    });
    // Whoever waits for the time of a peer waits for longer than a turn of the event loop.
    const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
    await expect(intake.offer(many(64, 'officer'), 'peer', { ...FREE_ACCOUNT, turn })).rejects.toThrow(
      'the thread has ended',
    );
    await turn();
  } finally {
    process.off('unhandledRejection', note);
  }
  expect(unhandled).toEqual([]);
});

test('ATTACK second-look-for-free: what is looked for again is looked for once, and on the account of the peer', async () => {
  await make.begin();
  let free = 0;
  let looks = 0;
  let turns = 0;
  const account = notedAccount({
    turn: async () => {
      turns += 1;
    },
  });
  const intake = new TransactionIntake({
    chain: new Chain(store, () => 0),
    mempool: new Mempool(),
    verifySignatures: verifyInline,
    // Asked with every look for a signer.
    wallMs: () => {
      looks += 1;
      if (!account.isCharged) free += 1;
      return store.head.timeMs + 1;
    },
    onNew: () => undefined,
    aMomentLater: async () => {
      moments += 1;
    },
  });
  const outcomes = await intake.offer(many(40, 'stranger'), 'peer', account);
  expect(outcomes.map((outcome) => !outcome.ok && outcome.code)).toEqual(new Array(40).fill('tx.signer-unknown'));
  expect({ moments, looks, free, turns }).toEqual({ moments: 1, looks: 80, free: 0, turns: 6 });
});

test('ATTACK one-queue-for-all: what a member floods with keeps nobody else from having a turn', async () => {
  await make.begin();
  const order: string[] = [];
  const intake = new TransactionIntake({
    chain: new Chain(store, () => 0),
    mempool: new Mempool(),
    // As long as a turn, so that each has one for each transaction.
    verifySignatures: async (all) => {
      for (const untilMs = performance.now() + 3; performance.now() < untilMs; );
      return all.map(() => true);
    },
    wallMs: () => store.head.timeMs + 1,
    onNew: () => undefined,
  });
  const offer = (account: PeerAccount, [one]: readonly { bytes: Uint8Array; sidecar: null }[]) =>
    intake.offer(one ? [one] : [], 'peer', account).then(() => order.push(account.name));
  const flood = Array.from({ length: 50 }, () => offer({ ...FREE_ACCOUNT, name: 'flood' }, many(1, 'officer')));
  const others = [
    offer({ ...FREE_ACCOUNT, name: 'peer' }, many(1, 'officer')),
    intake.offer(many(1, 'officer'), 'client', { ...FREE_ACCOUNT, name: 'members' }).then(() => order.push('members')),
  ];
  await Promise.all([...flood, ...others]);
  expect(order.slice(0, 3).toSorted()).toEqual(['flood', 'members', 'peer']);
  expect(order).toHaveLength(52);
});
