/** An honest validator in a simulation of ceremonies: the real driver over a disk that can fail, and a process that can end. */
import { decodeShape } from '@annals/ledger/codec';
import type { RandomSource } from '@annals/ledger/crypto';
import type { MemoryState } from '@annals/ledger/state';
import { type KeyShare, keyShareShape } from '@annals/ledger/threshold';
import { CeremonyDriver, type CeremonyDriverParts, CeremonySecrets } from '@annals/node/release/testing';
import { CeremonyDisk, DiskUser } from './ceremony-disk.ts';
import type { Agency } from './genesis.ts';

export interface HolderTime {
  readonly wallMs: number;
  readonly height: number;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} } as unknown as CeremonyDriverParts['log'];

export type Due = ReturnType<ReturnType<CeremonyDriver['duties']>[number]['due']>[number];

export class HonestHolder {
  readonly agency: Agency;
  readonly disk: CeremonyDisk;
  readonly #state: MemoryState;
  readonly #random: RandomSource;
  readonly #fails: () => boolean;
  #process: DiskUser | undefined;
  #driver: CeremonyDriver | undefined;
  #follow: (() => void) | undefined;

  constructor(
    agency: Agency,
    state: MemoryState,
    options: { readonly random: RandomSource; readonly fails: () => boolean; readonly syncs: boolean },
  ) {
    this.agency = agency;
    this.#state = state;
    this.#random = options.random;
    this.#fails = options.fails;
    this.disk = new CeremonyDisk(options.syncs);
  }

  get isUp(): boolean {
    return this.#driver !== undefined;
  }

  async start(): Promise<void> {
    this.stop();
    const process = new DiskUser(this.#fails);
    const secrets = await CeremonySecrets.open(this.disk.openFor(process), silent);
    const driver = new CeremonyDriver({
      chain: {
        chain: this.#state.chain,
        state: this.#state,
        head: undefined as never,
        onApplied: (listener) => {
          this.#follow = listener as () => void;
          return () => {};
        },
      },
      ownKey: this.agency.validatorKey,
      secrets,
      isReady: () => true,
      wake: () => {},
      log: silent,
      random: this.#random,
    });
    [this.#process, this.#driver] = [process, driver];
    driver.start();
    await this.rest();
  }

  stop(): void {
    if (this.#process) this.#process.isDead = true;
    this.#driver = undefined;
    this.#follow = undefined;
    this.disk.crash();
  }

  wipe(): void {
    this.stop();
    this.disk.wipe();
  }

  /** A block is applied. */
  async follow(): Promise<void> {
    this.#follow?.();
    await this.rest();
  }

  /** What it would put on the ledger now, once what that takes is on its disk. */
  async due({ wallMs, height }: HolderTime): Promise<readonly Due[]> {
    const time = { wallMs, nowMs: wallMs, height, timeMs: 0 };
    const ask = () => this.#driver?.duties().flatMap((duty) => duty.due(time)) ?? [];
    ask();
    await this.rest();
    return ask();
  }

  /** The shares on its disk. */
  get shares(): readonly KeyShare[] {
    return this.disk.files
      .filter(({ file }) => file.kind === 'share')
      .map(({ content }) => decodeShape(keyShareShape, content, 1_024));
  }

  async rest(): Promise<void> {
    await this.#driver?.atRest();
    if (this.#process?.isDead) this.stop();
  }
}
