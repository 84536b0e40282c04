/** What a holder says on the ledger about what it has destroyed: once, many at a time, and nothing before it is so. */
import { stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { agency, keyOf, recordOf } from '../store/testing/store-chain.ts';
import { temporaryFolder } from '../store/testing/temporary-folder.ts';
import { ConfirmationDuty } from './index.ts';
import { ContentChain } from './testing/content-chain.ts';

let node: ContentChain;
beforeEach(async () => {
  node = await ContentChain.open(temporaryFolder('confirmations'));
});
afterEach(() => node.close());

const dutyOf = (key = 'validator') => new ConfirmationDuty(() => node.chain.state, keyOf(key));
const owed = (duty: ConfirmationDuty) =>
  duty.due().map(({ body }) => (body as unknown as { records: RecordId[] }).records);

async function erased(count: number): Promise<RecordId[]> {
  const issued = Array.from({ length: count }, () => node.make.issue('ada'));
  await node.block(...issued);
  await node.block(...issued.map((each) => node.erasing(recordOf(each))));
  return issued.map(recordOf);
}

test('what is destroyed is confirmed by the agency of the node, until the ledger has it', async () => {
  const [one, two] = (await erased(2)) as [RecordId, RecordId];
  const duty = dutyOf();
  expect(duty.due()).toEqual([]);
  duty.note(one);
  expect(duty.due()).toEqual([{ kind: 'erasure.confirm', body: { agency, records: [one] }, key: one }]);
  // What comes meanwhile waits: what is under way stays one transaction.
  duty.note(two);
  expect(owed(duty)).toEqual([[one]]);
  await node.block(node.make.transaction('erasure.confirm', 'validator', { agency, records: [one] }, null as never));
  expect(readValue(node.chain.state, stateKey.erasure(one))?.confirmed).toMatchObject([{ agency, by: 'node' }]);
  expect(owed(duty)).toEqual([[two]]);
  await node.block(node.make.transaction('erasure.confirm', 'agency', { agency, records: [two] }));
  expect(duty.due()).toEqual([]);
  duty.note(two);
  expect(duty.due()).toEqual([]);
});

test('many are confirmed in as many transactions as it takes, one after another', async () => {
  const records = await erased(130);
  const duty = dutyOf();
  for (const record of records) duty.note(record);
  expect(owed(duty)).toEqual([records.slice(0, 128)]);
  const body = { agency, records: records.slice(0, 128) };
  await node.block(node.make.transaction('erasure.confirm', 'validator', body, null as never));
  expect(owed(duty)).toEqual([records.slice(128)]);
});

test('a node whose key is of no holder confirms nothing, nor does anybody what is not erased', async () => {
  const [one] = (await erased(1)) as [RecordId];
  const stranger = dutyOf('stranger');
  stranger.note(one);
  expect(stranger.due()).toEqual([]);
  const duty = dutyOf();
  duty.note('ff'.repeat(20) as RecordId);
  expect(duty.due()).toEqual([]);
});
