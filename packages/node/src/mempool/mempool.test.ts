import type { TransactionId } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { buildTransaction, type Transaction } from '@annals/ledger/transaction';
import { describe, expect, test } from '@jest/globals';
import { agency, secretOf } from '../store/testing/store-chain.ts';
import { Mempool, type PooledTransaction } from './mempool.ts';

const LIMITS = {
  maxTransactions: 10,
  maxBytes: 100_000,
  maxPercentOfOne: 60,
  maxTransactionsOfPerson: 3,
  maxBytesOfPerson: 100_000,
  maxTransactionsOfValidator: 2,
  maxProtective: 10,
  maxProtectiveBytes: 100_000,
  maxProtectiveOfPerson: 2,
};
const EVERYTHING = { admit: () => true };

function pooled(
  salt: number,
  options: { of?: typeof agency; lastValid?: number; sidecarBytes?: number } = {},
): PooledTransaction {
  const transaction = buildTransaction<'officer.dismiss'>({
    chain: sha256(new Uint8Array([1])),
    kind: 'officer.dismiss',
    body: { officer: '00'.repeat(20) as never },
    agency: options.of ?? agency,
    lastValid: options.lastValid ?? 100,
    salt: sha256(new Uint8Array([salt])).subarray(0, 16),
    signerSecret: secretOf('agency'),
  }) as unknown as Transaction;
  return { transaction, sidecar: options.sidecarBytes ? new Uint8Array(options.sidecarBytes) : null };
}

const BOUNDS = { maxBytes: 100_000, height: 1, allowance: EVERYTHING };
const select = (mempool: Mempool, bounds: Partial<Parameters<Mempool['select']>[0]> = {}) =>
  mempool.select({ ...BOUNDS, maxCount: 100, ...bounds }).map(({ transaction }) => transaction.id);

