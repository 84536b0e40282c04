/** Enforced reads over HTTP while a key has been shared anew and not everybody has confirmed it: shares of two epochs. */
import { type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { generateSecretKey } from '@annals/ledger/crypto';
import { trustGenesis } from '@annals/ledger/light';
import { type Reading, type ReadingSigner, readSections } from '@annals/ledger/reading';
import { type Fetch, RestClient } from '@annals/ledger/rest';
import { readValue } from '@annals/ledger/state';
import type { KeyShare } from '@annals/ledger/threshold';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { chooseCryptoBackends } from '../crypto-backends.ts';
import { silentLog } from '../log.ts';
import { type Holder, makeHolders } from '../release/testing/holders.ts';
import { agencyOf, SingleNode, secretOf } from './testing/single-node.ts';

const STANDBY = 9;
const content = { general: { resources: [{ resourceType: 'Encounter', id: 'e1' }] } };
const doctor: ReadingSigner = { secret: secretOf('doctor'), agency: agencyOf('health'), subject: null };

let node: SingleNode;
let holders: readonly [Holder, Holder, Holder, Holder];
let record: RecordId;

beforeAll(async () => {
  chooseCryptoBackends(silentLog);
  node = await SingleNode.start();
  makeHolders(node);
  // Both keys are proven. One of the four holds no share of the epoch in force.
  const inForce = readValue(node.chain.state, stateKey.networkKey) as NetworkKeyInForce;
  const seats = inForce.holders.map(({ agency }) => agency);
  const { key } = testNetworkKey(4, STANDBY);
  const standby = { key, holders: inForce.holders, sinceHeight: STANDBY, seats, confirmed: [1, 2, 3, 4] };
  await node.commitNetworkKey(inForce, standby);
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'));
  const issued = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, content);
  await node.commit(issued.transaction);
  ({ record } = issued);
  node.onNew = () => setImmediate(() => void node.commitPool());
});
beforeEach(() => {
  holders = makeHolders(node) as unknown as typeof holders;
  const made = testNetworkKey(4, STANDBY);
  for (const [i, holder] of holders.entries()) holder.standby = { key: made.key, share: made.shares[i] as KeyShare };
  holders[0].held = undefined;
  Object.assign(node.services, { release: holders[0].release, shares: holders[0].gathering });
});
afterAll(() => node.stop());

function read(...nodes: readonly RestClient[]): Promise<Reading> {
  const items = [{ record, sections: ['general'] }];
  const request = { items, purpose: 'treatment', basis: 'health-act/41', emergency: null };
  return readSections(nodes, trustGenesis(node.genesis), doctor, request);
}

/** Gives wrong shares of the epoch in force: those of another key. */
function lie(holder: Holder): void {
  const { key, share } = holder.held as NonNullable<Holder['held']>;
  holder.held = { key, share: { ...share, secret: generateSecretKey() } };
}

/** A node of its own, that has the shares of some holders alone. */
function nodeThatHears(...indices: readonly number[]): RestClient {
  const address = `http://hears-${indices.join('-')}.example`;
  const hears: Fetch = async (url, options) => {
    const answer = await fetch(url.replace(address, node.url), options);
    const text = await answer.text();
    const { ok, status, headers } = answer;
    return { ok, status, headers, text: async () => (url.includes('/v1/openings/') && ok ? heard(text) : text) };
  };
  const heard = (text: string): string => {
    const answer = JSON.parse(text) as { openings: { shares: { index: number }[] }[] };
    for (const opening of answer.openings) {
      opening.shares = opening.shares.filter(({ index }) => indices.includes(index));
    }
    return JSON.stringify(answer);
  };
  return new RestClient({ baseUrl: address, fetch: hears, nowMs: () => node.nowMs });
}

test('who gives wrong shares of the epoch in force keeps nobody from those that stand by, and is named (ATTACK wrong-share-of-one-epoch)', async () => {
  lie(holders[1]);
  expect(await read(node.client)).toMatchObject({
    items: [{ sections: [{ ok: true, content: content.general }] }],
    wrong: [{ index: 2, holder: holders[1].agency, broughtBy: [node.url] }],
  });
});

test('shares of several nodes combine, in the epoch of which there are enough (ATTACK wrong-share-of-one-epoch)', async () => {
  lie(holders[1]);
  expect(await read(nodeThatHears(1, 2), nodeThatHears(2, 3, 4), nodeThatHears(4))).toMatchObject({
    items: [{ sections: [{ ok: true, content: content.general }] }],
    wrong: [{ index: 2, holder: holders[1].agency }],
  });
});

test('what one node says of the other epoch takes away nothing that others have brought (ATTACK wrong-share-of-one-epoch)', async () => {
  // Nodes that hear one holder each; the one in between gives shares that stand by, unless it is asked for others.
  const nodes = [nodeThatHears(2), nodeThatHears(3), nodeThatHears(4)];
  let asked = 0;
  const { gathering } = holders[1];
  Object.assign(node.services, {
    shares: {
      gather: ((wanted, options) => {
        asked += 1;
        const atWill = asked % nodes.length === 2 ? STANDBY : 0;
        return gathering.gather({ ...wanted, epoch: wanted.epoch ?? atWill }, options);
      }) satisfies Holder['gathering']['gather'],
    },
  });
  expect(await read(...nodes)).toMatchObject({ items: [{ sections: [{ ok: true }] }], wrong: [] });
});
