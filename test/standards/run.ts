/**
 * `npm run standards [-- --minutes 10 --seed 1]`: a network under tools that others wrote. Schemathesis makes requests
 * from the OpenAPI document, right ones and wrong ones, and nginx stands before a node as the operators' guide has it.
 * Meanwhile commits go on; afterwards no node may have answered with a 5xx, ended, or kept more memory. What is not on
 * the machine is left out, and said.
 */
import { parseArgs } from 'node:util';
import { routes } from '@annals/ledger/rest';
import { Actors, commit, type Signer } from '../harness/actors.ts';
import { type Seat, TestNetwork } from '../harness/test-network.ts';
import { checkBehindNginx } from './nginx.ts';
import { fuzz } from './schemathesis.ts';

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
/** Between two commits of the member who is served meanwhile. */
const PAUSE_MS = 1_000;
const COMMIT_WITHIN_MS = 30_000;

/** Whoever commits all the while, and how long each took. */
function keepCommitting(network: TestNetwork, actors: Actors, agency: Signer) {
  const tookMs: number[] = [];
  let isOver = false;
  const done = (async () => {
    while (!isOver) {
      const beganMs = performance.now();
      const [outcome] = await commit(network.client(1), [actors.enrol(agency, 'civil').submit], COMMIT_WITHIN_MS);
      if (outcome?.status !== 'committed') throw new Error(`a commit did not come: ${outcome?.code}`);
      tookMs.push(performance.now() - beganMs);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return tookMs;
  })();
  // It is waited for at the end; until then it may fail.
  done.catch(() => {});
  return {
    stop: () => {
      isOver = true;
      return done;
    },
  };
}

/** Server errors that a node has counted, by route and status. `/ready` says so as long as it is not. */
async function serverErrors(url: string): Promise<readonly string[]> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return metrics
    .split('\n')
    .filter((line) => /^annals_http_request_seconds_count\{(?!route="\/ready").*status="5\d\d"/.test(line));
}

async function memoryOf(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^annals_memory_bytes (\S+)/m.exec(metrics)?.[1]);
}

// What is started here ends with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const failures: string[] = [];
const network = await TestNetwork.start();
try {
  const actors = new Actors(network.chain);
  const agency = actors.agency((network.seats[0] as Seat).agencySecret);
  console.log(`logs and data in ${network.folder}`);
  const committing = keepCommitting(network, actors, agency);
  failures.push(...(await checkBehindNginx(network, actors, agency)));
  const before = await memoryOf(network.url(0));
  failures.push(...(await fuzz(network.url(0), Number(options.minutes), Number(options.seed))));
  const tookMs = await committing.stop().catch((error: Error) => {
    failures.push(error.message);
    return [];
  });
  const after = await memoryOf(network.url(0));
  console.log(
    `${tookMs.length} commits meanwhile, the slowest in ${Math.round(Math.max(0, ...tookMs))} ms; ` +
      `memory ${Math.round(before / 2 ** 20)} MiB before, ${Math.round(after / 2 ** 20)} MiB after`,
  );
  for (const node of network.seats.keys()) {
    if (!network.isRunning(node)) failures.push(`validator ${node} has ended`);
    else failures.push(...(await serverErrors(network.url(node))));
  }
  const { state } = await network.client(0).call(routes.status);
  if (state === 'halted' || state === 'stalled') failures.push(`validator 0 is ${state}`);
} finally {
  await network.stop(failures.length > 0);
}
for (const failure of failures) console.error(failure);
console.log(failures.length === 0 ? 'nothing failed' : `${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
