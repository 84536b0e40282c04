/** Counts by day: the same whether they were counted as blocks came, or anew from the store. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordId } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { routes } from '@annals/ledger/rest';
import { newObjectId } from '@annals/ledger/transaction';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keyOf, SingleNode, START_MS, subjectOf } from '../api/testing/single-node.ts';
import { silentLog } from '../log.ts';
import { settled } from '../notify/testing/manual-time.ts';
import { temporaryFolder } from '../store/testing/temporary-folder.ts';
import { DAY_MS, DayCounts, dayOf } from './day-counts.ts';
import { Statistics } from './statistics.ts';

let node: SingleNode;
const folder = temporaryFolder('statistics');
const file = join(folder, 'statistics.json');
const today = dayOf(START_MS);

/** Another one over the same store, as after a restart. */
async function counted(path = file) {
  const { chain, store } = node.services;
  const statistics = new Statistics({ chain, store, log: silentLog, later: () => () => {}, file: path });
  while (!statistics.days(1).isComplete) await settled();
  return statistics;
}

beforeAll(async () => {
  node = await SingleNode.start();
  const ada = subjectOf('ada', 'health');
  await node.commit(node.appointment('doctor'), node.appointment('treasurer'), node.enrolment('ada', 'health'));
  const issues = [1, 2].map(() =>
    node.transaction('record.issue', 'doctor', {
      type: 'medical-record',
      subject: ada,
      content: {
        type: 'sealed',
        sidecar: sha256(new Uint8Array(1)),
        commitment: sha256(new Uint8Array(2)),
        sealedTo: keyOf('ada'),
      },
    }),
  );
  const [record, other] = issues.map(({ payload }) => newObjectId('record', payload.signer, payload.salt)) as [
    RecordId,
    RecordId,
  ];
  const unknown = 'ff'.repeat(20) as RecordId;
  await node.commit(...issues);
  node.nowMs = today + DAY_MS;
  await node.commit(
    node.reading('doctor', [
      { record, sections: ['general'] },
      { record: other, sections: ['dental'] },
      { record: unknown, sections: ['general'] },
    ]),
    node.reading('treasurer', [{ record, sections: ['general'] }]),
    node.reading('doctor', [{ record, sections: ['general'] }], 'treatment', 'unconscious'),
  );
  node.nowMs = today + 4 * DAY_MS;
  await node.commit();
});
afterAll(() => node.stop());

test('each day has its blocks, transactions and reads, a read once under what it was', async () => {
  const { days, height, isComplete } = await node.client.call(routes.statistics, { query: { days: 5 } });
  expect([height, isComplete]).toEqual([4, true]);
  const none = { granted: 0, refused: 0, emergency: 0, hidden: 0 };
  expect(days).toEqual([
    { startMs: today, blocks: 2, transactions: 5, reads: none },
    { startMs: today + DAY_MS, blocks: 1, transactions: 3, reads: { granted: 1, refused: 2, emergency: 1, hidden: 0 } },
    ...[2, 3].map((ago) => ({ startMs: today + ago * DAY_MS, blocks: 0, transactions: 0, reads: none })),
    { startMs: today + 4 * DAY_MS, blocks: 1, transactions: 0, reads: none },
  ]);
  expect((await node.client.call(routes.statistics)).days).toHaveLength(30);
});

test('counted anew they are the same, and so after a restart from what was kept', async () => {
  const first = await counted();
  const expected = node.services.statistics.days(90);
  expect(first.days(90)).toEqual(expected);
  await first.stop();
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { height: number };
  expect(kept.height).toBe(4);
  await node.commit();
  const again = await counted();
  expect(again.days(90)).toEqual(node.services.statistics.days(90));
  await again.stop();
});

test.each([
  ['is damaged', 'not json'],
  ['is of another chain', JSON.stringify({ height: 1, hash: `blk1${'q'.repeat(58)}`, days: [] })],
])('a file that %s is not believed', async (_, content) => {
  writeFileSync(file, content);
  const statistics = await counted();
  expect(statistics.days(90)).toEqual(node.services.statistics.days(90));
  await statistics.stop();
  rmSync(file);
});

test('a file from after the head, as beside an older backup of the store, is not believed', async () => {
  const statistics = await counted();
  await statistics.stop();
  const text = readFileSync(file, 'utf8').replace(/"height":\d+/, '"height":99');
  writeFileSync(file, text);
  const again = await counted();
  expect(again.days(90)).toEqual(node.services.statistics.days(90));
  await again.stop();
});

test('days that are too long ago fall away', () => {
  const counts = new DayCounts();
  const block = { transactions: 1, reads: { granted: 0, refused: 0, emergency: 0, hidden: 0 } };
  for (let day = 0; day < 200; day++) counts.add(today + day * DAY_MS, block);
  expect(counts.all()).toHaveLength(90);
  expect(counts.last(90, today + 199 * DAY_MS)).toEqual(counts.all());
});
