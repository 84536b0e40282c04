import { type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { decodeShape, encode, encodeShape } from '@annals/ledger/codec';
import { readValue } from '@annals/ledger/state';
import type { KeyShare } from '@annals/ledger/threshold';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SingleNode } from '../api/testing/single-node.ts';
import { chooseCryptoBackends } from '../crypto-backends.ts';
import { silentLog } from '../log.ts';
import { shareAnswerShape } from './share-protocol.ts';
import { type Holder, isDown, type Meddler, makeHolders } from './testing/holders.ts';

const PATIENCE_MS = 50;

let node: SingleNode;
let holders: readonly [Holder, Holder, Holder, Holder];
let transaction: TransactionId;

beforeAll(async () => {
  chooseCryptoBackends(silentLog);
  node = await SingleNode.start();
  makeHolders(node);
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'));
  const content = { general: { resources: [{ resourceType: 'Encounter' }] } };
  const issued = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, content);
  await node.commit(issued.transaction);
  const reading = node.reading('doctor', [{ record: issued.record, sections: ['general'] }]);
  await node.commit(reading);
  transaction = reading.id;
});
beforeEach(() => {
  holders = makeHolders(node) as unknown as typeof holders;
});
afterAll(() => node.stop());

async function gather(at = 0, count = 1, patienceMs = PATIENCE_MS) {
  const { gathering } = holders[at] as Holder;
  const request = { transaction, from: 0, count, disclosure: null };
  const gathered = await gathering.gather(request, patienceMs, new AbortController().signal);
  return { ...gathered, indices: gathered.shares.map((shares) => shares.map(({ index }) => index).sort()) };
}

/** Never answers. */
const isStuck: Meddler = () => new Promise(() => undefined);
const says =
  (change: (answer: Extract<ReturnType<typeof decode>, { type: 'given' }>) => object): Meddler =>
  async (answer) => {
    const given = decode(await answer());
    if (given.type !== 'given') throw new Error(given.code);
    return encodeShape(shareAnswerShape, { ...given, ...change(given) });
  };
const decode = (bytes: Uint8Array) => decodeShape(shareAnswerShape, bytes, 1 << 20);

describe('a node that gathers shares', () => {
  test('has those of all holders, its own among them', async () => {
    expect(await gather()).toMatchObject({ epoch: 0, indices: [[1, 2, 3, 4]], silent: [] });
  });

  test('where too few hold the epoch in force, has the shares that stand by; where enough do, nobody is asked for those', async () => {
    const { state } = node.services.store;
    const made = testNetworkKey(4, 9);
    const { holders: named } = readValue(state, stateKey.networkKey) as NetworkKeyInForce;
    const seats = named.map(({ agency }) => agency);
    const standby = { key: made.key, holders: named, sinceHeight: 9, seats, confirmed: [1, 2, 3] };
    state.decoded?.set(stateKey.networkKeyStandby, standby);
    for (const [i, holder] of holders.entries()) holder.standby = { key: made.key, share: made.shares[i] as KeyShare };
    expect(await gather()).toMatchObject({ epoch: 0, indices: [[1, 2, 3, 4]] });
    for (const holder of holders.slice(0, 2)) holder.held = undefined;
    expect(await gather()).toMatchObject({ epoch: 9, indices: [[1, 2, 3, 4]] });
    for (const holder of holders.slice(0, 2)) holder.meddle = isDown;
    expect(await gather(2)).toMatchObject({ epoch: 0, indices: [[3, 4]] });
    state.decoded?.set(stateKey.networkKeyStandby, undefined);
  });

  test('ATTACK given-and-empty: who says that it gave, and gave nothing, keeps nobody from the shares that stand by', async () => {
    const { state } = node.services.store;
    const made = testNetworkKey(4, 9);
    const { holders: named } = readValue(state, stateKey.networkKey) as NetworkKeyInForce;
    const seats = named.map(({ agency }) => agency);
    const standby = { key: made.key, holders: named, sinceHeight: 9, seats, confirmed: [1, 2, 3] };
    state.decoded?.set(stateKey.networkKeyStandby, standby);
    for (const [i, holder] of holders.entries()) holder.standby = { key: made.key, share: made.shares[i] as KeyShare };
    holders[0].held = undefined;
    for (const answer of [{ shares: [] }, { epoch: 3 }]) {
      holders[3].meddle = says(() => answer);
      expect(await gather(1)).toMatchObject({ epoch: 9 });
    }
    state.decoded?.set(stateKey.networkKeyStandby, undefined);
  });

  test('names who is down or stuck, and does not wait for them once it has enough', async () => {
    holders[2].meddle = isDown;
    expect(await gather(1)).toMatchObject({ indices: [[1, 2, 4]], silent: [{ index: 3, code: 'node.unreachable' }] });
    holders[2].meddle = isStuck;
    expect(await gather(1)).toMatchObject({ indices: [[1, 2, 4]], silent: [{ index: 3, code: 'node.timeout' }] });
  });

  test('gives what it has when time is up, also when that is too little', async () => {
    holders[2].meddle = isStuck;
    holders[3].meddle = isDown;
    const { indices, silent } = await gather();
    expect(indices).toEqual([[1, 2]]);
    expect(silent).toEqual([
      { index: 3, code: 'node.timeout' },
      { index: 4, code: 'node.unreachable' },
    ]);
  });

  test('passes on the code of a holder that refuses', async () => {
    holders[3].held = undefined;
    expect(await gather()).toMatchObject({ silent: [{ index: 4, code: 'release.not-held' }] });
  });

  test.each<[string, Meddler, string]>([
    ['gives shares of another epoch', says(() => ({ epoch: 3 })), 'threshold.epoch'],
    ['gives too few', says(() => ({ shares: [] })), 'node.bad-answer'],
    [
      'gives them in the name of another',
      says(({ shares }) => ({ shares: shares.map((share) => ({ ...share, index: 1 })) })),
      'node.bad-answer',
    ],
    [
      'says why it refuses in other words than a code',
      async () => encode({ type: 'refused', code: '\u001b[2J' }),
      'node.bad-answer',
    ],
    ['answers with rubbish', async () => new Uint8Array([1, 2, 3]), 'node.bad-answer'],
  ])('leaves out a holder that %s', async (_, meddler, code) => {
    holders[3].meddle = meddler;
    expect(await gather()).toMatchObject({ indices: [[1, 2, 3]], silent: [{ index: 4, code }] });
  });

  test('passes on a wrong share as it is: the reader finds it', async () => {
    const wrong = new Uint8Array(33).fill(2);
    holders[3].meddle = says(({ shares }) => ({ shares: shares.map((share) => ({ ...share, encrypted: wrong })) }));
    const { shares } = await gather();
    expect(shares[0]?.find(({ index }) => index === 4)?.encrypted).toEqual(wrong);
  });

  test('stops when its reader goes away', async () => {
    for (const holder of holders.slice(1)) holder.meddle = isStuck;
    const gone = new AbortController();
    const request = { transaction, from: 0, count: 1, disclosure: null };
    const gathering = holders[0].gathering.gather(request, PATIENCE_MS, gone.signal);
    gone.abort();
    expect((await gathering).silent.length).toBeGreaterThanOrEqual(3);
  });
});
