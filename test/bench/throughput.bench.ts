/**
 * Committed transactions a second of four validator processes on this machine, sustained, with the latency at light
 * load and at full load, and where the CPU, the memory and the disk go, beside how many signatures the machine can
 * verify at all. The load is made and signed before the clock starts; sending it costs CPU on the same cores, which is
 * given too. `npm run bench -- throughput [--seconds 60] [--kind record|payment] [--in-flight 8] [--batch 100]`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { routes } from '@annals/ledger/rest';
import { commit } from '../harness/actors.ts';
import { assertOneChain, chainOf, settled } from '../harness/agreement.ts';
import { ALL, startBenchNetwork } from './load/bench-network.ts';
import { makeLoad } from './load/make-load.ts';
import { sendLoad } from './load/send-load.ts';
import { type CpuProfile, sharesByPart } from './measure/cpu-profile.ts';
import { describeDistribution, distributionOf, printTable, rounded, writeResults } from './measure/figures.ts';
import { sizeOfFolder, usageOf } from './measure/process-usage.ts';
import { measureSignatureLimit } from './measure/signature-limit.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    /** Sealed records with sidecars of 0.6 to 1 KiB, or payments, which have none. */
    kind: { type: 'string', default: 'record' },
    batch: { type: 'string', default: '100' },
    /** Submissions under way at each node. */
    'in-flight': { type: 'string', default: '8' },
    /** Transactions a second for which load is made; more than can be committed. */
    'at-most': { type: 'string', default: '4500' },
    verification: { type: 'string', default: 'inline' },
    block: { type: 'string', default: '1000' },
    /** Options of Node for the validators, such as `--max-semi-space-size=32`. */
    'node-options': { type: 'string', default: '' },
    /** Keeps the network's folder, with the profile. */
    keep: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const batch = Number(options.batch);
const kind = options.kind === 'payment' ? 'payment' : 'record';
const WARM_UP_SECONDS = 5;
const LIGHT_SAMPLES = 200;
const MIB = 1024 * 1024;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const limit = await measureSignatureLimit();
console.log(
  `${limit.backend}: ${rounded(limit.oneCore)} verifications a second on one core, ${rounded(limit.twoCores)} on two`,
);

const transactions = Math.ceil(Number(options['at-most']) * (seconds + WARM_UP_SECONDS));
const { network, plan, enrolment } = await startBenchNetwork(
  kind === 'payment' ? transactions : 0,
  {
    verification: options.verification === 'worker' ? 'worker' : 'inline',
    maxTransactionsPerBlock: Number(options.block),
  },
  options['node-options'].split(' ').filter((option) => option !== ''),
);
const usages = () => ALL.map((i) => usageOf(network.pid(i)));
const diskBytes = () => ALL.map((i) => sizeOfFolder(network.dataFolder(i)));
const ownCpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const heightNow = async () => (await network.client(0).call(routes.status)).height;

