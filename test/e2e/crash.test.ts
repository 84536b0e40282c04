/**
 * Validators are killed, frozen and wiped under load: the others go on, whoever was away catches up unattended, no two
 * ever differ at a height, and nothing that was acknowledged is lost (LAW 4, 5, 6).
 */

import { appendFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { primaryIndex } from '@annals/ledger/block';
import { routes } from '@annals/ledger/rest';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { assertNothingLost, assertOneChain, settled } from '../harness/agreement.ts';
import { Load } from '../harness/load.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';

const ALL = [0, 1, 2, 3];
/** So many commits, and blocks of two rounds of primaries, are taken for going on. */
const SOME = 30;
const TWO_ROUNDS = 8;

describe('a network under load that loses validators', () => {
  let network: TestNetwork;
  let actors: Actors;
  let agency: Signer;
  let load: Load;

  beforeAll(async () => {
    network = await TestNetwork.start();
    actors = new Actors(network.chain);
    agency = actors.agency((network.seats[0] as Seat).agencySecret);
    load = Load.start(network, actors, { agency });
    await goesOn();
  }, 300_000);
  afterAll(async () => {
    await load?.stop();
    await network?.stop();
  });

  async function goesOn(): Promise<void> {
    const sinceMs = Date.now();
    let first = Number.POSITIVE_INFINITY;
    await network.until('the load goes on', () => {
      const heights = load.acknowledged.filter(({ atMs }) => atMs >= sinceMs).map(({ height }) => height);
      first = Math.min(first, ...heights);
      return heights.length >= SOME && Math.max(...heights) >= first + TWO_ROUNDS;
    });
  }

  const heightOf = async (i: number) => (await network.client(i).call(routes.status)).height;

  /** Waits until a validator has reached what another one has by now, and votes again. */
  async function catchesUp(i: number, other: number): Promise<void> {
    const height = await heightOf(other);
    await network.until(
      `validator ${i} has caught up with block ${height}`,
      async () => (await heightOf(i).catch(() => 0)) >= height,
    );
  }

  test.each(ALL)('validator %i is killed, the others go on, and it catches up (FAILURES 1, 9)', async (i) => {
    await network.kill(i);
    await goesOn();
    await network.startNode(i);
    await catchesUp(i, (i + 1) % 4);
    await goesOn();
  });

  test('all four are killed at once and go on where they were (FAILURES 3, 15)', async () => {
    const before = Math.max(...(await network.heights()));
    expect(before).toBeGreaterThan(0);
    await Promise.all(ALL.map((i) => network.kill(i)));
    await Promise.all(ALL.map((i) => network.startNode(i)));
    await goesOn();
    expect(Math.min(...(await network.heights()))).toBeGreaterThanOrEqual(before);
  });

  test('all four stop in good order and go on', async () => {
    await Promise.all(ALL.map((i) => network.stopNode(i)));
    await Promise.all(ALL.map((i) => network.startNode(i)));
    await goesOn();
  });

  test('a validator that is frozen does not hold up the others, and wakes up again (FAILURES 16)', async () => {
    network.signal(1, 'SIGSTOP');
    await goesOn();
    network.signal(1, 'SIGCONT');
    await catchesUp(1, 0);
    await goesOn();
  });

  test('a validator whose disk is lost comes back by itself (FAILURES 4)', async () => {
    await network.kill(2);
    network.wipe(2);
    await goesOn();
    await network.startNode(2);
    await catchesUp(2, 0);
    await goesOn();
  });

  test('two that lost their disks, more than f, come back one after the other, and the chain goes on (FAILURES 4)', async () => {
    await Promise.all([network.kill(0), network.kill(3)]);
    network.wipe(0);
    network.wipe(3);
    await network.startNode(0);
    await catchesUp(0, 1);
    // Long enough for the first to have decided from where it votes, before the second is there to be asked.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await network.startNode(3);
    await catchesUp(3, 1);
    await goesOn();
  }, 300_000);

  test('a vote log that was torn in its last write is cut and serves (FAILURES 2)', async () => {
    await network.kill(1);
    const path = join(network.dataFolder(1), 'votes.log');
    appendFileSync(path, new Uint8Array(100).fill(0xab));
    await network.startNode(1);
    await catchesUp(1, 0);
    await goesOn();
  });

  test('a vote log that has lost what was acknowledged refuses to start, and says so (FAILURES 2)', async () => {
    await network.kill(1);
    truncateSync(join(network.dataFolder(1), 'votes.log'), 200);
    await expect(network.startNode(1)).rejects.toThrow(/ended/);
    expect(network.logOf(1)).toContain('vote-log.damaged');
    await goesOn();
    network.wipe(1);
    await network.startNode(1);
    await catchesUp(1, 0);
    await goesOn();
  });

  test('after all of that there is one chain, and everything that was acknowledged is in it', async () => {
    await load.stop();
    expect(load.acknowledged.length).toBeGreaterThan(10 * SOME);
    await settled(network, ALL, Math.max(...load.acknowledged.map(({ height }) => height)));
    expect(await assertOneChain(network, ALL)).toBeGreaterThan(10);
    await assertNothingLost(network, ALL, load.acknowledged);
  }, 300_000);

  test('an idle network whose next primary is frozen commits what another one is given (FAILURES 16)', async () => {
    const height = await settled(network, ALL);
    const primary = primaryIndex(height + 1, 0, 4);
    network.signal(primary, 'SIGSTOP');
    const outcomes = await commit(network.client((primary + 1) % 4), [actors.enrol(agency, 'health').submit]);
    expect(outcomes).toMatchObject([{ status: 'committed', result: { code: 'ok' } }]);
    network.signal(primary, 'SIGCONT');
    await settled(network, ALL, height + 1);
  });
});
