/** The file of the statistics: counts up to one block. It can be missing or damaged, since all is counted from blocks. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Infer, shape } from '@annals/ledger/codec';
import { dayStatistics, MAX_STATISTICS_DAYS } from '@annals/ledger/rest';

const countedShape = shape.struct({
  height: shape.uint,
  hash: shape.id('block'),
  days: shape.list(dayStatistics, MAX_STATISTICS_DAYS),
});

export type Counted = Infer<typeof countedShape>;

/** What the file holds; undefined when it is not there or not whole. */
export function readCounts(file: string): Counted | undefined {
  try {
    return countedShape.fromJson(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the file at once. */
export function writeCounts(file: string, counted: Counted): void {
  writeFileSync(`${file}.new`, JSON.stringify(countedShape.toJson(counted)));
  renameSync(`${file}.new`, file);
}
