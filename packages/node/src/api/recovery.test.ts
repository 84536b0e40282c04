/** What a person finds with nothing but her keys, and how she and agencies follow a recovery, over HTTP. */
import { DEFAULT_PARAMETERS, stateKey } from '@annals/ledger/block';
import { equalBytes } from '@annals/ledger/codec';
import { sign } from '@annals/ledger/crypto';
import { trustGenesis, verifyOwnSubjects, verifyValue } from '@annals/ledger/light';
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
  const { proven } = await client.call(routes.ownSubjects, { query: { sector }, prove: prove(name) });
  const verdict = verifyOwnSubjects(trustGenesis(node.genesis), sector, keyOf(name), proven);
  if (!verdict.ok) throw new Error(verdict.reason);
  const isPresent = verdict.own && equalBytes(verdict.own.value.key, keyOf(name));
  return [...(isPresent ? [verdict.own] : []), ...verdict.others].flatMap((each) => (each ? [each.id] : []));
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

test('what became of the subject that a key was enrolled as is proven to that key, and to no other', async () => {
  const ofKey = async (name: string) =>
    (await client.call(routes.ownSubjects, { query: { sector: 'health' }, prove: prove(name) })).proven;
  const verdict = verifyOwnSubjects(trustGenesis(node.genesis), 'health', keyOf('ada'), await ofKey('ada'));
  expect(verdict).toMatchObject({ own: { id: subject, value: { key: keyOf('new key of ada') } }, others: [] });
  for (const name of ['bob', 'nobody', 'registry']) {
    const { own: state, others } = await ofKey(name);
    expect([state.key, others]).toEqual([`subject/${subjectOf(name, 'health')}`, []]);
  }
});

test.each(['new key of ada', 'ada', 'registry', 'education'])('how it stands is proven to %s', async (name) => {
  const params = { subject, key: `recovery/${subject}` };
  const { proven } = await client.call(routes.provenValueOfSubject, { params, prove: prove(name) });
  const verdict = verifyValue(trustGenesis(node.genesis), stateKey.recovery(subject), proven);
  expect(verdict).toMatchObject({ ok: true, value: { status: 'completed', replaces: keyOf('ada') } });
});

test('how it stands is proven to nobody else', async () => {
  const params = { subject, key: `recovery/${subject}` };
  await expect(client.call(routes.provenValueOfSubject, { params, prove: prove('bob') })).rejects.toMatchObject({
    code: 'auth.not-entitled',
  });
});
