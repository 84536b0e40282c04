/** Reports of reads and hidden reads over HTTP: public, and proven like any value of the state. */
import { readPeriodOf, stateKey } from '@annals/ledger/block';
import { trustGenesis, verifyReadReport } from '@annals/ledger/light';
import { type RestClient, routes } from '@annals/ledger/rest';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agencyOf, SingleNode, START_MS } from './testing/single-node.ts';

const DAY_MS = 86_400_000;
const health = agencyOf('health');
let node: SingleNode;
let client: RestClient;
let first: number;

beforeAll(async () => {
  node = await SingleNode.start();
  client = node.client;
  first = readPeriodOf(START_MS, node.genesis.parameters);
});
afterAll(() => node.stop());

/** A block on a later day. */
const later = async (days: number) => {
  node.nowMs += days * DAY_MS;
  await node.commit();
};
const standing = async () => {
  const { items } = await client.call(routes.silence);
  return items.find(({ agency }) => agency === health);
};

test('who has reported, who is late, and what is said, is shown to everybody', async () => {
  expect(await standing()).toMatchObject({ lastReported: null, next: first, missing: 0 });
  await later(2);
  expect(await standing()).toMatchObject({ lastReported: null, next: first, missing: 1 });
  for (const period of [first, first + 1]) {
    await node.commit(node.transaction('access.report', 'health', { period, count: period - first }));
  }
  expect(await standing()).toMatchObject({ lastReported: first + 1, next: first + 2, missing: 0, mismatches: 1 });
  const params = { agency: health };
  const page = await client.call(routes.readReports, { params, query: { after: null, limit: 1 } });
  expect(page.items).toEqual([
    { period: first + 1, value: expect.objectContaining({ count: 1, counted: 0, late: false }) },
  ]);
  const rest = await client.call(routes.readReports, { params, query: { after: page.next, limit: 10 } });
  expect(rest).toEqual({
    items: [{ period: first, value: expect.objectContaining({ count: 0, late: true }) }],
    next: null,
  });
});

test('one asks for the proof of what the list says', async () => {
  const value = async (key: string) => (await client.call(routes.provenValue, { params: { key } })).proven;
  const asked = { agency: health, period: first + 1, parameters: node.genesis.parameters };
  const proven = {
    agency: await value(stateKey.agency(health)),
    report: await value(stateKey.readReport(health, first + 1)),
  };
  expect(verifyReadReport(trustGenesis(node.genesis), asked, proven)).toMatchObject({ ok: true, standing: 'differs' });
});

test('there are no hidden reads yet', async () => {
  expect(await client.call(routes.hiddenReads)).toEqual({ items: [], next: null });
});
