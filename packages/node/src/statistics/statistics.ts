/**
 * What happened on the chain in numbers a day, for charts: counted block by block and kept in a small file beside the
 * store, from which a node goes on after a restart; without it, or with that of another chain, it counts anew.
 */
import { MAX_STATISTICS_DAYS, type StatisticsAnswer } from '@annals/ledger/rest';
import { type AppliedBlock, type Chain, committedBlock, heightBefore, storedCommittedBlock } from '../chain/index.ts';
import type { Later } from '../later.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { type Counted, readCounts, writeCounts } from './counts-file.ts';
import { countsOf, DAY_MS, DayCounts, dayOf } from './day-counts.ts';

export interface StatisticsParts {
  readonly chain: Chain;
  readonly store: Store;
  readonly log: Log;
  readonly later: Later;
  /** Where the counts are kept. */
  readonly file: string;
}

/** How often the counts are written, at most. What was counted since is counted again after a crash. */
const WRITE_MS = 60_000;

export class Statistics {
  readonly #parts: StatisticsParts;
  readonly #unlisten: () => void;
  readonly #counts: DayCounts;
  /** The last block that is counted. */
  #height: number;
  #isStopped = false;
  #work: Promise<void> = Promise.resolve();
  #cancelWrite: (() => void) | undefined;

  constructor(parts: StatisticsParts) {
    this.#parts = parts;
    const kept = this.#kept();
    this.#counts = new DayCounts(kept?.days);
    this.#height =
      kept?.height ?? heightBefore(parts.store, dayOf(parts.store.head.timeMs) - (MAX_STATISTICS_DAYS - 1) * DAY_MS);
    this.#unlisten = parts.chain.onApplied((block) => this.#note(block));
    if (this.#height < parts.store.head.height) this.#catchUp();
  }

  /** The last days, up to that of the head. */
  days(count: number): StatisticsAnswer {
    const { head } = this.#parts.store;
    return {
      height: this.#height,
      isComplete: this.#height === head.height,
      days: this.#counts.last(count, head.timeMs),
    };
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#unlisten();
    this.#cancelWrite?.();
    await this.#work;
    this.#write();
  }

  #note(applied: AppliedBlock): void {
    const block = committedBlock(applied);
    // While blocks of the past are being counted, this one's turn will come.
    if (block.height !== this.#height + 1) return;
    this.#counts.add(block.timeMs, countsOf(block));
    this.#counted(block.height);
  }

  #counted(height: number): void {
    this.#height = height;
    this.#cancelWrite ??= this.#parts.later(WRITE_MS, () => {
      this.#cancelWrite = undefined;
      this.#write();
    });
  }

  #catchUp(): void {
    const { store, log } = this.#parts;
    this.#work = (async () => {
      while (!this.#isStopped && this.#height < store.head.height) {
        this.#countStored(this.#height + 1);
        // One a turn: votes and requests come between.
        await new Promise(setImmediate);
      }
    })().catch((cause: unknown) => {
      log.warn({ cause }, 'the blocks of the past could not be counted; the statistics stop there');
    });
  }

  #countStored(height: number): void {
    const block = storedCommittedBlock(this.#parts.store, height);
    this.#counts.add(block.timeMs, countsOf(block));
    this.#counted(height);
  }

  /** What the file holds, if it is of a block that this store holds too. */
  #kept(): Counted | undefined {
    const { store, file } = this.#parts;
    const kept = readCounts(file);
    return kept && kept.height > 0 && store.header(kept.height)?.hash === kept.hash ? kept : undefined;
  }

  #write(): void {
    const { store, file, log } = this.#parts;
    const hash = store.header(this.#height)?.hash;
    if (this.#height === 0 || hash === undefined) return;
    try {
      writeCounts(file, { height: this.#height, hash, days: this.#counts.all() });
    } catch (cause) {
      log.warn({ cause }, 'the statistics could not be written; they will be counted anew after a restart');
    }
  }
}
