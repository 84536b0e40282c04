/** What a person finds with nothing but her keys, and how she and agencies follow a recovery, over HTTP. */
import { DEFAULT_PARAMETERS, stateKey } from '@annals/ledger/block';
import { sign } from '@annals/ledger/crypto';
import { trustGenesis, verifyValue } from '@annals/ledger/light';
import { type RestClient, routes } from '@annals/ledger/rest';
import { recoveryDigest, type Transaction } from '@annals/ledger/transaction';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agencyOf, keyOf, SingleNode, secretOf, subjectOf } from './testing/single-node.ts';

const subject = subjectOf('ada', 'health');

let node: SingleNode;
let client: RestClient;
beforeAll(async () => {
  node = await SingleNode.start();
  client = node.client;
  await node.commit(node.enrolment('ada', 'health'), node.enrolment('ada', 'welfare'), node.enrolment('bob', 'health'));
});
afterAll(() => node.stop());

const prove = (name: string) => ({ secret: secretOf(name), chain: node.chain.chain });
const own = async (name: string, sector: string) => {
  const { subjects } = await client.call(routes.ownSubjects, { query: { sector }, prove: prove(name) });
  return subjects.map(({ id }) => id);
};
const recovery = (name: string) => client.call(routes.recovery, { params: { subject }, prove: prove(name) });

/** Commits, and expects it to be carried out. */
async function carriedOut(transaction: Transaction): Promise<void> {
  const { effects } = await node.commit(transaction);
  expect(effects.results.map(({ code }) => code)).toEqual(['ok']);
}

test('a key is told what it is the present key of, in the sector that it asks for', async () => {
  expect(await own('ada', 'health')).toEqual([subject]);
  expect(await own('ada', 'welfare')).toEqual([subjectOf('ada', 'welfare')]);
  expect(await own('ada', 'civil')).toEqual([]);
  expect(await own('nobody', 'health')).toEqual([]);
  await expect(client.call(routes.ownSubjects, { query: { sector: 'health' } })).rejects.toMatchObject({
    code: 'auth.required',
  });
});

test('a recovery is followed by her and by agencies, to its end by the key that it replaced', async () => {
  await expect(recovery('ada')).rejects.toMatchObject({ code: 'recovery.unknown' });
  const key = keyOf('new key of ada');
  const digest = recoveryDigest(node.chain.chain, subject, agencyOf('registry'), keyOf('ada'), 1);
  const proof = sign(digest, secretOf('new key of ada'));
  await carriedOut(node.transaction('recovery.request', 'registry', { subject, key, proof }));
  for (const name of ['ada', 'registry', 'education']) {
    expect(await recovery(name)).toMatchObject({ status: 'open', key, agency: agencyOf('registry'), approval: null });
  }
  for (const name of ['bob', 'new key of ada', 'nobody']) {
    await expect(recovery(name)).rejects.toMatchObject({ code: 'auth.not-entitled' });
  }
  await carriedOut(node.transaction('recovery.approve', 'education', { subject, key }));
  node.nowMs += DEFAULT_PARAMETERS.recoveryWaitMs;
  await carriedOut(node.transaction('recovery.complete', 'registry', { subject, key }));
  for (const name of ['ada', 'new key of ada']) expect(await recovery(name)).toMatchObject({ status: 'completed' });
  expect(await own('ada', 'health')).toEqual([]);
  expect(await own('new key of ada', 'health')).toEqual([subject]);
});

test('how it stands is proven to her', async () => {
  const params = { subject, key: `recovery/${subject}` };
  const { proven } = await client.call(routes.provenValueOfSubject, { params, prove: prove('new key of ada') });
  const verdict = verifyValue(trustGenesis(node.genesis), stateKey.recovery(subject), proven);
  expect(verdict).toMatchObject({ ok: true, value: { status: 'completed', replaces: keyOf('ada') } });
});
