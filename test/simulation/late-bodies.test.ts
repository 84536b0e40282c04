/**
 * What up to f primaries in turn can cost: each has as long as the base time-out at the most, whatever they did before.
 * The chain runs in the world of the golden scripts, where time passes only as the test lets it.
 */
import { faultTolerance } from '@annals/ledger/block';
import { DEFAULT_TIMING } from '@annals/node/consensus/core';
import { describe, expect, test } from '@jest/globals';
import { ScriptWorld } from '../scripts/script-world.ts';
import type { Host } from './host.ts';

const { baseTimeoutMs, suspectTimeoutMs } = DEFAULT_TIMING;

/** For how long a hostile primary keeps back the bodies of its proposal, given whether the last one was decided. */
type Keeping = (succeeded: boolean) => number;

/** Runs so many rounds of all primaries with f hostile ones in a row; how long each height took, and how it was decided. */
function run(n: number, keeping: Keeping, rounds = 6) {
  const world = new ScriptWorld();
  world.begin(
    n,
    Array.from({ length: n }, (_, i) => i),
    { heartbeatMs: null },
  );
  const { hosts } = world;
  const isHostile = (host: Host): boolean => host.identity > 0 && host.identity <= faultTolerance(n);
  const correct = hosts.filter((host) => !isHostile(host));
  const nowMs = (): number => world.timeAt(hosts[0] as Host).monotonicMs;
  const settle = (): void => {
    while (world.deliver(() => true) > 0) world.takeRecord();
  };
  const heights: { tookMs: number; hostile: number }[] = [];
  let succeeded = false;
  for (let height = 1; height <= rounds * n; height++) {
    const beganMs = nowMs();
    let hostile = 0;
    world.submit(`tx${height}`, hosts);
    const isDecided = (): boolean => correct.every(({ disk }) => disk.chain.head.height >= height);
    for (let view = 0; !isDecided(); view++) {
      const primary = hosts[(height + view) % n] as Host;
      for (const host of correct) world.release(host, 'fetch');
      if (!isHostile(primary)) {
        settle();
        break;
      }
      hostile += 1;
      const keptMs = keeping(succeeded);
      for (const host of correct) {
        // What it proposes it alone has.
        host.mempool.clear();
        world.hold(host, 'fetch');
      }
      settle();
      const isGivenUp = (): boolean => correct.every(({ replica }) => (replica?.status().view ?? 0) > view);
      for (let waitedMs = 0; waitedMs < keptMs && !isGivenUp(); waitedMs++) world.tick(1);
      if (!isGivenUp()) {
        for (const host of correct) world.release(host, 'fetch');
        settle();
      }
      succeeded = isDecided();
      while (!isDecided() && !isGivenUp()) world.tick(1);
    }
    expect(isDecided()).toBe(true);
    heights.push({ tookMs: nowMs() - beganMs, hostile });
  }
  return heights;
}

/** What the hostile have cost a height: all but the moment in which the others decide. */
const costOf = ({ tookMs, hostile }: { readonly tookMs: number; readonly hostile: number }): number =>
  hostile === 0 ? tookMs : tookMs / hostile;

const strategies: { readonly [name: string]: () => Keeping } = {
  'as late as they are let, longer each time': () => {
    let keptMs = baseTimeoutMs - 1;
    return (succeeded) => (keptMs = succeeded ? 1.3 * keptMs : baseTimeoutMs - 1);
  },
  'not so late that it counts': () => () => baseTimeoutMs / 2,
  never: () => () => Infinity,
};

describe.each(Object.entries(strategies))('ATTACK late-bodies: f primaries in a row that give bodies %s', (_, make) => {
  test.each([4, 7, 10, 13])('of %i validators, cost the base time-out each', (n) => {
    const heights = run(n, make());
    expect(Math.max(...heights.map(({ hostile }) => hostile))).toBeGreaterThan(0);
    expect(Math.max(...heights.map(costOf))).toBeGreaterThan(suspectTimeoutMs);
    expect(Math.max(...heights.map(costOf))).toBeLessThanOrEqual(baseTimeoutMs);
  });
});

test('ATTACK late-bodies: a primary that gives no bodies has little time at its next turn', () => {
  const costs = run(4, () => Infinity).filter(({ hostile }) => hostile > 0);
  expect(costs.map(({ tookMs }) => tookMs)).toEqual(costs.map((_, i) => (i === 0 ? baseTimeoutMs : suspectTimeoutMs)));
});
