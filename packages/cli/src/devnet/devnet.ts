/** The local network: real validator processes on loopback ports, ready to use, gone when it is stopped. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnnalsError } from '@annals/ledger/errors';
import { type NodeStatus, RestClient, routes } from '@annals/ledger/rest';
import { contextFiles } from '../context/context.ts';
import type { Environment } from '../environment.ts';
import { startNetworkExplorer } from '../explorer/start-explorer.ts';
import { startProgress } from '../output/progress.ts';
import { DEVNET_AGENCIES, INSPECTORATE } from './agencies.ts';
import { describeNetwork, type RunningValidator } from './announce.ts';
import { appointOfficers } from './appoint-officers.ts';
import { createNetwork, existingNetwork, moveTakenPorts, type NetworkFolders, sharedPorts } from './create-network.ts';
import { describeMail, type MailCatcher, startMailCatcher } from './mail-catcher.ts';
import { startReports } from './report-reads.ts';
import { untilStopped } from './until-stopped.ts';
import { ValidatorProcess } from './validator-process.ts';

export interface DevnetOptions {
  /** Kept and resumed; without it a folder that is taken away at the end. */
  readonly data: string | undefined;
  /** How many a new network gets; undefined: four. */
  readonly validators: number | undefined;
  /** Whether a new network gets a population of synthetic citizens. */
  readonly sample: boolean;
  readonly json: boolean;
}

/** The fewest that go on when one fails. */
const DEFAULT_VALIDATORS = 4;

/** What is served beside the validators. */
interface Closable {
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 60_000;
const CONNECT_POLL_MS = 50;

/** Runs the network until it is told to stop. @throws AnnalsError `network.failed`. */
export async function runDevnet(options: DevnetOptions, environment: Environment): Promise<void> {
  const stopped = untilStopped();
  const folder = options.data ?? mkdtempSync(join(tmpdir(), 'annals-devnet-'));
  const processes: ValidatorProcess[] = [];
  const servers: Closable[] = [];
  try {
    await Promise.race([stopped, runNetwork(folder, processes, servers, options, environment)]);
  } finally {
    if (!options.json && processes.length > 0) environment.writeError('Stopping the validators.\n');
    await Promise.all(processes.map((each) => each.stop()));
    await Promise.all(servers.map((each) => each.close()));
    if (options.data === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the validators into `processes`, the explorer and the mail server into `servers`, and never ends by itself. */
async function runNetwork(
  folder: string,
  processes: ValidatorProcess[],
  servers: Closable[],
  options: DevnetOptions,
  environment: Environment,
): Promise<never> {
  const progress = startProgress(environment, options.json);
  progress.update('Making keys and the genesis document');
  const existing = existingNetwork(folder);
  if (existing) await moveTakenPorts(existing);
  const network = existing ?? (await createNetwork(folder, options.validators ?? DEFAULT_VALIDATORS));
  if (options.validators !== undefined && options.validators !== network.nodes.length) {
    throw new AnnalsError(
      'command.usage',
      `the network in ${folder} has ${network.nodes.length} validators: leave out --validators, or name another folder`,
    );
  }
  const { password } = contextFiles(network.home);
  const ports = sharedPorts(network);
  // The codes by which the sample citizens subscribe are no news.
  let isSettled = false;
  const mails = await startMailCatcher(join(folder, 'mails'), ports?.mail ?? 0, (mail) => {
    if (isSettled) print(describeMail(mail), options, environment);
  });
  servers.push(mails);
  progress.update('Starting the validators');
  for (const node of network.nodes) processes.push(new ValidatorProcess(node, password));
  const urls = await Promise.all(processes.map((each) => each.ready()));
  await until(
    urls,
    environment,
    ({ connected, state }) => connected === urls.length && (state === 'idle' || state === 'working'),
    'the validators do not all hear each other',
    (count) => progress.update('Validators that hear each other:', count, urls.length),
  );
  progress.update('Making the network key');
  await until(urls, environment, ({ networkKey }) => networkKey !== null, 'the validators have made no network key');
  progress.update('Appointing officers');
  if (!existing) await appointOfficers(network.home, environment);
  progress.end();
  const explorer = await startNetworkExplorer(
    contextFiles(network.home).genesis,
    urls,
    ports?.explorer ?? 0,
    environment,
  );
  if (explorer) servers.push(explorer);
  const reporting = [...DEVNET_AGENCIES.slice(0, network.nodes.length), INSPECTORATE].map(({ label }) => label);
  servers.push(startReports(network.home, reporting, environment));
  const path = environment.variables.PATH ?? '';
  const populating = options.sample && !existing;
  print(
    describeNetwork(network, runningValidators(processes, urls), path, {
      explorer: explorer?.url ?? null,
      mails,
      populating,
    }),
    options,
    environment,
  );
  const ended = allEnded(processes, environment);
  if (populating) await Promise.race([ended, populate(network, mails, options, environment)]);
  isSettled = true;
  return ended;
}

/** Resolves when something holds for every validator. @throws AnnalsError `network.failed`, with what does not. */
async function until(
  urls: readonly string[],
  environment: Environment,
  holds: (status: NodeStatus) => boolean,
  failure: string,
  onProgress?: (count: number) => void,
): Promise<void> {
  const { fetch, nowMs } = environment;
  const clients = urls.map((baseUrl) => new RestClient({ baseUrl, fetch, nowMs }));
  const untilMs = nowMs() + CONNECT_TIMEOUT_MS;
  while (nowMs() < untilMs) {
    const all = await Promise.all(clients.map((client) => client.call(routes.status).catch(() => undefined)));
    const count = all.filter((status) => status && holds(status)).length;
    if (count === urls.length) return;
    onProgress?.(count);
    await sleep(CONNECT_POLL_MS);
  }
  throw new AnnalsError('network.failed', failure);
}

function runningValidators(processes: readonly ValidatorProcess[], urls: readonly string[]): RunningValidator[] {
  return processes.map(({ folder, pid }, index) => {
    const agency = DEVNET_AGENCIES[index];
    return { folder, pid, api: urls[index] ?? '', label: agency?.label ?? '', agency: agency?.name.en ?? '' };
  });
}

async function populate(
  { home }: NetworkFolders,
  mails: MailCatcher,
  options: DevnetOptions,
  environment: Environment,
): Promise<void> {
  const [{ populateNetwork }, { subscribeCitizens }] = await Promise.all([
    import('../sample/populate.ts'),
    import('../sample/subscribe-citizens.ts'),
  ]);
  print(await populateNetwork(home, environment, options.json), options, environment);
  await subscribeCitizens(home, environment, mails);
}

/** Tells of each validator that ends; fails when none is left. */
async function allEnded(processes: readonly ValidatorProcess[], environment: Environment): Promise<never> {
  await Promise.all(
    processes.map(async (each) => {
      const reason = await each.ended;
      if (each.isStopping) return;
      environment.writeError(
        `The validator in ${each.folder} ${reason}. Start it again with: annals start ${each.folder} --password-file ${each.passwordFile}\n`,
      );
    }),
  );
  throw new AnnalsError('network.failed', 'every validator has ended');
}

function print(
  answer: { readonly text: string; readonly json: unknown },
  { json }: DevnetOptions,
  environment: Environment,
): void {
  environment.writeOut(json ? `${JSON.stringify(answer.json)}\n` : `${answer.text}\n\n`);
}
