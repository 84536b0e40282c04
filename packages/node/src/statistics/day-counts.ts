/** Counts by day of block time, at most as many days as the statistics go back: what is older falls away. */
import type { ResultItem } from '@annals/ledger/block';
import { type DayStatistics, MAX_STATISTICS_DAYS } from '@annals/ledger/rest';
import type { CommittedBlock } from '../chain/index.ts';

export const DAY_MS = 86_400_000;

/** What a block adds to its day. */
export type BlockCounts = Omit<DayStatistics, 'startMs' | 'blocks'>;

/** Midnight before a time, in UTC. */
export function dayOf(timeMs: number): number {
  return timeMs - (timeMs % DAY_MS);
}

/** Days by their first millisecond. */
export class DayCounts {
  readonly #days = new Map<number, DayStatistics>();

  constructor(days: readonly DayStatistics[] = []) {
    for (const day of days) this.#days.set(day.startMs, day);
  }

  /** The days that have something, the oldest first. */
  all(): readonly DayStatistics[] {
    return [...this.#days.values()].sort((a, b) => a.startMs - b.startMs);
  }

  /** So many days up to that of a time, also those on which nothing happened. */
  last(days: number, timeMs: number): readonly DayStatistics[] {
    const today = dayOf(timeMs);
    return Array.from({ length: days }, (_, index) => today - (days - 1 - index) * DAY_MS)
      .filter((startMs) => startMs >= 0)
      .map((startMs) => this.#days.get(startMs) ?? emptyDay(startMs));
  }

  /** Counts one block. */
  add(timeMs: number, block: BlockCounts): void {
    const startMs = dayOf(timeMs);
    const day = this.#days.get(startMs);
    if (!day) this.#forgetBefore(startMs - (MAX_STATISTICS_DAYS - 1) * DAY_MS);
    const { blocks, transactions, reads } = day ?? emptyDay(startMs);
    this.#days.set(startMs, {
      startMs,
      blocks: blocks + 1,
      transactions: transactions + block.transactions,
      reads: {
        granted: reads.granted + block.reads.granted,
        refused: reads.refused + block.reads.refused,
        emergency: reads.emergency + block.reads.emergency,
        hidden: reads.hidden + block.reads.hidden,
      },
    });
  }

  #forgetBefore(firstMs: number): void {
    for (const startMs of this.#days.keys()) if (startMs < firstMs) this.#days.delete(startMs);
  }
}

function emptyDay(startMs: number): DayStatistics {
  return { startMs, blocks: 0, transactions: 0, reads: { granted: 0, refused: 0, emergency: 0, hidden: 0 } };
}

/** What a block adds, by its transactions and their results. */
export function countsOf({ transactions, results }: CommittedBlock): BlockCounts {
  const reads = { granted: 0, refused: 0, emergency: 0, hidden: 0 };
  transactions.forEach(({ payload }, index) => {
    const result = results[index];
    if (!result) return;
    if (payload.kind === 'access.read-hidden' && result.code === 'ok') reads.hidden += 1;
    if (payload.kind !== 'access.read') return;
    const granted = payload.body.emergency === null ? 'granted' : 'emergency';
    for (const item of result.items) if (isEntered(item)) reads[item.code === 'ok' ? granted : 'refused'] += 1;
  });
  return { transactions: transactions.length, reads };
}

/** Whether it stands in somebody's access log: a record that does not exist is nobody's. */
function isEntered({ logIndex }: ResultItem): boolean {
  return logIndex !== null;
}
