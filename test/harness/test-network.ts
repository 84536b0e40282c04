/**
 * A network of real processes on loopback: validators with libp2p, LevelDB and the REST API, which tests kill, restart,
 * wipe and stop. Every process that is started here is ended here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chainIdOf,
  DEFAULT_PARAMETERS,
  formatGenesis,
  type GenesisDocument,
  type NetworkKeyInForce,
} from '@annals/ledger/block';
import { bytesToHex } from '@annals/ledger/codec';
import { generateSecretKey, type PublicKey, publicKeyOf } from '@annals/ledger/crypto';
import { AnnalsError } from '@annals/ledger/errors';
import { trustGenesis } from '@annals/ledger/light';
import { fetchNetworkKey } from '@annals/ledger/reading';
import { RestClient, routes } from '@annals/ledger/rest';
import { sampleRecordTypes, sampleRolesOf, sampleVocabulary } from '@annals/ledger/sample';
import { agencyIdOf, type RecordType } from '@annals/ledger/transaction';
import { chooseCryptoBackends, configOf, formatConfig, NODE_ARGUMENTS, type NodeConfig, silentLog } from '@annals/node';
import { peerIdOf } from '@annals/node/network';
import { freePorts } from './free-ports.ts';

/** Long, for seven processes on two cores that others use as well. */
const READY_WITHIN_MS = 240_000;
const STOP_WITHIN_MS = 10_000;
/** Of the log of a node that did not start. */
const LINES_TOLD = 30;

/** A ceremony does not wait as long as in earnest for who is away, and whoever comes back soon gets a share. */
const TEST_PARAMETERS = { agencyQuota: 100_000, ceremonyRoundMs: 8_000, ceremonyRestMs: 2_000 } as const;

/** One member of the network, with its secrets, as only a test may hold them. */
export interface Seat {
  readonly agencySecret: Uint8Array;
  readonly signingSecret: Uint8Array;
  readonly networkSecret: Uint8Array;
  readonly port: number;
  readonly apiPort: number;
}

/** A process that is a node. */
export type NodeProgram =
  | 'validator-process.ts'
  | 'lying-process.ts'
  | 'cheating-process.ts'
  | 'hostile-process.ts'
  | 'generous-process.ts'
  | 'forgetful-process.ts'
  | 'silent-process.ts';

export interface TestNetworkOptions {
  readonly validators?: number;
  /** Agencies that hold no seat at genesis. Their nodes may follow as observers, and can be given a seat by vote. */
  readonly spares?: number;
  readonly parameters?: Partial<GenesisDocument['parameters']>;
  /** Changes the sample record types, such as their terms. */
  readonly recordType?: (type: RecordType) => RecordType;
  readonly config?: Partial<NodeConfig>;
  /** Options of Node itself for each process, such as `--cpu-prof`. */
  readonly nodeArguments?: (i: number) => readonly string[];
  /** Keeps logs and data when the network stops, for a look afterwards. */
  readonly keep?: boolean;
}

export class TestNetwork {
  readonly folder: string;
  readonly genesis: GenesisDocument;
  readonly chain: Uint8Array;
  readonly seats: readonly Seat[];
  readonly #options: TestNetworkOptions;
  readonly #children = new Map<number, ChildProcess>();

  private constructor(folder: string, genesis: GenesisDocument, seats: readonly Seat[], options: TestNetworkOptions) {
    this.folder = folder;
    this.genesis = genesis;
    this.chain = chainIdOf(genesis);
    this.seats = seats;
    this.#options = options;
  }

  /** Makes keys and a genesis document, starts all validators, and waits until they are ready and hold the network key. */
  static async start(options: TestNetworkOptions = {}): Promise<TestNetwork> {
    const network = await TestNetwork.prepare(options);
    try {
      await Promise.all(network.genesis.validators.map((_, i) => network.startNode(i)));
      await network.until('all validators are ready', () => network.areReady());
      await network.until('all validators hold a share of the network key', () => network.holdShares());
    } catch (error) {
      await network.stop();
      throw error;
    }
    return network;
  }

