import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type AppliedBlock, Chain } from './chain/index.ts';
import { type Log, silentLog } from './log.ts';
import { Mempool } from './mempool/index.ts';
import type { Network } from './network/network.ts';
import { NodeHealth } from './node-health.ts';
import { STALL_MS } from './status.ts';
import { LevelStore } from './store/index.ts';
import { genesisOf, keyOf, StoreChain } from './store/testing/store-chain.ts';

let folder: string;
let store: LevelStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'annals-health-'));
  store = await LevelStore.open(folder, genesisOf());
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The health of the only validator, which has begun, by a clock that the test moves. */
function healthOf(erasureProblem: string | null = null, log: Log = silentLog) {
  const clock = { wallMs: 1_000_000 };
  const chain = new Chain(store, () => 0);
  const mempool = new Mempool();
  const [seat] = genesisOf().validators;
  const health = new NodeHealth({
    genesis: genesisOf(),
    version: 'test',
    chain,
    mempool,
    network: { peer: seat?.peer, peers: () => [] } as unknown as Network,
    log,
    ownKey: keyOf('validator'),
    keyShares: { current: () => undefined, ofEpoch: () => undefined },
    wallMs: () => clock.wallMs,
    isSyncing: () => false,
    erasureProblem: () => erasureProblem,
  });
  const idle = health.replicaStatus();
  health.attach(() => idle);
  return { clock, chain, mempool, health };
}

test('work that waits too long is a stall, and a chain that has caught up with its work is idle', () => {
  const { clock, mempool, health } = healthOf();
  const transaction = new StoreChain(store).appointment('officer');
  mempool.add({ transaction, sidecar: null });
  health.noteWork();
  expect(health.status().state).toBe('working');
  clock.wallMs += STALL_MS + 1;
  expect(health.status().state).toBe('stalled');

  mempool.removeCommitted([transaction.id]);
  health.noteApplied({
    header: { proposer: keyOf('validator'), clockMs: 0 },
    transactions: [transaction],
    durationMs: 1,
  } as unknown as AppliedBlock);
  clock.wallMs += STALL_MS + 1;
  expect(health.status()).toMatchObject({ state: 'idle', mempoolTransactions: 0 });
});

test('a block that leaves work behind starts the wait anew', () => {
  const { clock, mempool, health } = healthOf();
  const make = new StoreChain(store);
  for (const name of ['one', 'two']) mempool.add({ transaction: make.appointment(name), sidecar: null });
  health.noteWork();
  clock.wallMs += STALL_MS;
  health.noteApplied({
    header: { proposer: keyOf('validator'), clockMs: 0 },
    transactions: [],
    durationMs: 1,
  } as unknown as AppliedBlock);
  clock.wallMs += STALL_MS - 1;
  expect(health.status().state).toBe('working');
});

test('content that must go and cannot be destroyed is told of in the status, whatever else it says', () => {
  const { health } = healthOf('EROFS: read-only file system');
  expect(health.status().explanation).toMatch(
    /^Content that must be destroyed is still on this disk: EROFS: read-only file system\. ./,
  );
});

test.each([
  ['all is well', { state: 'idle', connected: 4 }, 'info: the last minute'],
  ['a validator is away', { state: 'idle', connected: 3 }, 'warn: what the status says'],
  ['no block can be made', { state: 'stalled', connected: 2 }, 'warn: what the status says'],
] as const)('the line of a minute in which %s', (_what, said, expected) => {
  const lines: string[] = [];
  const log: Log = {
    ...silentLog,
    info: (_fields, message) => lines.push(`info: ${message}`),
    warn: (_fields, message) => lines.push(`warn: ${message}`),
  };
  const { health } = healthOf(null, log);
  const status = { ...health.status(), ...said, validators: 4, explanation: 'what the status says' };
  jest.spyOn(health, 'status').mockReturnValue(status);
  const due: (() => void)[] = [];
  health.logEveryMinute((_ms, run) => {
    due.push(run);
    return () => {};
  });
  due[0]?.();
  expect(lines).toEqual([expected]);
});
