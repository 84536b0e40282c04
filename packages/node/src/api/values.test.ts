/** Single values with their proofs over HTTP: what is public to everybody, what is about a person to her alone. */
import { type StateKey, stateKey, type ValueKind } from '@annals/ledger/block';
import { trustGenesis, verifyValue } from '@annals/ledger/light';
import { type RestClient, routes } from '@annals/ledger/rest';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agencyOf, SingleNode, secretOf, subjectOf } from './testing/single-node.ts';

const ada = subjectOf('ada', 'health');
let node: SingleNode;
let client: RestClient;

beforeAll(async () => {
  node = await SingleNode.start();
  client = node.client;
  await node.commit(node.enrolment('ada', 'health'), node.enrolment('bob', 'health'));
});
afterAll(() => node.stop());

const verified = async <K extends ValueKind>(key: StateKey<K>) => {
  const { proven } = await client.call(routes.provenValue, { params: { key } });
  return verifyValue(trustGenesis(node.genesis), key, proven);
};
const ofAda = (key: string, name: string) =>
  client.call(routes.provenValueOfSubject, {
    params: { subject: ada, key },
    prove: { secret: secretOf(name), chain: node.chain.chain },
  });

test('an agency and a record type are proven, and so is that there is none', async () => {
  expect(await verified(stateKey.agency(agencyOf('health')))).toMatchObject({ ok: true, value: { status: 'active' } });
  expect(await verified(stateKey.type('medical-record'))).toMatchObject({ ok: true, value: { sector: 'health' } });
  expect(await verified(stateKey.type('no-such-type'))).toMatchObject({ ok: true, value: undefined });
});

test.each([stateKey.subject(ada), stateKey.accessLog(ada), 'payment/00', 'paid/a/b/2026-01', 'unique/a/b'])(
  '%s is not public',
  async (key) => {
    await expect(client.call(routes.provenValue, { params: { key } })).rejects.toMatchObject({
      code: 'auth.not-entitled',
    });
  },
);

test.each(['x', 'x/y', '__proto__/x'])('%s is no key', async (key) => {
  await expect(client.call(routes.provenValue, { params: { key } })).rejects.toMatchObject({ code: 'codec.shape' });
});

test('what is about a person is proven to her, and to nobody else', async () => {
  const key = stateKey.subject(ada);
  const { proven } = await ofAda(key, 'ada');
  expect(verifyValue(trustGenesis(node.genesis), key, proven)).toMatchObject({ ok: true, value: { sector: 'health' } });
  await expect(ofAda(key, 'bob')).rejects.toMatchObject({ code: 'auth.not-entitled' });
  for (const other of ['bob', 'health']) {
    await expect(ofAda(stateKey.accessLog(ada), other)).rejects.toMatchObject({ code: 'auth.not-entitled' });
  }
});

test('her key is proven also to agencies, which seal to it', async () => {
  const key = stateKey.subject(ada);
  const { proven } = await ofAda(key, 'health');
  expect(verifyValue(trustGenesis(node.genesis), key, proven)).toMatchObject({ ok: true, value: { status: 'active' } });
});

test.each([stateKey.subject(subjectOf('bob', 'health')), stateKey.agency(agencyOf('health')), 'payment/00'])(
  '%s is not about her',
  async (key) => {
    await expect(ofAda(key, 'ada')).rejects.toMatchObject({ code: 'auth.not-entitled' });
  },
);
