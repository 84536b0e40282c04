/** Who waits for a transaction to be committed is counted and bounded. */
import type { TransactionId } from '@annals/ledger/codec';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AppliedBlock, AppliedListener, Chain } from './chain.ts';
import { CommitWaiter, MAX_WAITING, MAX_WAITING_FOR_ONE } from './commit-waiter.ts';

const idOf = (index: number) => index.toString(16).padStart(64, '0') as TransactionId;
const busy = expect.objectContaining({ code: 'node.busy' });
const ignore = (): void => undefined;

let waiter: CommitWaiter;
let applied: AppliedListener;

beforeEach(() => {
  const onApplied = (listener: AppliedListener) => {
    applied = listener;
  };
  waiter = new CommitWaiter({ onApplied } as unknown as Chain);
});

/** A block that commits these. */
function commit(...ids: readonly TransactionId[]): void {
  const effects = { results: ids.map(() => ({ code: 'ok' })), messages: [] };
  applied({ header: { height: 1 }, transactions: ids.map((id) => ({ id })), effects } as unknown as AppliedBlock);
}

describe('ATTACK endless-waiting', () => {
  test('for one transaction only so many wait, until one gives up', () => {
    const forgets = Array.from({ length: MAX_WAITING_FOR_ONE }, () => waiter.wait(idOf(1), ignore));
    expect(waiter.size).toBe(MAX_WAITING_FOR_ONE);
    expect(waiter.hasRoomFor(idOf(1))).toBe(false);
    expect(() => waiter.wait(idOf(1), ignore)).toThrow(busy);
    expect(waiter.hasRoomFor(idOf(2))).toBe(true);
    forgets[0]?.();
    // Who gives up twice makes room once.
    forgets[0]?.();
    expect(waiter.size).toBe(MAX_WAITING_FOR_ONE - 1);
    waiter.wait(idOf(1), ignore);
    expect(() => waiter.wait(idOf(1), ignore)).toThrow(busy);
    for (const forget of forgets) forget();
    expect(waiter.size).toBe(1);
  });

  test('all who wait are counted, and not the transactions that they wait for', () => {
    for (let index = 0; index < MAX_WAITING; index++) waiter.wait(idOf(Math.floor(index / 100)), ignore);
    expect(waiter.size).toBe(MAX_WAITING);
    expect(() => waiter.wait(idOf(MAX_WAITING), ignore)).toThrow(busy);
    commit(idOf(0), idOf(MAX_WAITING));
    expect(waiter.size).toBe(MAX_WAITING - 100);
    expect(waiter.hasRoomFor(idOf(MAX_WAITING))).toBe(true);
  });

  test('who waits twice with the same function hears twice, and gives up for one alone', () => {
    let heard = 0;
    const listener = (): void => {
      heard += 1;
    };
    waiter.wait(idOf(1), listener);
    waiter.wait(idOf(1), listener)();
    waiter.wait(idOf(1), listener);
    commit(idOf(1));
    commit(idOf(1));
    expect({ heard, size: waiter.size }).toEqual({ heard: 2, size: 0 });
  });
});
