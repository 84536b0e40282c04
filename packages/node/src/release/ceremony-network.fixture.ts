/**
 * A network in memory for the tests of key ceremonies: drivers with real folders over one chain, on which what is due
 * is put block by block. A node can be killed at any point, and started again from what is on its disk.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DEFAULT_PARAMETERS,
  type KeyCeremony,
  type NetworkKeyInForce,
  stateKey,
  type Validator,
  type ValidatorSets,
} from '@annals/ledger/block';
import { publicKeyOf, sha256 } from '@annals/ledger/crypto';
import { executeBlock, MemoryState } from '@annals/ledger/state';
import { agencyIdOf, buildTransaction, type Transaction } from '@annals/ledger/transaction';
import { chooseCryptoBackends } from '../crypto-backends.ts';
import type { DutyTransaction } from '../duties/index.ts';
import { silentLog } from '../log.ts';
import type { CeremonyDriver } from './ceremony-driver.ts';
import { openCeremonies } from './open-ceremonies.ts';
import { KEY_SHARE_FOLDER } from './share-file-folder.ts';

chooseCryptoBackends(silentLog);

const ROUND_MS = 1_000;
export const REST_MS = 10_000;
const START_MS = 1_800_000_000_000;

const secretOf = (name: string) => sha256(new TextEncoder().encode(name));
const keyOf = (name: string) => publicKeyOf(secretOf(name));
export const agencyOf = (i: number) => agencyIdOf(keyOf(`agency ${i}`));

export class CeremonyNetwork {
  readonly folder = mkdtempSync(join(tmpdir(), 'annals-ceremonies-'));
  readonly state: MemoryState;
  readonly nodes = new Map<number, CeremonyDriver>();
  height = 0;
  timeMs = START_MS;
  isReady = true;
  /** What the nodes have logged as errors. */
  readonly errors: string[] = [];
  readonly #listeners = new Map<number, () => void>();
  /** The share that each held when it was killed. */
  readonly #stolen = new Map<number, Uint8Array>();
  #salt = 0;

  constructor(count: number) {
    const all = Array.from({ length: count }, (_, i) => i);
    this.state = new MemoryState({
      name: 'ceremonies',
      timeMs: START_MS,
      agencies: all.map((i) => ({
        key: keyOf(`agency ${i}`),
        name: { en: `${i}` },
        issuesIdentities: true,
        quota: 10,
        roles: [],
      })),
      validators: all.map((i) => ({
        agency: agencyOf(i),
        key: keyOf(`validator ${i}`),
        peer: `12D3Koo${i}`,
        address: `/dns4/v${i}/tcp/1`,
      })),
      vocabulary: { roles: [], purposes: [] },
      recordTypes: [],
      parameters: { ...DEFAULT_PARAMETERS, ceremonyRoundMs: ROUND_MS, ceremonyRestMs: REST_MS },
    });
  }

  get ceremony(): KeyCeremony {
    return this.state.read(stateKey.ceremony) as KeyCeremony;
  }

  get networkKey(): NetworkKeyInForce | undefined {
    return this.state.read(stateKey.networkKey);
  }

  get now() {
    return { wallMs: this.timeMs, nowMs: this.timeMs, height: this.height, timeMs: this.timeMs };
  }

  /** Starts a node from what is on its disk. One that runs is forgotten, as if it had been killed. */
  async start(i: number, network = `network ${i}`): Promise<CeremonyDriver> {
    this.kill(i);
    const node = await openCeremonies({
      dataFolder: join(this.folder, `${i}`),
      networkSecret: secretOf(network),
      chain: {
        chain: this.state.chain,
        state: this.state,
        head: { height: this.height, timeMs: this.timeMs } as never,
        onApplied: (listener) => {
          this.#listeners.set(i, listener as () => void);
          return () => this.#listeners.delete(i);
        },
      },
      ownKey: keyOf(`validator ${i}`),
      isReady: () => this.isReady,
      wake: () => {},
      log: { ...silentLog, error: (_fields, message) => void this.errors.push(message) },
    });
    node.start();
    this.nodes.set(i, node);
    return node;
  }

  kill(i: number): void {
    const held = this.nodes.get(i)?.current();
    if (held) this.#stolen.set(i, held.share.secret);
    this.nodes.delete(i);
    this.#listeners.delete(i);
  }

  wipe(i: number): void {
    rmSync(join(this.folder, `${i}`), { recursive: true, force: true });
  }

  /** The secret of the share that a node holds, for one that cheats with it. */
  secretShareOf(i: number): Uint8Array | undefined {
    return this.nodes.get(i)?.current()?.share.secret ?? this.#stolen.get(i);
  }

  /** The files that a node keeps. */
  kept(i: number): string[] {
    return readdirSync(join(this.folder, `${i}`, KEY_SHARE_FOLDER)).sort();
  }

  /** What each node has due: its own part, and what any of them can do. */
  due(i: number): DutyTransaction[] {
    return (
      this.nodes
        .get(i)
        ?.duties()
        .flatMap((duty) => duty.due(this.now)) ?? []
    );
  }

  /** A block of these transactions; none moves the time on. */
  block(transactions: readonly Transaction[] = [], laterMs = 10): void {
    this.height += 1;
    this.timeMs += laterMs;
    const { chain } = this.state;
    const { height, timeMs } = this;
    const { current } = this.state.read(stateKey.validators) as ValidatorSets;
    const proposer = (current[height % current.length] as Validator).key;
    const effects = executeBlock(this.state, { chain, height, timeMs, clockMs: timeMs, proposer }, transactions);
    this.state.apply(effects, transactions);
    for (const listener of this.#listeners.values()) listener();
  }

  sign(i: number, { kind, body }: Pick<DutyTransaction, 'kind' | 'body'>): Transaction {
    this.#salt += 1;
    return buildTransaction({
      chain: this.state.chain,
      kind,
      body,
      agency: null,
      lastValid: this.height + 50,
      salt: sha256(Uint8Array.of(this.#salt % 256, Math.floor(this.#salt / 256))).subarray(0, 16),
      signerSecret: secretOf(`validator ${i}`),
    } as never) as unknown as Transaction;
  }

  /** One round: what is due to anybody is put into a block, and all look again. */
  async step(): Promise<void> {
    for (const i of this.nodes.keys()) this.due(i);
    await this.rest();
    this.block([...this.nodes.keys()].flatMap((i) => this.due(i).map((due) => this.sign(i, due))));
    await this.rest();
  }

  /** Goes on until something holds; time passes, so that rounds end without those that are away. */
  async until(holds: () => boolean, steps = 60): Promise<void> {
    for (let step = 0; step < steps; step++) {
      if (holds()) return;
      await this.step();
      this.block([], ROUND_MS / 4);
      await this.rest();
    }
    throw new Error(`it did not come to be; the ceremony is ${this.ceremony.round}`);
  }

  /** Waits for what nodes write. */
  async rest(): Promise<void> {
    for (const node of this.nodes.values()) await node.atRest();
  }

  async stop(): Promise<void> {
    for (const node of this.nodes.values()) await node.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
