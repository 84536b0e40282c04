/** What an issuer seals by is proven: a node that lies about any of it is refused before anything is sealed. */
import {
  kindOfKey,
  type NetworkKeyInForce,
  type StateKey,
  stateKey,
  type ValueKind,
  type ValueOf,
  valueShape,
} from '@annals/ledger/block';
import { bytesToHex, encodeShape, type Shape } from '@annals/ledger/codec';
import { sign } from '@annals/ledger/crypto';
import { trustGenesis } from '@annals/ledger/light';
import { fetchRecordType, fetchSealingFacts, sealedContent } from '@annals/ledger/reading';
import { RestClient } from '@annals/ledger/rest';
import { readValue } from '@annals/ledger/state';
import { rotationDigest } from '@annals/ledger/transaction';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keyOf, SingleNode, secretOf, subjectOf } from './testing/single-node.ts';

const ada = subjectOf('ada', 'health');
let node: SingleNode;

/** What a node says under a path; a lie changes it on the way. */
type Lie = (path: string, answer: { proven: { state: { value: string } } }) => unknown;

/** A client of a node that lies. */
function clientOf(lie: Lie): RestClient {
  const lyingFetch: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    const path = decodeURIComponent(new URL(String(input)).pathname);
    const text = await answer.text();
    if (!answer.ok) return new Response(text, { status: answer.status, headers: answer.headers });
    return new Response(JSON.stringify(lie(path, JSON.parse(text))), { headers: answer.headers });
  };
  return new RestClient({ baseUrl: node.url, fetch: lyingFetch as never, nowMs: () => node.nowMs });
}

const honest: Lie = (_, answer) => answer;

/** A lie about one value: the proof stays as it was. */
function says<K extends ValueKind>(key: StateKey<K>, changed: (value: ValueOf<K>) => ValueOf<K>): Lie {
  const value = changed(readValue(node.chain.state, key) as ValueOf<K>);
  const bytes = encodeShape(valueShape(kindOfKey(key)) as Shape<ValueOf<K>>, value);
  return (path, { proven }) => {
    const state = path.endsWith(`/${key}`) ? { ...proven.state, value: bytesToHex(bytes) } : proven.state;
    return { proven: { ...proven, state } };
  };
}

const inForce = () => readValue(node.chain.state, stateKey.networkKey) as NetworkKeyInForce;

async function factsBy(lie: Lie, nowMs = node.nowMs) {
  const client = clientOf(lie);
  const trusted = trustGenesis(node.genesis);
  const type = await fetchRecordType(client, trusted, 'medical-record');
  return fetchSealingFacts(client, trusted, { type, subject: ada, secret: secretOf('doctor'), nowMs });
}

beforeAll(async () => {
  node = await SingleNode.start();
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'), node.enrolment('bob', 'health'));
  await node.commitNetworkKey(inForce());
});
afterAll(() => node.stop());

test('an honest node tells what content is sealed by', async () => {
  const facts = await factsBy(honest);
  expect(facts).toMatchObject({ subjectKey: keyOf('ada'), networkKey: inForce().key.publicKey });
  const place = { chain: node.chain.chain, record: 'ab'.repeat(20) as never, version: 1 };
  const { content } = sealedContent(facts, place, { general: { resources: [{ resourceType: 'Condition' }] } });
  expect(content).toMatchObject({ type: 'sealed', sealedTo: keyOf('ada') });
});

// ATTACK node-names-the-key
test.each<[string, () => Lie]>([
  [
    'the key of the subject is one of its own',
    () => says(stateKey.subject(ada), (subject) => ({ ...subject, key: keyOf('nobody') })),
  ],
  ['the type is public', () => says(stateKey.type('medical-record'), (type) => ({ ...type, visibility: 'public' }))],
  [
    'the network key is one of its own',
    () => says(stateKey.networkKey, ({ key, ...rest }) => ({ ...rest, key: { ...key, publicKey: keyOf('nobody') } })),
  ],
])('a node that says that %s is found out', async (_, lie) => {
  await expect(factsBy(lie())).rejects.toMatchObject({ code: 'proof.membership' });
});

test("the proof of another subject's key is none of hers", async () => {
  const client = clientOf(honest);
  const bob = subjectOf('bob', 'health');
  const trusted = trustGenesis(node.genesis);
  const type = await fetchRecordType(client, trusted, 'medical-record');
  const question = { type, subject: bob, secret: secretOf('doctor'), nowMs: node.nowMs };
  let ofBob: unknown;
  const recording = clientOf((path, answer) => {
    if (path.endsWith(`/${stateKey.subject(bob)}`)) ofBob = answer;
    return answer;
  });
  await fetchSealingFacts(recording, trusted, question);
  const lie: Lie = (path, answer) => (path.endsWith(`/${stateKey.subject(ada)}`) ? ofBob : answer);
  await expect(factsBy(lie)).rejects.toMatchObject({ code: 'proof.membership' });
});

test('what was true long ago is refused: a key may have been stolen and replaced since', async () => {
  const answers = new Map<string, unknown>();
  await factsBy((path, answer) => {
    answers.set(path, answer);
    return answer;
  });
  const proof = sign(rotationDigest(node.chain.chain, ada, keyOf('ada')), secretOf('bob'));
  await node.commit(node.transaction('person.rotate-key', 'ada', { subject: ada, key: keyOf('bob'), proof }));
  const threeHoursLater = node.nowMs + 3 * 3_600_000;
  const asBefore: Lie = (path) => answers.get(path);
  await expect(factsBy(asBefore, threeHoursLater)).rejects.toMatchObject({ code: 'proof.stale' });
});
