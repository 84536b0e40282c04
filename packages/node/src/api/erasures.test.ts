/** Over HTTP: holds, erasures and their certificates for everybody, and what presentations rest on for the person. */
import { stateKey, unconfirmedHolders } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { trustGenesis, verifyHeader, verifyStateAt, verifyValue } from '@annals/ledger/light';
import { type RestClient, routes } from '@annals/ledger/rest';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agencyOf, SingleNode, secretOf, subjectOf } from './testing/single-node.ts';

const ada = subjectOf('ada', 'health');
let node: SingleNode;
let client: RestClient;
let record: RecordId;

beforeAll(async () => {
  node = await SingleNode.start();
  client = node.client;
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'), node.enrolment('bob', 'health'));
  const person = { name: 'ada', sector: 'health' };
  const issued = await node.issue('doctor', 'medical-record', person, { general: { resources: [] } });
  await node.commit(issued.transaction);
  record = issued.record;
});
afterAll(() => node.stop());

const prove = (name: string) => ({ secret: secretOf(name), chain: node.chain.chain });
const fetched = () => client.call(routes.erasure, { params: { record } });
const presentable = (name: string) => client.call(routes.presentable, { params: { record }, prove: prove(name) });

test('there is neither hold nor erasure, and that is proven', async () => {
  const { erasure, holds, proven, provenHolds } = await fetched();
  expect([erasure, holds]).toEqual([null, null]);
  const trusted = trustGenesis(node.genesis);
  expect(verifyValue(trusted, stateKey.erasure(record), proven)).toMatchObject({ ok: true, value: undefined });
  expect(verifyValue(trusted, stateKey.hold(record), provenHolds)).toMatchObject({ ok: true, value: undefined });
  expect((await client.call(routes.erasures)).items).toEqual([]);
});

test('a record that does not exist is unknown', async () => {
  const unknown = client.call(routes.erasure, { params: { record: '00'.repeat(20) as RecordId } });
  await expect(unknown).rejects.toMatchObject({ code: 'record.unknown' });
});

test('what a presentation rests on is given to the subject alone, at one block', async () => {
  const { proof, ...states } = await presentable('ada');
  const header = verifyHeader(trustGenesis(node.genesis), proof);
  if (!header.ok) throw new Error(header.reason);
  const at = header.verified.header;
  expect(verifyStateAt(at, stateKey.record(record), states.record)).toMatchObject({
    ok: true,
    value: { subject: ada },
  });
  expect(verifyStateAt(at, stateKey.subject(ada), states.subject)).toMatchObject({ ok: true });
  expect(verifyStateAt(at, stateKey.type('medical-record'), states.type)).toMatchObject({ ok: true });
  for (const name of ['bob', 'health', 'doctor']) {
    await expect(presentable(name)).rejects.toMatchObject({ code: 'auth.not-entitled' });
  }
});

test('a hold is seen by everybody, and then the erasure with who has not confirmed it', async () => {
  await node.commit(node.transaction('record.hold', 'health', { record, basis: 'court/1' }));
  expect(await fetched()).toMatchObject({ erasure: null, holds: [{ agency: agencyOf('health'), basis: 'court/1' }] });
  await node.commit(node.transaction('record.release-hold', 'health', { record, agency: null }));
  await node.commit(node.transaction('record.erase', 'health', { record, basis: 'gdpr/17' }));
  const { erasure, holds, proven } = await fetched();
  expect(holds).toBeNull();
  expect(erasure).toMatchObject({ basis: 'gdpr/17', holders: [agencyOf('registry')], confirmed: [] });
  expect(unconfirmedHolders(erasure as never)).toEqual([agencyOf('registry')]);
  expect(verifyValue(trustGenesis(node.genesis), stateKey.erasure(record), proven)).toMatchObject({
    ok: true,
    value: erasure,
  });
  await node.commit(
    node.transaction('erasure.confirm', 'registry', { agency: agencyOf('registry'), records: [record] }),
  );
  expect((await client.call(routes.erasures)).items).toMatchObject([
    { record, value: { confirmed: [{ agency: agencyOf('registry'), by: 'agency' }] } },
  ]);
  await expect(presentable('ada')).rejects.toMatchObject({ code: 'record.erased' });
});