describe('the mempool', () => {
  test('gives transactions in the order of their arrival and keeps them until they are committed', () => {
    const mempool = new Mempool(LIMITS);
    const entries = [pooled(1), pooled(2), pooled(3)];
    for (const entry of entries) expect(mempool.add(entry)).toEqual({ ok: true, isNew: true });
    const ids = entries.map(({ transaction }) => transaction.id);
    expect(select(mempool)).toEqual(ids);
    expect(select(mempool)).toEqual(ids);
    mempool.removeCommitted([ids[1] as TransactionId]);
    expect(select(mempool)).toEqual([ids[0], ids[2]]);
  });

  test('reckons with what transactions weigh decoded, not with the bytes in which they came (ATTACK swollen-values)', () => {
    const sections = Array.from({ length: 16 }, (_, i) => `s${i}`);
    const items = Array.from({ length: 32 }, (_, i) => ({ record: i.toString(16).padStart(40, '0'), sections }));
    const reading = (salt: number): PooledTransaction => {
      const { transaction } = pooled(salt);
      const payload = { ...transaction.payload, kind: 'access.read', body: { items } };
      return { transaction: { ...transaction, bytes: new Uint8Array(3_000), payload } as never, sidecar: null };
    };
    const count = (make: (salt: number) => PooledTransaction) => {
      const mempool = new Mempool({ ...LIMITS, maxTransactions: 100 });
      return Array.from({ length: 100 }, (_, i) => mempool.add(make(i)).ok).filter(Boolean).length;
    };
    const byBytes = count((salt) => pooled(salt, { sidecarBytes: 3_000 }));
    expect(byBytes).toBeGreaterThan(10);
    expect(count(reading)).toBeLessThan(byBytes / 4);
  });

  test('takes the same transaction once, and forgets its size with it', () => {
    const mempool = new Mempool(LIMITS);
    const entry = pooled(1, { sidecarBytes: 500 });
    mempool.add(entry);
    expect(mempool.add(entry)).toEqual({ ok: true, isNew: false });
    expect(mempool.sizeBytes).toBe(entry.transaction.bytes.length + 500);
    mempool.removeCommitted([entry.transaction.id, entry.transaction.id]);
    expect([mempool.size, mempool.sizeBytes]).toEqual([0, 0]);
  });

  test('refuses what is beyond its bounds', () => {
    const mempool = new Mempool({ ...LIMITS, maxPercentOfOne: 100 });
    for (let i = 0; i < 10; i++) mempool.add(pooled(i));
    expect(mempool.add(pooled(11))).toEqual({ ok: false, code: 'node.busy' });
    expect(new Mempool(LIMITS).add(pooled(1, { sidecarBytes: 100_001 }))).toMatchObject({
      ok: false,
      code: 'node.busy',
    });
  });

  test('persons have bounds of their own within the room of their agency', () => {
    const accounts = ['ada', 'ada', 'ada', 'ada', 'bob', 'bob', 'bob', 'cyd'].map(
      (name) => ({ of: 'person', name, enrolledBy: agency }) as const,
    );
    const mempool = new Mempool(LIMITS, () => accounts.shift() ?? { of: 'agency', name: agency });
    const outcomes = accounts.map((_, i) => pooled(i)).map((entry) => mempool.add(entry).ok);
    expect(outcomes).toEqual([true, true, true, false, true, true, true, false]);
    expect([10, 11, 12].map((salt) => mempool.add(pooled(salt)).ok)).toEqual([true, true, false]);
  });

  test('a person has no more bytes than her bound', () => {
    const size = pooled(1).transaction.bytes.length;
    const account = { of: 'person', name: 'ada', enrolledBy: agency } as const;
    const mempool = new Mempool({ ...LIMITS, maxBytesOfPerson: 2 * size }, () => account);
    expect([1, 2, 3].map((salt) => mempool.add(pooled(salt)).ok)).toEqual([true, true, false]);
    mempool.removeCommitted([pooled(1).transaction.id]);
    expect(mempool.add(pooled(3)).ok).toBe(true);
  });

  test('what validators owe the ledger has room of its own, also when the pool is full', () => {
    const ofValidator = new Set<TransactionId>();
    const mempool = new Mempool({ ...LIMITS, maxPercentOfOne: 100 }, ({ id }) =>
      ofValidator.has(id) ? { of: 'validator', name: 'v' } : { of: 'agency', name: agency },
    );
    for (let i = 0; i < 10; i++) mempool.add(pooled(i));
    const [first, second, third, withContent] = [
      pooled(11),
      pooled(12),
      pooled(13),
      pooled(14, { sidecarBytes: 10 }),
    ] as const;
    for (const { transaction } of [first, second, third, withContent]) ofValidator.add(transaction.id);
    expect([withContent, first, second, third].map((entry) => mempool.add(entry).ok)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    // It takes nobody else's room either.
    mempool.removeCommitted([pooled(0).transaction.id]);
    expect(mempool.add(pooled(15)).ok).toBe(true);
    mempool.removeCommitted([first.transaction.id]);
    expect(mempool.add(third).ok).toBe(true);
  });

  test('takes what a block names although it is full', () => {
    const mempool = new Mempool({ ...LIMITS, maxTransactions: 1, maxPercentOfOne: 100 });
    mempool.add(pooled(1));
    expect(mempool.add(pooled(2)).ok).toBe(false);
    expect(mempool.add(pooled(2), true)).toEqual({ ok: true, isNew: true });
  });

  test('lets go what proposals brought beyond its bounds once their height is decided', () => {
    const mempool = new Mempool({ ...LIMITS, maxTransactions: 2, maxPercentOfOne: 100 });
    const [waiting, committed, lost] = [pooled(1), pooled(2), pooled(3)] as const;
    for (const entry of [waiting, committed, lost]) mempool.add(entry, true);
    mempool.removeCommitted([committed.transaction.id]);
    expect(select(mempool)).toEqual([waiting.transaction.id]);
    expect(mempool.sizeBytes).toBe(waiting.transaction.bytes.length);
    // With room again, what is proposed stays like any other.
    mempool.add(lost, true);
    mempool.removeCommitted([]);
    expect(mempool.has(lost.transaction.id)).toBe(true);
  });

  test('has work only when a block could hold some of what waits', () => {
    const mempool = new Mempool(LIMITS);
    expect(mempool.hasWork(BOUNDS)).toBe(false);
    const [expiring, other] = [pooled(1, { lastValid: 5 }), pooled(2, { lastValid: 9 })] as const;
    mempool.add(expiring);
    expect([5, 6].map((height) => mempool.hasWork({ ...BOUNDS, height }))).toEqual([true, false]);
    mempool.add(other);
    expect(mempool.hasWork({ ...BOUNDS, height: 6 })).toBe(true);
    expect(mempool.hasWork({ ...BOUNDS, allowance: { admit: () => false } })).toBe(false);
  });

  test('passes over sealed content for which there is no room, and goes on with the rest', () => {
    const mempool = new Mempool(LIMITS);
    const [large, small, plain] = [
      pooled(1, { sidecarBytes: 600 }),
      pooled(2, { sidecarBytes: 200 }),
      pooled(3),
    ] as const;
    mempool.add(large);
    expect([599, 600].map((sidecarRoomBytes) => mempool.hasWork({ ...BOUNDS, sidecarRoomBytes }))).toEqual([
      false,
      true,
    ]);
    for (const entry of [small, plain]) mempool.add(entry);
    expect(select(mempool, { sidecarRoomBytes: 599 })).toEqual([small.transaction.id, plain.transaction.id]);
    expect(select(mempool, { sidecarRoomBytes: 0 })).toEqual([plain.transaction.id]);
    expect(select(mempool, { sidecarRoomBytes: 800 })).toHaveLength(3);
  });

  test('selects within count, bytes and quota, and nothing that has expired', () => {
    const mempool = new Mempool(LIMITS);
    const [a, b, c] = [pooled(1, { lastValid: 5 }), pooled(2), pooled(3)] as const;
    for (const entry of [a, b, c]) mempool.add(entry);
    expect(select(mempool, { height: 6 })).toEqual([b.transaction.id, c.transaction.id]);
    expect(select(mempool, { maxCount: 1 })).toEqual([a.transaction.id]);
    expect(select(mempool, { maxBytes: a.transaction.bytes.length + 1 })).toEqual([a.transaction.id]);
    expect(select(mempool, { height: 1, latestValid: 5 })).toEqual([a.transaction.id]);
    // What comes later from the same agency may build on what has no room.
    const notB = { admit: ({ id }: Transaction) => id !== b.transaction.id };
    expect(select(mempool, { allowance: notB })).toEqual([a.transaction.id]);
    mempool.removeExpired(6);
    expect([a, b, c].map(({ transaction }) => mempool.has(transaction.id))).toEqual([false, true, true]);
  });
});
