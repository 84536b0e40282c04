/**
 * `npm run fuzz [-- --minutes 10 --seed 1]`: three validators that take what clients send them, while a stranger and a
 * hostile member send them mutated bytes and bombs by every route, lane, request and answer. No answer is a failure of
 * the server, no process ends or grows beyond a bound, and commits go on.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type AnyRoute, type RouteName, routes } from '@annals/ledger/rest';
import { REQUEST_NAMES } from '@annals/node/network';
import { Actors } from '../harness/actors.ts';
import { assertOneChain, settled } from '../harness/agreement.ts';
import { takeSeat } from '../harness/hostile-member.ts';
import { Load } from '../harness/load.ts';
import { hostileBytes } from '../harness/mutated-bytes.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { answerWays, bodyWays, laneWays, requestWays } from '../harness/untrusted-inputs.ts';
import { SeededRandom } from './random.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const random = new SeededRandom(Number(options.seed));
const untilMs = performance.now() + 60_000 * Number(options.minutes);
const HOSTILE = 3;
const HONEST = [0, 1, 2];
const ROUND_MS = 10_000;
const COMMITS_A_ROUND = 5;
const COMMITS_WITHIN_MS = 60_000;
const MAX_RESIDENT_MIB = 1_000;
/** What a server says that has failed. 503 is said by one that is busy. */
const isFailure = (status: number) => status >= 500 && status !== 503;

const network = await TestNetwork.start();
const actors = new Actors(network.chain);
const agency = actors.agency((network.seats[0] as Seat).agencySecret);
console.log(`seed ${options.seed}, ${options.minutes} minutes, logs and data in ${network.folder}`);

const [bodies, lanes, requests, answers] = [
  bodyWays(network.chain),
  laneWays(network.chain),
  requestWays(network.chain),
  answerWays(),
];
const member = await takeSeat(network, HOSTILE, (taken) => {
  for (const name of REQUEST_NAMES) {
    const { valid, maxBytes } = answers.find(({ request }) => request === name) ?? random.pick(answers);
    taken.onRequest(name, async () => hostileBytes(valid, maxBytes, false, random));
  }
});

const failures: string[] = [];
const statuses = new Map<number, number>();

/** The path of a route with anything in the place of its parameters. */
function anyPath({ path }: AnyRoute): string {
  const words = ['rec1qqqq', '%00', '..', 'a'.repeat(300), '-1', '9007199254740993', '%f0%9f', "'", '0'];
  const query = random.next() < 0.5 ? '' : `?${random.pick(['from', 'limit', 'after', 'x'])}=${random.pick(words)}`;
  return path.replace(/\{\w+\}/g, () => random.pick(words)) + query;
}

async function throwRequest(): Promise<void> {
  const isBody = random.next() < 0.6;
  const { route, valid, maxBytes, isJson, contentType } = random.pick(bodies);
  const path = anyPath(routes[isBody ? route : random.pick(Object.keys(routes) as RouteName[])]);
  const body = Uint8Array.from(hostileBytes(valid, maxBytes, isJson, random));
  const init = isBody ? { method: 'POST', headers: { 'content-type': contentType }, body } : {};
  const url = network.url(random.pick(HONEST)) + path;
  const signal = AbortSignal.timeout(30_000);
  const answer = await fetch(url, { ...init, signal }).catch(() => undefined);
  // An event stream has no end.
  await answer?.body?.cancel().catch(() => undefined);
  const status = answer?.status ?? 0;
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  if (isFailure(status)) failures.push(`${status} for ${path}`);
}

async function throwAsMember(): Promise<void> {
  const { lane, valid, maxBytes } = random.pick(lanes);
  member.send('all', lane, hostileBytes(valid, maxBytes, false, random));
  const asked = random.pick(requests);
  const bytes = hostileBytes(asked.valid, asked.maxBytes, false, random);
  await Promise.all(member.peers().map(({ peer }) => member.request(peer, asked.request, bytes, 1_000).catch(() => 0)));
}

async function throwUntil(endMs: number, throwOne: () => Promise<void>): Promise<void> {
  while (performance.now() < endMs) {
    await throwOne();
    await new Promise((resolve) => setTimeout(resolve, random.between(0, 20)));
  }
}

const residentMib = (i: number) =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(network.pid(i))]).toString()) / 1_024;

const load = Load.start(network, actors, { agency, nodes: HONEST });
try {
  for (let round = 1; performance.now() < untilMs && failures.length === 0; round++) {
    const beganMs = Date.now();
    const endMs = performance.now() + ROUND_MS;
    await Promise.all([
      ...Array.from({ length: 4 }, () => throwUntil(endMs, throwRequest)),
      throwUntil(endMs, throwAsMember),
    ]);
    const committed = () => load.acknowledged.filter(({ atMs }) => atMs > beganMs).length;
    await network.until('commits go on', () => committed() >= COMMITS_A_ROUND, COMMITS_WITHIN_MS);
    const memory = HONEST.map(residentMib);
    console.log(
      `${round}. ${committed()} commits, ${memory.map(Math.round).join(', ')} MiB, answers ${JSON.stringify([...statuses])}`,
    );
    if (Math.max(...memory) > MAX_RESIDENT_MIB) failures.push(`a process has grown to ${Math.max(...memory)} MiB`);
    for (const i of HONEST) if (!network.isRunning(i)) failures.push(`validator ${i} has ended`);
  }
  await load.stop();
  await settled(network, HONEST);
  await assertOneChain(network, HONEST);
} catch (error) {
  failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await load.stop();
  await member.stop();
  await network.stop(failures.length > 0);
}
for (const failure of failures) console.error(`seed ${options.seed}: ${failure}`);
console.log(failures.length > 0 ? 'failed' : 'commits went on, one chain on all, and nothing failed');
process.exitCode = failures.length > 0 ? 1 : 0;
