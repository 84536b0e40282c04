/**
 * A member's client in a thread of its own, which commits one transaction after another and notes how long each took: an
 * attacker in the same process does not hold it up.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { SecretKey } from '@annals/ledger/crypto';
import { RestClient } from '@annals/ledger/rest';
import { chooseCryptoBackends, silentLog } from '@annals/node';
import { Actors, commit } from '../../harness/actors.ts';

const COMMIT_WITHIN_MS = 60_000;
const PAUSE_MS = 20;

interface Watched {
  readonly urls: readonly string[];
  readonly chain: Uint8Array;
  readonly agencySecret: SecretKey;
  readonly forMs: number;
}

/** Milliseconds from submission to commit, of each. @throws Error when one is not committed within a minute. */
export async function commitTimes(watched: Watched): Promise<readonly number[]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: watched });
  const [waits] = (await once(worker, 'message')) as [readonly number[]];
  return waits;
}

async function watch({ urls, chain, agencySecret, forMs }: Watched): Promise<readonly number[]> {
  chooseCryptoBackends(silentLog);
  const actors = new Actors(chain);
  const agency = actors.agency(agencySecret);
  const clients = urls.map((baseUrl) => new RestClient({ baseUrl, fetch, nowMs: Date.now }));
  const waits: number[] = [];
  const untilMs = performance.now() + forMs;
  for (let i = 0; performance.now() < untilMs; i++) {
    const enrolment = actors.enrol(agency, 'health').submit;
    const beganMs = performance.now();
    const [outcome] = await commit(clients[i % clients.length] as RestClient, [enrolment], COMMIT_WITHIN_MS);
    if (outcome?.status !== 'committed') throw new Error(`not committed: ${JSON.stringify(outcome)}`);
    waits.push(performance.now() - beganMs);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return waits;
}

if (!isMainThread) parentPort?.postMessage(await watch(workerData as Watched));