  /** The same without starting anything. */
  static async prepare(options: TestNetworkOptions = {}): Promise<TestNetwork> {
    chooseCryptoBackends(silentLog);
    const validators = options.validators ?? 4;
    const members = validators + (options.spares ?? 0);
    const ports = await freePorts(2 * members);
    const seats = Array.from(
      { length: members },
      (_, i): Seat => ({
        agencySecret: generateSecretKey(),
        signingSecret: generateSecretKey(),
        networkSecret: generateSecretKey(),
        port: ports[2 * i] as number,
        apiPort: ports[2 * i + 1] as number,
      }),
    );
    const agencyOf = (i: number) => agencyIdOf(publicKeyOf((seats[i % validators] as Seat).agencySecret));
    // The first agency reviews and audits as well. All enrol persons, whatever else they do.
    const offices = {
      registry: agencyOf(0),
      education: agencyOf(1),
      health: agencyOf(2),
      welfare: agencyOf(3),
      inspectorate: agencyOf(0),
    };
    const rolesOf = (i: number) => [...new Set([...sampleRolesOf(offices, agencyOf(i)), 'registrar'])];
    const genesis: GenesisDocument = {
      name: 'test network',
      timeMs: Date.now(),
      agencies: seats.map(({ agencySecret }, i) => ({
        key: publicKeyOf(agencySecret),
        name: { en: `Agency ${i + 1}` },
        issuesIdentities: true,
        quota: 100_000,
        roles: i < validators ? rolesOf(i) : ['registrar'],
      })),
      validators: seats.slice(0, validators).map(({ signingSecret, networkSecret, port }, i) => ({
        agency: agencyOf(i),
        key: publicKeyOf(signingSecret),
        peer: peerIdOf(networkSecret),
        address: `/ip4/127.0.0.1/tcp/${port}`,
      })),
      vocabulary: sampleVocabulary,
      recordTypes: sampleRecordTypes(offices).map(options.recordType ?? ((type) => type)),
      parameters: { ...DEFAULT_PARAMETERS, ...TEST_PARAMETERS, ...options.parameters },
    };
    const folder = mkdtempSync(join(tmpdir(), 'annals-network-'));
    writeFileSync(join(folder, 'genesis.json'), formatGenesis(genesis));
    return new TestNetwork(folder, genesis, seats, options);
  }

  url(i: number): string {
    return `http://127.0.0.1:${(this.seats[i] as Seat).apiPort}`;
  }

  client(i: number): RestClient {
    return new RestClient({ baseUrl: this.url(i), fetch, nowMs: Date.now });
  }

  dataFolder(i: number): string {
    return join(this.folder, `node-${i}`);
  }

  isRunning(i: number): boolean {
    return this.#children.has(i);
  }

  /** The process id of a running validator. */
  pid(i: number): number {
    return this.#children.get(i)?.pid ?? -1;
  }

  /** The last lines that a node wrote. */
  logOf(i: number): string {
    return readFileSync(join(this.folder, `node-${i}.log`), 'utf8');
  }

