import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NETWORK_LIMITS } from './limits.ts';
import { PeerTime } from './peer-time.ts';

const LIMITS = NETWORK_LIMITS.peerTime;
const names = (count: number) => Array.from({ length: count }, (_, i) => `peer ${i}`);

/** A minute of a thread that does nothing but what peers want of it: how long each has had. */
function minuteOf(peers: number, wants: (peer: number, nowMs: number) => number, isUrgent = false): number[] {
  const time = new PeerTime(LIMITS, 0);
  const all = names(peers);
  time.setPeers(all);
  const spent = new Array<number>(peers).fill(0);
  for (let nowMs = 0; nowMs < 60_000; ) {
    let workedMs = 0;
    for (const [i, name] of all.entries()) {
      const wantedMs = wants(i, nowMs);
      if (wantedMs === 0 || !time.mayGo(name, isUrgent, nowMs + workedMs)) continue;
      workedMs += wantedMs;
      spent[i] = (spent[i] as number) + wantedMs;
      time.spend(name, wantedMs, nowMs + workedMs);
    }
    nowMs += Math.max(5, workedMs);
  }
  return spent;
}

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);

describe('the time that peers have', () => {
  test('ATTACK costly-peer: all together take clearly less than there is, however many they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3, 9, 33, 99),
        fc.constantFrom(1, 7, 60),
        fc.boolean(),
        (peers, costMs, isUrgent) => {
          expect(sum(minuteOf(peers, () => costMs, isUrgent))).toBeLessThan(0.75 * 60_000);
        },
      ),
      { numRuns: 8 },
    );
  });

  test('one that needs much has what is common, beside its own share', () => {
    expect(minuteOf(3, (peer) => (peer === 0 ? 5 : 0))[0]).toBeGreaterThan(0.38 * 60_000);
  });

  test('hostile ones leave each of the others its share, at any time', () => {
    // A correct one that sends twice a second, and 33 that never stop.
    const spent = minuteOf(99, (peer, nowMs) => (peer < 33 ? 10 : nowMs % 500 < 5 ? 1 : 0), true);
    expect(Math.min(...spent.slice(33))).toBeGreaterThan(60);
  });

  test('a debt is paid off before anything more, and waits for nobody else to be patient', async () => {
    const time = new PeerTime(LIMITS, 0);
    time.setPeers(names(3));
    time.spend('peer 0', 100_000, 0);
    expect(time.mayGo('peer 0', true, 10_000)).toBe(false);
    expect(time.mayGo('peer 1', false, 10_000)).toBe(true);
  });

  test('votes and blocks have time where all else has none any more', () => {
    const time = new PeerTime({ ...LIMITS, commonMsPerSecond: 0 }, 0);
    time.setPeers(names(3));
    for (let nowMs = 2_000; time.mayGo('peer 0', false, nowMs); nowMs += 0.001) time.spend('peer 0', 5, nowMs);
    expect(time.mayGo('peer 0', true, 2_000.2)).toBe(true);
  });

  test('of those that wait, the one goes first that had least of what is common', async () => {
    const time = new PeerTime({ ...LIMITS, sharedMsPerSecond: 0, leastBurstMs: 0 }, 0);
    time.setPeers(names(3));
    expect(time.mayGo('peer 0', true, 0)).toBe(true);
    time.spend('peer 0', 600, 0);
    const order: string[] = [];
    // The greedy one has waited longest.
    void time.turn('peer 0', true, 1).then(() => order.push('greedy'));
    void time.turn('peer 1', true, 1).then(() => order.push('modest'));
    for (let nowMs = 2; nowMs < 10_000 && order.length < 2; nowMs += 10) {
      time.tick(nowMs);
      await Promise.resolve();
    }
    expect(order).toEqual(['modest', 'greedy']);
    expect(time.isWaitedFor).toBe(false);
  });

  test('who waits and is no member any more waits no longer', async () => {
    const time = new PeerTime(LIMITS, 0);
    time.setPeers(names(2));
    time.spend('peer 0', 1e9, 0);
    const turn = time.turn('peer 0', true, 0);
    time.setPeers(['peer 1']);
    await turn;
    expect(time.mayGo('peer 0', true, 1)).toBe(true);
  });
});
