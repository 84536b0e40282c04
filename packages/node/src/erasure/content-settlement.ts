/**
 * Follows the chain, block by block and without a gap, and carries over to the store of sealed content what each has
 * decided: what its transactions brought stays, what was refused goes, and what is erased is destroyed (LAW 10,
 * PROTOCOL erasure). It runs behind the applier and never holds it up; what a crash cut off is done at the next start.
 */
import type { RecordId } from '@annals/ledger/codec';
import { decodeSidecar, expectedSidecar } from '@annals/ledger/sidecar';
import {
  type AppliedBlock,
  type Chain,
  type CommittedBlock,
  committedBlock,
  isErased,
  storedCommittedBlock,
} from '../chain/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import type { Mempool } from '../mempool/index.ts';
import { eachItem, eachPage } from '../pages.ts';
import type { NamedSidecar, SidecarStore, Store } from '../store/store.ts';
import { contentHashesOf } from './content-hashes.ts';

export interface SettlementParts {
  readonly chain: Chain;
  readonly store: Store;
  readonly sidecars: SidecarStore;
  readonly mempool: Mempool;
  readonly log: Log;
  readonly later: Later;
  /** Told when nothing of a record's content is left on this disk. */
  readonly onDestroyed: (record: RecordId) => void;
}

/** Blocks that wait in memory while the disk works; what is beyond is read back from the store. */
const MAX_WAITING = 16;
/** After a failure of the disk it is tried again. */
const AGAIN_MS = 5_000;
/** How often content is looked for whose transaction never came into a block. */
const SWEEP_MS = 60_000;

export class ContentSettlement {
  readonly #parts: SettlementParts;
  /** The next block to look at. */
  #height: number;
  #waiting: AppliedBlock[] = [];
  #hasReconciled = false;
  #mustSweep = true;
  #problem: string | null = null;
  #running: Promise<void> | undefined;
  #isStopped = false;
  #forget: (() => void) | undefined;
  #cancelAgain: (() => void) | undefined;
  #cancelSweep: (() => void) | undefined;

  constructor(parts: SettlementParts) {
    this.#parts = parts;
    // A store that was restored is behind its sidecars: its blocks come again, and are looked at again.
    this.#height = Math.min(parts.sidecars.settledHeight, parts.chain.head.height) + 1;
  }

  /** Why content that must go could not be destroyed; null while all is well. */
  get problem(): string | null {
    return this.#problem;
  }

  start(): void {
    this.#forget = this.#parts.chain.onApplied((block) => this.#applied(block));
    this.#wake();
    this.#scheduleSweep();
  }