  /**
   * Starts one node and waits until its API answers; as an observer when the configuration says so.
   * @param program what runs it: a node that keeps to the rules, or a file of this folder that makes one that does not.
   */
  async startNode(
    i: number,
    config: Partial<NodeConfig> = {},
    genesis = formatGenesis(this.genesis),
    program: NodeProgram = 'validator-process.ts',
  ): Promise<void> {
    const seat = this.seats[i] as Seat;
    const api = { host: '127.0.0.1', port: seat.apiPort };
    const listen = [`/ip4/127.0.0.1/tcp/${seat.port}`];
    const observers = this.seats
      .slice(this.genesis.validators.length)
      .map(({ networkSecret }) => peerIdOf(networkSecret));
    // Tests act as agencies do; those that act as strangers come from other loopback addresses.
    const memberAddresses = ['127.0.0.1'];
    const usual = { role: 'validator', listen, api, observers, memberAddresses } as const;
    const given = { ...usual, ...this.#options.config, ...config };
    await this.#spawn(i, program, {
      genesis,
      config: formatConfig(configOf(given)),
      dataFolder: this.dataFolder(i),
      signingSecret: given.role === 'validator' ? bytesToHex(seat.signingSecret) : null,
      networkSecret: bytesToHex(seat.networkSecret),
    });
  }

  async #spawn(i: number, name: NodeProgram, settings: object): Promise<void> {
    mkdirSync(this.dataFolder(i), { recursive: true });
    const settingsPath = join(this.folder, `settings-${i}.json`);
    writeFileSync(settingsPath, JSON.stringify(settings), { mode: 0o600 });
    const program = join(import.meta.dirname, name);
    const nodeArguments = this.#options.nodeArguments?.(i) ?? [];
    const child = spawn(
      process.execPath,
      ['--no-warnings', ...NODE_ARGUMENTS, ...nodeArguments, program, settingsPath],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: {
          ...process.env,
          // Jest's own options are no business of the node.
          NODE_OPTIONS: '',
          // Tests start hundreds of nodes: what one has compiled, the others need not compile again.
          NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
        },
      },
    );
    this.#children.set(i, child);
    const log = createWriteStream(join(this.folder, `node-${i}.log`), { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('exit', () => {
      if (this.#children.get(i) === child) this.#children.delete(i);
    });
    // Its last words come after its end.
    child.once('close', () => log.end());
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`node ${i} was not ready in time; see ${this.folder}/node-${i}.log`)),
        READY_WITHIN_MS,
      );
      const failed = (): void => {
        const last = this.logOf(i).trimEnd().split('\n').slice(-LINES_TOLD).join('\n');
        const how = `ended with ${child.exitCode ?? child.signalCode}`;
        reject(new Error(`node ${i} ${how} before it was ready; the end of its log:\n${last}`));
      };
      child.once('message', () => {
        clearTimeout(timer);
        log.off('finish', failed);
        resolve();
      });
      child.once('exit', () => clearTimeout(timer));
      log.once('finish', failed);
    });
  }

  /** Ends one at once, as a power failure would. */
  async kill(i: number): Promise<void> {
    await this.#end(i, 'SIGKILL');
  }

  /** Ends one in good order. */
  async stopNode(i: number): Promise<void> {
    await this.#end(i, 'SIGTERM');
  }

  async #end(i: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#children.get(i);
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }

  /** Begins a CPU profile of a node. */
  startProfile(i: number): void {
    this.#children.get(i)?.send({ profile: 'start' });
  }

  /** Ends it. Gives the profile's JSON text. */
  async stopProfile(i: number): Promise<string> {
    const child = this.#children.get(i);
    if (!child) throw new Error(`node ${i} is not running`);
    const path = join(this.folder, `node-${i}.cpuprofile`);
    const written = new Promise<void>((resolve) => child.once('message', () => resolve()));
    child.send({ profile: { path } });
    await written;
    return readFileSync(path, 'utf8');
  }

  /** Freezes or thaws one. */
  signal(i: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#children.get(i)?.kill(signal);
  }

  /** Loses everything a validator had on its disk. */
  wipe(i: number): void {
    rmSync(this.dataFolder(i), { recursive: true, force: true });
  }

  async areReady(): Promise<boolean> {
    const answers = await Promise.all(
      [...this.#children.keys()].map((i) =>
        fetch(`${this.url(i)}/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    return answers.every((ok) => ok);
  }

  /** Whether each of these nodes holds a share of one epoch of the network key; of all that run, if none are named. */
  async holdShares(nodes: readonly number[] = [...this.#children.keys()]): Promise<boolean> {
    const keys = await Promise.all(
      nodes.map((i) =>
        this.client(i)
          .call(routes.status)
          .then(
            ({ networkKey }) => networkKey,
            () => null,
          ),
      ),
    );
    return keys.every((key) => key?.holdsShare === true && key.epoch === keys[0]?.epoch);
  }

  /** The public key that content is sealed to, once the validators have made it. */
  async networkKey(i = 0): Promise<PublicKey> {
    const fetched = () =>
      fetchNetworkKey(this.client(i), trustGenesis(this.genesis)).catch((error: unknown) => {
        if (error instanceof AnnalsError && error.code === 'network-key.pending') return undefined;
        throw error;
      });
    let standing = await fetched();
    await this.until('the network has its key', async () => {
      standing ??= await fetched();
      return standing !== undefined;
    });
    return (standing as NetworkKeyInForce).key.publicKey;
  }

  /** The height of each running validator. */
  async heights(): Promise<number[]> {
    const running = [...this.#children.keys()].sort((a, b) => a - b);
    return Promise.all(running.map(async (i) => (await this.client(i).call(routes.status)).height));
  }

  /** Waits until something holds. @throws when it does not within the time, saying what was waited for. */
  async until(what: string, holds: () => Promise<boolean> | boolean, withinMs = READY_WITHIN_MS): Promise<void> {
    const endMs = Date.now() + withinMs;
    while (!(await holds())) {
      if (Date.now() > endMs) throw new Error(`waited ${withinMs} ms in vain until ${what}; logs in ${this.folder}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends all processes and removes what they wrote, unless it is to be kept. */
  async stop(keep = this.#options.keep ?? false): Promise<void> {
    await Promise.all([...this.#children.keys()].map((i) => this.#end(i, 'SIGTERM')));
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }
}
