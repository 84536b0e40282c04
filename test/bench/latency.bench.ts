/**
 * Time from submitting one transaction to its commit, at light loads: one client that waits for each, and then
 * transactions at fixed rates whatever the answers take, spread over the four nodes.
 * `npm run bench -- latency [--seconds 10] [--rates 10,50,200]`.
 */
import { parseArgs } from 'node:util';
import { commit } from '../harness/actors.ts';
import { ALL, startBenchNetwork } from './load/bench-network.ts';
import { describeDistribution, distributionOf, printTable, writeResults } from './measure/figures.ts';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, rates: { type: 'string', default: '10,50,200' } },
});
const seconds = Number(options.seconds);
const rates = options.rates.split(',').map(Number);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const { network, enrolment } = await startBenchNetwork(0, {});
try {
  const measure = async (node: number, item = enrolment()): Promise<number> => {
    const beganMs = performance.now();
    const [outcome] = await commit(network.client(node), [item]);
    if (outcome?.status !== 'committed') throw new Error(`not committed: ${outcome?.code}`);
    return performance.now() - beganMs;
  };
  const alone: number[] = [];
  const untilMs = performance.now() + 1_000 * seconds;
  while (performance.now() < untilMs) alone.push(await measure(alone.length % ALL.length));
  const results: { [name: string]: ReturnType<typeof distributionOf> } = {
    'one after the other': distributionOf(alone),
  };

  for (const rate of rates) {
    const items = Array.from({ length: Math.ceil(rate * seconds) }, enrolment);
    const beganMs = performance.now();
    const pending: Promise<number>[] = [];
    for (const [i, item] of items.entries()) {
      const dueMs = beganMs + (1_000 * i) / rate;
      if (performance.now() < dueMs) await sleep(dueMs - performance.now());
      pending.push(measure(i % ALL.length, item));
    }
    results[`${rate} a second`] = distributionOf(await Promise.all(pending));
  }
  printTable(
    'From submission to commit, enrolments, JSON over HTTP',
    Object.entries(results).map(([name, distribution]) => [name, describeDistribution(distribution)]),
  );
  console.log(`\n${writeResults('latency', { options, results })}`);
} finally {
  await network.stop();
}
