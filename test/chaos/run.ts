/**
 * `npm run chaos [-- --minutes 10 --seed 1]`: four validators under load, and one fault after the other. After each,
 * commits must go on unattended; in the end there must be one chain on all, with all in it that was acknowledged. The
 * faults repeat with the seed; what the machine makes of them does not.
 */
import { parseArgs } from 'node:util';
import { routes } from '@annals/ledger/rest';
import { Actors } from '../harness/actors.ts';
import { assertNothingLost, assertOneChain, settled } from '../harness/agreement.ts';
import { Load } from '../harness/load.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { chooseFault } from './faults.ts';
import { SeededRandom } from './random.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(options.seed);
const random = new SeededRandom(seed);
const untilMs = performance.now() + 60_000 * Number(options.minutes);
/** Commits that are waited for after a fault. */
const SOME = 40;
const HEALS_WITHIN_MS = 60_000;

const network = await TestNetwork.start();
const validators = network.genesis.validators.map((_, i) => i);
const actors = new Actors(network.chain);
const agency = actors.agency((network.seats[0] as Seat).agencySecret);
let load = Load.start(network, actors, { agency });
const acknowledged: Load['acknowledged'] = [];
const heals: number[] = [];
console.log(`seed ${seed}, ${options.minutes} minutes, logs and data in ${network.folder}`);

async function goesOn(): Promise<number> {
  const beganMs = Date.now();
  await network.until(
    'commits go on',
    () => load.acknowledged.filter(({ atMs }) => atMs > beganMs).length >= SOME,
    HEALS_WITHIN_MS,
  );
  return Date.now() - beganMs;
}

/** Stops the load for a moment and compares everything. */
async function check(): Promise<void> {
  await load.stop();
  acknowledged.push(...load.acknowledged);
  const highest = acknowledged.reduce((most, { height }) => Math.max(most, height), 0);
  const height = await settled(network, validators, highest, HEALS_WITHIN_MS);
  await assertOneChain(network, validators);
  await assertNothingLost(network, validators, load.acknowledged);
  console.log(`  one chain of ${height} blocks on all; ${acknowledged.length} acknowledged, none lost`);
}

let failed = true;
try {
  await goesOn();
  for (let n = 1; performance.now() < untilMs; n++) {
    const fault = chooseFault(random);
    await fault.strike(network, random, validators);
    const healedMs = await goesOn();
    heals.push(healedMs);
    console.log(`${n}. ${fault.name}: ${SOME} commits ${healedMs} ms after it was over`);
    if (n % 10 === 0) {
      await check();
      load = Load.start(network, actors, { agency });
    }
  }
  await check();
  failed = false;
  console.log(`${heals.length} faults, healed within ${Math.max(...heals)} ms; seed ${seed}`);
} catch (error) {
  console.error(`seed ${seed}: ${error instanceof Error ? error.stack : error}`);
  for (const i of validators) {
    const status = await network
      .client(i)
      .call(routes.status)
      .catch((cause: Error) => cause.message);
    console.error(
      `validator ${i}:`,
      typeof status === 'string' ? status : `${status.height}, ${status.state}: ${status.explanation}`,
    );
  }
} finally {
  await load.stop();
  await network.stop(failed);
}
process.exitCode = failed ? 1 : 0;