  /** Resolves once nothing is under way any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#forget?.();
    this.#cancelAgain?.();
    this.#cancelSweep?.();
    await this.#running;
  }

  #applied(block: AppliedBlock): void {
    const { mempool, chain } = this.#parts;
    if (erasedBy(committedBlock(block)).length > 0) mempool.dropContent((record) => isErased(chain.state, record));
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(block);
    this.#wake();
  }

  #wake(): void {
    if (this.#isStopped) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isStopped && this.#hasWork()) await this.#step();
      this.#problem = null;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      if (this.#problem !== why) {
        this.#parts.log.error({ cause, height: this.#height }, 'sealed content could not be destroyed or noted');
      }
      this.#problem = why;
      // One at a time: every block tries as well.
      this.#cancelAgain?.();
      this.#cancelAgain = this.#parts.later(AGAIN_MS, () => this.#wake());
    }
  }

  #hasWork(): boolean {
    return this.#height <= this.#parts.chain.head.height || !this.#hasReconciled || this.#mustSweep;
  }

  async #step(): Promise<void> {
    if (this.#height <= this.#parts.chain.head.height) {
      await this.#settle(this.#blockAt(this.#height));
      this.#height += 1;
    } else if (!this.#hasReconciled) {
      await this.#reconcile();
      this.#hasReconciled = true;
    } else {
      await this.#sweep();
      this.#mustSweep = false;
    }
  }

  #blockAt(height: number): CommittedBlock {
    while (this.#waiting[0] && this.#waiting[0].header.height < height) this.#waiting.shift();
    const [first] = this.#waiting;
    return first?.header.height === height ? committedBlock(first) : storedCommittedBlock(this.#parts.store, height);
  }

  async #settle(block: CommittedBlock): Promise<void> {
    const { chain, sidecars } = this.#parts;
    const { height, transactions, results } = block;
    const erased = erasedBy(block);
    // At the head nothing but this block itself can have erased what it brings; of older blocks later ones can.
    const mayBeGone = erased.length > 0 || height < chain.head.height;
    const kept: NamedSidecar[] = [];
    const refused: NamedSidecar[] = [];
    for (const [i, transaction] of transactions.entries()) {
      const expected = expectedSidecar(transaction);
      if (!expected) continue;
      const named = { hash: expected.hash, owner: transaction.id };
      if (results[i]?.code !== 'ok') refused.push(named);
      else if (mayBeGone && isErased(chain.state, expected.record)) await sidecars.erase(expected.hash);
      else kept.push(named);
    }
    if (erased.length > 0) await this.#destroy(erased);
    await sidecars.settle({ height, kept, refused });
  }

  /** Destroys the content of records: all versions, and what waits beside transactions about them. Gives how much there was. */
  async #destroy(records: readonly RecordId[]): Promise<number> {
    const { store, sidecars, onDestroyed } = this.#parts;
    let destroyed = 0;
    const erase = async (hash: Uint8Array): Promise<void> => {
      if (await sidecars.erase(hash)) destroyed += 1;
    };
    for (const hash of await this.#waitingContentOf(new Set(records))) await erase(hash);
    for (const record of records) {
      for (const hash of await contentHashesOf(store, record)) await erase(hash);
      onDestroyed(record);
    }
    return destroyed;
  }

  async #waitingContentOf(records: ReadonlySet<RecordId>): Promise<Uint8Array[]> {
    const { sidecars } = this.#parts;
    const found: Uint8Array[] = [];
    for await (const { hash } of this.#unsettled()) {
      const bytes = await sidecars.get(hash);
      if (bytes && records.has(decodeSidecar(bytes).record)) found.push(hash);
    }
    return found;
  }

  /**
   * Goes through all erasures of the chain once after a start: what a restored file has brought back is destroyed
   * again, and what a crash kept from being confirmed is confirmed.
   */
  async #reconcile(): Promise<void> {
    const { store, log } = this.#parts;
    let destroyed = 0;
    for await (const erasures of eachPage((page) => store.stateRange('erasure/', page))) {
      if (this.#isStopped) return;
      destroyed += await this.#destroy(erasures.map(({ key }) => key.slice('erasure/'.length) as RecordId));
    }
    if (destroyed > 0) {
      log.warn({ sidecars: destroyed }, 'content that was erased was on this disk again, and has been destroyed');
    }
  }

  /** Content whose transaction neither waits nor is committed: it came with a proposal that was not decided. */
  async #sweep(): Promise<void> {
    const { store, sidecars, mempool } = this.#parts;
    for await (const sidecar of this.#unsettled()) {
      if (mempool.has(sidecar.owner) || store.transactionPlace(sidecar.owner)) continue;
      await sidecars.discard(sidecar);
    }
  }

  #unsettled(): AsyncGenerator<NamedSidecar> {
    return eachItem((page) => this.#parts.sidecars.unsettled(page));
  }

  #scheduleSweep(): void {
    this.#cancelSweep = this.#parts.later(SWEEP_MS, () => {
      this.#mustSweep = true;
      this.#wake();
      if (!this.#isStopped) this.#scheduleSweep();
    });
  }
}

/** The records whose content a block erases. */
function erasedBy({ transactions, results }: CommittedBlock): RecordId[] {
  return transactions.flatMap(({ payload }, i) =>
    payload.kind === 'record.erase' && results[i]?.code === 'ok' ? [payload.body.record] : [],
  );
}
