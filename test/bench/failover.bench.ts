/**
 * Time without a commit when the primary is killed (kill -9), at a steady light load, and when it is frozen; and how
 * long the one that was killed takes to be back. `npm run bench -- failover [--rounds 5]`.
 */
import { parseArgs } from 'node:util';
import { primaryIndex } from '@annals/ledger/block';
import { routes } from '@annals/ledger/rest';
import { Load } from '../harness/load.ts';
import type { Seat } from '../harness/test-network.ts';
import { ALL, startBenchNetwork } from './load/bench-network.ts';
import { describeDistribution, distributionOf, printTable, writeResults } from './measure/figures.ts';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(options.rounds);
const STEADY_MS = 1_500;
const AFTER_MS = 6_000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const { network, actors } = await startBenchNetwork(0, {});
try {
  const agency = actors.agency((network.seats[0] as Seat).agencySecret);
  const heightOf = async (i: number) => (await network.client(i).call(routes.status)).height;
  const caughtUp = async (i: number, other: number) => {
    const height = await heightOf(other);
    await network.until('it has caught up', async () => (await heightOf(i).catch(() => 0)) >= height);
  };

  /** The longest time between two acknowledged commits after the moment, as the clients of the others see it. */
  const gapAfter = async (primary: number, end: () => Promise<void> | void): Promise<number> => {
    const others = ALL.filter((i) => i !== primary);
    const load = Load.start(network, actors, { agency, nodes: others, clientsPerNode: 1, transactionsPerRequest: 1 });
    await sleep(STEADY_MS);
    await end();
    const endedMs = Date.now();
    await sleep(AFTER_MS);
    await load.stop();
    const times = [endedMs, ...load.acknowledged.map(({ atMs }) => atMs).filter((atMs) => atMs > endedMs)].sort(
      (a, b) => a - b,
    );
    return Math.max(...times.slice(1).map((atMs, i) => atMs - (times[i] as number)));
  };
  const nextPrimary = async () => primaryIndex((await heightOf(0)) + 1, 0, ALL.length);

  const killed: number[] = [];
  const back: number[] = [];
  const frozen: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const primary = await nextPrimary();
    killed.push(await gapAfter(primary, () => network.kill(primary)));
    const startedMs = performance.now();
    await network.startNode(primary);
    await caughtUp(primary, (primary + 1) % ALL.length);
    back.push(performance.now() - startedMs);
    const victim = await nextPrimary();
    frozen.push(await gapAfter(victim, () => network.signal(victim, 'SIGSTOP')));
    network.signal(victim, 'SIGCONT');
    await caughtUp(victim, (victim + 1) % ALL.length);
  }
  const results = { killed: distributionOf(killed), frozen: distributionOf(frozen), back: distributionOf(back) };
  printTable(`Fail-over, ${rounds} rounds`, [
    ['longest time without a commit, primary killed', describeDistribution(results.killed)],
    ['longest time without a commit, primary frozen', describeDistribution(results.frozen)],
    ['restarted process caught up after', describeDistribution(results.back)],
  ]);
  console.log(`\n${writeResults('failover', { options, results })}`);
} finally {
  await network.stop();
}
