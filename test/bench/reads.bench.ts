/**
 * Enforced reads on four validators: how long one takes, by step, one after the other; and how many a second are
 * sustained by readers that each wait for their own. The readers check everything, on the same machine, with the same
 * native backends that an agency's system uses; `--noble` has them check as a browser would.
 * `npm run bench -- reads [--reads 100] [--readers 8] [--seconds 10] [--noble]`.
 */
import { parseArgs } from 'node:util';
import { selectGroupBackend, selectSignatureBackend } from '@annals/ledger/crypto';
import { trustGenesis } from '@annals/ledger/light';
import { type ReadingSigner, readSections } from '@annals/ledger/reading';
import { type Fetch, RestClient } from '@annals/ledger/rest';
import { loadNativeBackend, loadNativeGroup } from '@annals/node/native-signature';
import { Actors, commit } from '../harness/actors.ts';
import { settled } from '../harness/agreement.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { ALL } from './load/bench-network.ts';
import { describeDistribution, distributionOf, printTable, rounded, writeResults } from './measure/figures.ts';
import { usageOf } from './measure/process-usage.ts';
import { measureSignatureLimit } from './measure/signature-limit.ts';

const { values: options } = parseArgs({
  options: {
    reads: { type: 'string', default: '100' },
    readers: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '10' },
    noble: { type: 'boolean', default: false },
  },
});
const [reads, readers, seconds] = [options.reads, options.readers, options.seconds].map(Number) as [
  number,
  number,
  number,
];
if (!options.noble) {
  const [signatures, group] = [loadNativeBackend(console.error), loadNativeGroup(console.error)];
  if (!signatures || !group) throw new Error('libsecp256k1 is not built here; measure with --noble');
  selectSignatureBackend(signatures);
  selectGroupBackend(group);
}
const limit = await measureSignatureLimit();
const HEALTH = 2;
const RECORDS = 20;
const CONTENT = { general: { resources: [{ resourceType: 'Encounter', id: 'e1', period: { start: '2026-11-24' } }] } };

/** What a client waits for, by the paths of its requests. */
const STEPS: readonly (readonly [step: string, path: RegExp])[] = [
  ['height of the chain', /^\/v1\/status/],
  ['request committed', /^\/v1\/transactions$/],
  ['receipt', /\/receipt$/],
  ['shares gathered', /^\/v1\/openings/],
  ['network key, proven', /^\/v1\/values/],
  ['record, proven', /^\/v1\/records/],
];

const network = await TestNetwork.start({ config: { logLevel: 'warn' } });
try {
  const actors = new Actors(network.chain);
  const health = actors.agency((network.seats[HEALTH] as Seat).agencySecret);
  const { officer, submit } = actors.appoint(health, ['doctor']);
  const persons = Array.from({ length: RECORDS }, () => actors.enrol(health, 'health'));
  const networkKey = await network.networkKey();
  await commit(network.client(0), [submit, ...persons.map((one) => one.submit)]);
  const issued = persons.map(({ person }) => actors.issue(officer, networkKey, 'medical-record', person, CONTENT));
  await commit(
    network.client(0),
    issued.map((one) => one.submit),
  );
  await settled(network, ALL);
  const trusted = trustGenesis(network.genesis);
  const signer: ReadingSigner = { ...officer, subject: null };
  const byStep = new Map<string, number[]>();
  const note = (step: string, ms: number) => byStep.set(step, [...(byStep.get(step) ?? []), ms]);

  /** A client that notes how long each of its requests takes. */
  function timedClient(node: number): RestClient {
    const timed: Fetch = async (url, given) => {
      const beganMs = performance.now();
      const answer = await fetch(url, given);
      const text = await answer.text();
      const { pathname } = new URL(url);
      note(STEPS.find(([, path]) => path.test(pathname))?.[0] ?? 'other requests', performance.now() - beganMs);
      const { ok, status, headers } = answer;
      return { ok, status, headers, text: async () => text };
    };
    return new RestClient({ baseUrl: network.url(node), fetch: timed, nowMs: Date.now });
  }

  let turn = 0;
  async function read(client: RestClient): Promise<number> {
    const beganMs = performance.now();
    const { record } = issued[turn++ % issued.length] as (typeof issued)[number];
    const items = [{ record, sections: ['general'] }];
    const request = { items, purpose: 'treatment', basis: 'HealthAct/41', emergency: null };
    const reading = await readSections([client], trusted, signer, request);
    const [part] = reading.items[0]?.sections ?? [];
    if (!part?.ok) throw new Error(`a read failed: ${part?.code ?? reading.result.code}`);
    return performance.now() - beganMs;
  }

  const whole: number[] = [];
  for (let i = 0; i < reads; i++) whole.push(await read(timedClient(i % ALL.length)));
  const latency = {
    'request to opened section': distributionOf(whole),
    ...Object.fromEntries([...byStep].map(([step, samples]) => [step, distributionOf(samples)])),
  };
  printTable(
    'An enforced read, one after the other; requests after the receipt overlap',
    Object.entries(latency).map(([name, distribution]) => [name, describeDistribution(distribution)]),
  );

  const cpu = () => ({
    validators: ALL.reduce((sum, i) => sum + usageOf(network.pid(i)).cpuMicroseconds, 0),
    reader: usageOf(process.pid).cpuMicroseconds,
  });
  const before = cpu();
  const under: number[] = [];
  const beganMs = performance.now();
  const untilMs = beganMs + 1_000 * seconds;
  await Promise.all(
    Array.from({ length: readers }, async (_, reader) => {
      const client = network.client(reader % ALL.length);
      while (performance.now() < untilMs) under.push(await read(client));
    }),
  );
  const perSecond = rounded((1_000 * under.length) / (performance.now() - beganMs));
  const after = cpu();
  const inVerifications = (microseconds: number) => rounded((microseconds * limit.oneCore) / 1_000_000 / under.length);
  const verifications = {
    validators: inVerifications(after.validators - before.validators),
    reader: inVerifications(after.reader - before.reader),
  };
  const sustained = { perSecond, latency: distributionOf(under), verifications };
  printTable(`${readers} readers, each waiting for its own`, [
    ['reads a second', perSecond],
    ['request to opened section', describeDistribution(sustained.latency)],
    ['CPU of all validators a read, in signature verifications', verifications.validators],
    ['CPU of the reader a read, in signature verifications', verifications.reader],
  ]);
  console.log(`\n${writeResults('reads', { options, latency, sustained })}`);
} finally {
  await network.stop();
}
