/**
 * `npm run chaos [-- --minutes 10 --seed 1 --hostile]`: four validators under load, and one fault after the other. After
 * each, commits must go on unattended (LAW 5), and while one of them is hostile; what was sealed must open at the others
 * and stand in the person's log there (LAW 2, LAW 3); in the end there must be one chain on all, with all in it that was
 * acknowledged (LAW 4, LAW 6). The faults repeat with the seed; what the machine makes of them does not. `--plant` has
 * honest ones do wrong, which must be found: `generous`, `forgetful` or `silent`.
 */
import { parseArgs } from 'node:util';
import { routes } from '@annals/ledger/rest';
import { assertNothingLost, assertOneChain, settled } from '../harness/agreement.ts';
import { Hospital } from '../harness/hospital.ts';
import { Load } from '../harness/load.ts';
import type { Seat } from '../harness/test-network.ts';
import { chooseFault, PLANTS, type Plant } from './faults.ts';
import { SeededRandom } from './random.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    hostile: { type: 'boolean', default: false },
    plant: { type: 'string' },
  },
});
const seed = Number(options.seed);
const random = new SeededRandom(seed);
const plant = (options.plant ?? null) as Plant | null;
if (plant !== null && !Object.hasOwn(PLANTS, plant)) throw new Error(`--plant: ${Object.keys(PLANTS).join(', ')}`);
const untilMs = performance.now() + 60_000 * Number(options.minutes);
/** Commits that are waited for after a fault. */
const SOME = 40;
const HEALS_WITHIN_MS = 60_000;

const hospital = await Hospital.open(4);
const { network, actors } = hospital;
const validators = network.genesis.validators.map((_, i) => i);
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

/** Reads so far that opened their record. */
let opened = 0;

/** What was sealed opens at these nodes, and each of them shows the person a whole log in which every such read stands. */
async function readsAreTold(honest: readonly number[]): Promise<void> {
  const problems: string[] = [];
  await network
    .until(
      'a record opens',
      async () => {
        try {
          const { items } = await hospital.read(honest);
          return items.every(({ sections }) => Object.keys(sections).length > 0);
        } catch (error) {
          problems.push(String(error));
          return false;
        }
      },
      HEALS_WITHIN_MS,
    )
    .catch((error: Error) => {
      throw new Error(`${error.message}: ${problems.slice(-3).join('; ')}`);
    });
  opened += 1;
  for (const i of honest) {
    await network.until(
      `the log that node ${i} shows has all ${opened} reads`,
      async () => (await hospital.entries(hospital.persons[0], i).catch(() => 0)) >= opened,
      HEALS_WITHIN_MS,
    );
  }
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
  for (let n = 1; n === 1 || performance.now() < untilMs; n++) {
    const fault = chooseFault(random, options.hostile || plant !== null);
    await fault.strike(network, random, validators, { goesOn, readsAreTold, plant });
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
