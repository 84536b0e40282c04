/** What a block changed in a record is found whatever came before and after it, at a cost that its history does not set. */
import { encodeHistoryEntry, type HistoryEntry, stateKey } from '@annals/ledger/block';
import type { RecordId, SubjectId, TransactionId } from '@annals/ledger/codec';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agencyOf } from '../api/testing/single-node.ts';
import { noticesOfBlock } from '../notify/index.ts';
import type { Store } from '../store/store.ts';
import type { CommittedBlock } from './committed-block.ts';
import { RecordChanges } from './record-changes.ts';
import { historyEntry } from './testing/history-entry.ts';

const record = 'ab'.repeat(20) as RecordId;
const subjects = ['cc', 'dd', 'ee'].map((digits) => digits.repeat(20) as SubjectId);
const transactionAt = (index: number) => index.toString(16).padStart(64, '0') as TransactionId;

function entryAt(index: number, height: number, subject: SubjectId, previous: SubjectId | undefined): HistoryEntry {
  const change = previous === undefined ? 'issued' : previous === subject ? 'transitioned' : 'transferred';
  const action = change === 'transitioned' ? 'suspend' : null;
  const told = { change, action, subject, timeMs: height, height, transaction: transactionAt(index) } as const;
  return historyEntry(agencyOf('registry'), told);
}

/** A store with one record of this history, which counts the entries that are read of it. */
class OneRecord {
  readonly store: Store;
  readonly entries: readonly HistoryEntry[];
  read = 0;

  constructor(changes: readonly (readonly [height: number, subject: SubjectId])[]) {
    this.entries = changes.map(([height, subject], i) => entryAt(i, height, subject, changes[i - 1]?.[1]));
    const bytes = this.entries.map(encodeHistoryEntry);
    const subject = this.entries.at(-1)?.subject;
    const decoded = new Map<string, unknown>([
      [stateKey.record(record), { subject, type: 'title', history: { size: bytes.length } }],
      [stateKey.type('title'), { transferable: true }],
    ]);
    const logEntries = async (log: string, from: number, to: number) => {
      const found = log === `history/${record}` ? bytes.slice(from, to) : [];
      this.read += found.length;
      return found;
    };
    this.store = { state: { decoded, get: () => undefined }, logEntries } as unknown as Store;
  }

  /** A block with a transaction of this kind for each of its changes. */
  block(height: number, kind: 'record.transition' | 'access.read'): CommittedBlock {
    const body = kind === 'access.read' ? { items: [{ record, sections: ['deed'] }] } : { record };
    const ids = this.entries.filter((entry) => entry.height === height).map(({ transaction }) => transaction);
    return {
      height,
      timeMs: height,
      transactions: ids.map((id) => ({ id, payload: { kind, body, agency: null } })),
      results: ids.map(() => ({ code: 'ok', items: [{ code: 'ok', logIndex: 0 }] })),
    } as unknown as CommittedBlock;
  }
}

test('each change is found with the one before it, and who held the record in the block', async () => {
  const change = fc.tuple(fc.nat(2), fc.constantFrom(...subjects));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 150 }), fc.nat(), async (steps, chosen) => {
      let height = 1;
      const { store, entries } = new OneRecord(
        steps.map(([step, subject]) => {
          height += step;
          return [height, subject];
        }),
      );
      const at = chosen % (height + 2);
      const changes = new RecordChanges(store, at);
      for (const [i, entry] of entries.entries()) {
        const expected = entry.height === at ? { entry, before: entries[i - 1] } : undefined;
        expect(await changes.changeBy(entry.transaction, record)).toEqual(expected);
      }
      const held = [entries.findLast((entry) => entry.height < at), ...entries.filter((entry) => entry.height === at)];
      const holders = held.flatMap((entry) => (entry ? [entry.subject] : [])).reverse();
      expect(await changes.holdersOf(record)).toEqual([...new Set(holders)]);
    }),
    { numRuns: 40 },
  );
});

describe('ATTACK endless-history: an agency moves one record to and fro, as often as a block has room for', () => {
  const [CHANGES, BLOCKS] = [400, 20];
  const [carol] = subjects as [SubjectId];
  const history = () =>
    new OneRecord(Array.from({ length: CHANGES * BLOCKS }, (_, i) => [1 + Math.floor(i / CHANGES), carol]));

  test.each([1, BLOCKS / 2, BLOCKS])('its changes in block %i of 20 are each looked at once', async (height) => {
    const long = history();
    const found = await noticesOfBlock(long.store, long.block(height, 'record.transition'), () => true);
    expect(found).toHaveLength(CHANGES);
    // And a few to find the place, and what of the next block is read with the last of them.
    expect(long.read).toBeLessThan(CHANGES + 150);
  });

  test('nor does a read of it look for who held it before the block', async () => {
    const long = history();
    const other = subjects[1] as SubjectId;
    await noticesOfBlock(long.store, long.block(BLOCKS, 'access.read'), (subject) => subject === other);
    expect(long.read).toBeGreaterThan(0);
    expect(long.read).toBeLessThan(CHANGES + 150);
  });
});