try {
  const light: number[] = [];
  for (let i = 0; i < LIGHT_SAMPLES; i++) {
    const item = enrolment();
    const beganMs = performance.now();
    await commit(network.client(i % ALL.length), [item]);
    light.push(performance.now() - beganMs);
    await sleep(20);
  }
  console.log(`light load: ${describeDistribution(distributionOf(light))}`);

  const bodies = await makeLoad(plan(kind, transactions, batch));
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  console.log(
    `${bodies.length * batch} transactions are signed, ${Math.round(bytes / bodies.length / batch)} bytes each with what is sealed`,
  );

  const urls = ALL.map((i) => network.url(i));
  const nowMs = performance.now();
  const countFromMs = nowMs + 1_000 * WARM_UP_SECONDS;
  const untilMs = countFromMs + 1_000 * seconds;
  const sending = sendLoad(urls, bodies, { inFlight: Number(options['in-flight']), untilMs, countFromMs });
  await sleep(countFromMs - performance.now());
  network.startProfile(0);
  const before = {
    heights: await heightNow(),
    usages: usages(),
    disk: diskBytes(),
    cpu: ownCpu(),
    atMs: performance.now(),
  };
  await sleep(untilMs - performance.now());
  const after = {
    heights: await heightNow(),
    usages: usages(),
    disk: diskBytes(),
    cpu: ownCpu(),
    atMs: performance.now(),
  };
  const profile = JSON.parse(await network.stopProfile(0)) as CpuProfile;
  const sent = await sending;

  await settled(network, ALL, 0, 60_000);
  await assertOneChain(network, ALL);
  const blocks = [...(await chainOf(network.client(0))).values()].filter(
    ({ header: { height } }) => height > before.heights && height <= after.heights,
  );
  const committed = blocks.reduce((sum, { header }) => sum + header.count, 0);
  const elapsed = (after.atMs - before.atMs) / 1_000;
  const perTransaction = (microseconds: number) => rounded(microseconds / committed);
  // The first validator is profiled, which costs CPU of its own: the others say what a transaction costs.
  const used = (what: 'cpuMicroseconds' | 'mainThreadMicroseconds') =>
    ALL.slice(1).reduce((sum, i) => sum + (after.usages[i]?.[what] ?? 0) - (before.usages[i]?.[what] ?? 0), 0) /
    (ALL.length - 1);
  const cpu = used('cpuMicroseconds');
  const mainThread = used('mainThreadMicroseconds');
  const parts = sharesByPart(profile);
  const results = {
    seconds: elapsed,
    kind,
    options,
    committedPerSecond: rounded(committed / elapsed),
    blocks: blocks.length,
    transactionsPerBlock: rounded(committed / blocks.length),
    signatureLimit: { ...limit, sharedByFour: rounded(limit.twoCores / ALL.length) },
    shareOfSignatureLimit: rounded(committed / elapsed / (limit.twoCores / ALL.length)),
    latencyMs: { light: distributionOf(light), full: distributionOf(sent.latenciesMs) },
    cpuMicrosecondsPerTransaction: {
      validator: perTransaction(cpu),
      loadGenerator: perTransaction(after.cpu - before.cpu),
      partsOfMainThread: Object.fromEntries(parts.map(([part, share]) => [part, perTransaction(share * mainThread)])),
      otherThreads: perTransaction(cpu - mainThread),
    },
    memoryMiB: ALL.map((i) => ({
      now: Math.round((after.usages[i]?.residentBytes ?? 0) / MIB),
      peak: Math.round((after.usages[i]?.peakResidentBytes ?? 0) / MIB),
    })),
    diskBytesPerTransaction: {
      kept: rounded(
        ALL.reduce((sum, i) => sum + (after.disk[i] ?? 0) - (before.disk[i] ?? 0), 0) / ALL.length / committed,
      ),
      written: rounded(
        ALL.reduce((sum, i) => sum + (after.usages[i]?.writtenBytes ?? 0) - (before.usages[i]?.writtenBytes ?? 0), 0) /
          ALL.length /
          committed,
      ),
    },
    notCommittedAsOk: Object.fromEntries(sent.others),
    pushedBack: sent.pushedBack,
    ranOut: sent.ranOut,
  };

  printTable(`${kind}s, ${batch} in a submission, four validators in ${results.seconds.toFixed(0)} s`, [
    ['committed a second', results.committedPerSecond],
    [
      'signature limit, shared by four',
      `${results.signatureLimit.sharedByFour} (${Math.round(100 * results.shareOfSignatureLimit)} % of it reached)`,
    ],
    ['transactions a block', results.transactionsPerBlock],
    ['latency, light load', describeDistribution(results.latencyMs.light)],
    ['latency of a submission, full load', describeDistribution(results.latencyMs.full)],
    ['memory now / peak, MiB', results.memoryMiB.map(({ now, peak }) => `${now} / ${peak}`).join(', ')],
    [
      'disk bytes a transaction, kept / written',
      `${results.diskBytesPerTransaction.kept} / ${results.diskBytesPerTransaction.written}`,
    ],
    ['pushed back', results.pushedBack],
    ['not committed as ok', JSON.stringify(results.notCommittedAsOk)],
  ]);
  const { validator, loadGenerator, otherThreads, partsOfMainThread } = results.cpuMicrosecondsPerTransaction;
  printTable('CPU microseconds a transaction', [
    ['a validator, all threads', validator],
    ['  in signature verifications', rounded((validator * limit.oneCore) / 1_000_000)],
    ...Object.entries(partsOfMainThread).map(([part, spent]) => [`  main thread: ${part}`, spent] as const),
    ['  other threads', otherThreads],
    ['the load generator', loadGenerator],
  ]);
  if (results.ranOut) console.log('The prepared load ran out: the figures are of a shorter time. Raise --at-most.');
  console.log(`\n${writeResults(`throughput-${kind}`, results)}`);
  if (options.keep) console.log(`profile: ${join(network.folder, 'node-0.cpuprofile')}`);
} finally {
  await network.stop(options.keep);
}
