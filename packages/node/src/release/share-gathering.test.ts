import { type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import type { TransactionId } from '@annals/ledger/codec';
import { decodeShape, encode, encodeShape } from '@annals/ledger/codec';
import { generateSecretKey } from '@annals/ledger/crypto';
import { readValue } from '@annals/ledger/state';
import type { KeyShare } from '@annals/ledger/threshold';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SingleNode } from '../api/testing/single-node.ts';
import { chooseCryptoBackends } from '../crypto-backends.ts';
import { silentLog } from '../log.ts';
import type { WantedShares } from './share-gathering.ts';
import { shareAnswerShape } from './share-protocol.ts';
import { type Holder, isDown, type Meddler, makeHolders } from './testing/holders.ts';

const PATIENCE_MS = 50;
/** The epoch of shares that stand by. */
const STANDBY = 9;

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
afterEach(() => {
  node.services.store.state.decoded?.set(stateKey.networkKeyStandby, undefined, 0);
});
afterAll(() => node.stop());

/** What is asked for, with the seals as the holder finds them. */
async function wanted({ release }: Holder): Promise<WantedShares> {
  const { seals, readerKey } = await release.judge(await release.committed(transaction), null);
  const placed = seals.map(async ({ item, section, locate }) => ({ item, section, seal: await locate() }));
  return { transaction, from: 0, disclosure: null, placed: await Promise.all(placed), readerKey, epoch: null };
}

interface Changes {
  readonly epoch?: number;
  readonly isChecked?: boolean;
}

async function gather(at = 0, { epoch, isChecked = false }: Changes = {}) {
  const holder = holders[at] as Holder;
  const asked = { ...(await wanted(holder)), epoch: epoch ?? null };
  const { signal } = new AbortController();
  const gathered = await holder.gathering.gather(asked, { patienceMs: PATIENCE_MS, isChecked, signal });
  return { ...gathered, indices: gathered.shares.map((shares) => shares.map(({ index }) => index).sort()) };
}

/** Shares of another epoch stand by, confirmed by three of four. */
function standBy(): void {
  const { state } = node.services.store;
  const made = testNetworkKey(4, STANDBY);
  const { holders: named } = readValue(state, stateKey.networkKey) as NetworkKeyInForce;
  const seats = named.map(({ agency }) => agency);
  const standby = { key: made.key, holders: named, sinceHeight: STANDBY, seats, confirmed: [1, 2, 3] };
  state.decoded?.set(stateKey.networkKeyStandby, standby, 0);
  for (const [i, holder] of holders.entries()) holder.standby = { key: made.key, share: made.shares[i] as KeyShare };
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
    standBy();
    expect(await gather()).toMatchObject({ epoch: 0, indices: [[1, 2, 3, 4]] });
    for (const holder of holders.slice(0, 2)) holder.held = undefined;
    expect(await gather()).toMatchObject({ epoch: STANDBY, indices: [[1, 2, 3, 4]] });
    for (const holder of holders.slice(0, 2)) holder.meddle = isDown;
    expect(await gather(2)).toMatchObject({ epoch: 0, indices: [[3, 4]] });
  });

  test('has those of the epoch that is asked for, and of no other', async () => {
    standBy();
    expect(await gather(1, { epoch: STANDBY })).toMatchObject({ epoch: STANDBY, indices: [[1, 2, 3, 4]] });
    expect(await gather(1, { epoch: 0 })).toMatchObject({ epoch: 0, indices: [[1, 2, 3, 4]] });
    for (const holder of holders.slice(0, 2)) holder.held = undefined;
    expect(await gather(2, { epoch: 0 })).toMatchObject({ epoch: 0, indices: [[3, 4]] });
    await expect(gather(1, { epoch: 3 })).rejects.toMatchObject({ code: 'threshold.epoch' });
  });

  test('ATTACK wrong-share-of-one-epoch: where it checks, a wrong share does not count, and is passed on with its giver', async () => {
    standBy();
    holders[0].held = undefined;
    const { key, share } = holders[3].held as NonNullable<Holder['held']>;
    holders[3].held = { key, share: { ...share, secret: generateSecretKey() } };
    // Well-formed, so that nothing but its proof tells.
    expect(await gather(1)).toMatchObject({ epoch: 0, indices: [[2, 3, 4]] });
    expect(await gather(1, { isChecked: true })).toMatchObject({ epoch: STANDBY });
    expect(await gather(1, { isChecked: true, epoch: 0 })).toMatchObject({
      indices: [[2, 3, 4]],
      silent: [{ index: 1, code: 'release.not-held' }],
    });
    // It goes on to the others where there are as many as it takes.
    const made = testNetworkKey(4);
    holders[0].held = { key: made.key, share: made.shares[0] as KeyShare };
    const enough = [expect.arrayContaining([1, 2, 3])];
    expect(await gather(1, { isChecked: true })).toMatchObject({ epoch: 0, indices: enough });
  });

  test('ATTACK given-and-empty: who says that it gave, and gave nothing, keeps nobody from the shares that stand by', async () => {
    standBy();
    holders[0].held = undefined;
    // Null says that there is no such section, which there is.
    for (const answer of [{ shares: [] }, { shares: [null] }, { epoch: 3 }]) {
      holders[3].meddle = says(() => answer);
      expect(await gather(1)).toMatchObject({ epoch: STANDBY });
    }
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
    const options = { patienceMs: PATIENCE_MS, isChecked: false, signal: gone.signal };
    const gathering = holders[0].gathering.gather(await wanted(holders[0]), options);
    gone.abort();
    expect((await gathering).silent.length).toBeGreaterThanOrEqual(3);
  });
});
