/**
 * Cost of the store: committing blocks of record issues (microseconds a transaction on the main thread and in all,
 * bytes written), reading state values that are cached or not, and putting and erasing sidecars of 2 KiB. Effects are
 * made by the state machine, outside of what is timed. Run `node test/bench/store.bench.ts [--blocks 40] [--size 500]`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  agencyIdOf,
  blockHashOf,
  buildTransaction,
  DEFAULT_PARAMETERS,
  encodeHeader,
  enrolmentDigest,
  executeBlock,
  type GenesisDocument,
  newObjectId,
  publicKeyOf,
  readValue,
  type StateKey,
  sha256,
  sign,
  stateKey,
  subjectIdOf,
  type Transaction,
  type TransactionKind,
  validatorsHash,
} from '@annals/ledger';
import { inEveryOffice, sampleRecordTypes, sampleRolesOf, sampleVocabulary } from '@annals/ledger/sample';
import { LevelStore, SegmentSidecarStore } from '@annals/node/store';

const { values: options } = parseArgs({
  options: { blocks: { type: 'string', default: '40' }, size: { type: 'string', default: '500' } },
});
const [BLOCKS, SIZE, SUBJECTS, START_MS] = [Number(options.blocks), Number(options.size), 200, 1_800_000_000_000];
const bytesOf = (text: string) => new TextEncoder().encode(text);
const secretOf = (name: string) => sha256(bytesOf(name));
const keyOf = (name: string) => publicKeyOf(secretOf(name));
const agency = agencyIdOf(keyOf('agency'));

const genesis: GenesisDocument = {
  name: 'bench',
  timeMs: START_MS,
  agencies: [
    {
      key: keyOf('agency'),
      name: { en: 'Agency' },
      issuesIdentities: true,
      quota: 100_000,
      roles: sampleRolesOf(inEveryOffice(agency), agency),
    },
  ],
  validators: [{ agency, key: keyOf('validator'), peer: '12D3Koo1', address: '/dns4/a/tcp/1' }],
  vocabulary: sampleVocabulary,
  recordTypes: sampleRecordTypes(inEveryOffice(agency)),
  parameters: { ...DEFAULT_PARAMETERS, agencyQuota: 100_000 },
};

const folder = mkdtempSync(join(tmpdir(), 'annals-bench-'));
const store = await LevelStore.open(`${folder}/store`, genesis);
let salt = 0;

function transaction(kind: TransactionKind, signer: string, body: unknown): Transaction {
  salt += 1;
  const lastValid = store.head.height + 5_000;
  const built = {
    chain: store.chain,
    kind,
    body,
    agency,
    lastValid,
    salt: sha256(bytesOf(`${salt}`)).subarray(0, 16),
    signerSecret: secretOf(signer),
  };
  return buildTransaction(built as Parameters<typeof buildTransaction>[0]);
}

function nextBlock(transactions: readonly Transaction[]) {
  const { head, chain, state } = store;
  const [height, timeMs] = [head.height + 1, head.timeMs + 1];
  const proposer = keyOf('validator');
  const effects = executeBlock(state, { chain, height, timeMs, clockMs: timeMs, proposer }, transactions);
  const refused = effects.results.findIndex(({ code }) => code !== 'ok');
  if (refused >= 0) throw new Error(`refused: ${effects.messages[refused]}`);
  const hash = validatorsHash(readValue(state, stateKey.validators)?.current ?? []);
  const { transactionsRoot, resultsRoot, stateRoot } = effects;
  const roots = { transactionsRoot, resultsRoot, stateRoot, validatorsHash: hash, nextValidatorsHash: hash };
  const header = {
    chain,
    height,
    timeMs,
    clockMs: timeMs,
    parent: head.hash,
    ...roots,
    proposer,
    count: transactions.length,
  };
  const headerBytes = encodeHeader(header);
  const block = blockHashOf(headerBytes);
  const certificate = {
    height,
    view: 0,
    block,
    signatures: [0, 1, 2].map((index) => ({ index, signature: new Uint8Array(64) })),
  };
  return { header, headerBytes, hash: block, transactions, certificate, effects };
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const at = (values: readonly number[], share: number) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] as number;
const cpuMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1_000;
const writtenBytes = () => Number(/^write_bytes: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0);
const print = (name: string, figures: Record<string, number>) =>
  console.log(
    name.padEnd(34),
    Object.entries(figures)
      .map(([key, value]) => `${key} ${value.toFixed(2)}`)
      .join('  '),
  );

const people = Array.from({ length: SUBJECTS }, (_, i) => `person ${i}`);
const keys = people.map((person) => keyOf(person));
const subjects = keys.map((key) => subjectIdOf('education', key));
await store.commitBlock(
  nextBlock([
    transaction('officer.appoint', 'agency', {
      key: keyOf('officer'),
      roles: ['registrar'],
      untilMs: START_MS + 1e9,
    }),
    ...people.map((person) => {
      const proof = sign(enrolmentDigest(store.chain, 'education', agency), secretOf(person));
      return transaction('person.enrol', 'agency', { sector: 'education', key: keyOf(person), proof });
    }),
  ]),
);

const [main, whole, cpu, execute]: [number[], number[], number[], number[]] = [[], [], [], []];
const records: StateKey[] = [];
const diskBefore = writtenBytes();
for (let block = 0; block < BLOCKS; block++) {
  const named = { type: 'sealed', sidecar: sha256(bytesOf(`${salt}`)), commitment: sha256(bytesOf(`c${salt}`)) };
  const issues = Array.from({ length: SIZE }, (_, i) => {
    const content = { ...named, sealedTo: keys[i % SUBJECTS] };
    return transaction('record.issue', 'officer', { type: 'diploma', subject: subjects[i % SUBJECTS], content });
  });
  records.push(...issues.map(({ payload }) => stateKey.record(newObjectId('record', payload.signer, payload.salt))));
  const beforeExecution = performance.now();
  const batch = nextBlock(issues);
  execute.push(((performance.now() - beforeExecution) * 1_000) / SIZE);
  const [start, cpuStart] = [performance.now(), cpuMs()];
  const commit = store.commitBlock(batch);
  main.push(((performance.now() - start) * 1_000) / SIZE);
  await commit;
  whole.push(performance.now() - start);
  cpu.push(((cpuMs() - cpuStart) * 1_000) / SIZE);
}
print('execute, us a transaction', { p50: at(execute, 0.5) });
print('commit, main thread, us a tx', { p50: at(main, 0.5), p99: at(main, 0.99) });
print('commit, CPU of all threads, us a tx', { p50: at(cpu, 0.5), mean: cpu.reduce((a, b) => a + b, 0) / cpu.length });
print(`commit of ${SIZE}, ms`, { p50: at(whole, 0.5), p99: at(whole, 0.99), max: at(whole, 1) });
print('written, bytes a transaction', { all: (writtenBytes() - diskBefore) / (BLOCKS * SIZE) });

function readUs(keys: readonly StateKey[]): number {
  const start = performance.now();
  for (const key of keys) if (!store.state.get(key)) throw new Error(`${key} is missing`);
  return ((performance.now() - start) * 1_000) / keys.length;
}
const sample = records.slice(0, 5_000);
const miss = readUs(sample);
print('state.get, us', { miss, hit: readUs(sample) });
const absentIds = sample.map((_, i) => Buffer.from(sha256(bytesOf(`absent ${i}`))).toString('hex') as never);
const start = performance.now();
for (const id of absentIds) if (store.state.hasTransaction(id)) throw new Error('found');
print('hasTransaction of a new one, us', { each: ((performance.now() - start) * 1_000) / absentIds.length });
await store.close();
const beforeOpen = performance.now();
await (await LevelStore.open(`${folder}/store`, genesis)).close();
print('open and close again, ms', { each: performance.now() - beforeOpen });

const sidecars = await SegmentSidecarStore.open(`${folder}/sidecars`, { maxBytes: 1 << 30 });
const owner = '00'.repeat(32) as never;
const cars = Array.from({ length: 10_000 }, (_, i) => {
  const bytes = new Uint8Array(2_048).map((_, j) => (i * 31 + j * 7) ^ (i >> 3));
  return { hash: sha256(bytesOf(`car ${i}`)), bytes, owner };
});
const [putStart, putCpu] = [performance.now(), cpuMs()];
for (let i = 0; i < cars.length; i += 50) await Promise.all(cars.slice(i, i + 50).map((car) => sidecars.put([car])));
print('sidecar put, groups of 50, us', {
  each: ((performance.now() - putStart) * 1_000) / cars.length,
  cpu: ((cpuMs() - putCpu) * 1_000) / cars.length,
});
const eraseStart = performance.now();
for (const { hash } of cars.slice(0, 200)) await sidecars.erase(hash);
print('sidecar erase, ms', { each: (performance.now() - eraseStart) / 200 });
await sidecars.close();
rmSync(folder, { recursive: true });
