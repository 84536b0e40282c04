import { stateKey } from '@annals/ledger/block';
import { decodeShape, encodeShape, type RecordId, type TransactionId } from '@annals/ledger/codec';
import { decodeSidecar, networkContext, openWithContentKey, sealRecord } from '@annals/ledger/sidecar';
import { readValue } from '@annals/ledger/state';
import { type OpeningShare, openWithShares } from '@annals/ledger/threshold';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import {
  newObjectId,
  officerIdOf,
  type ProposalAction,
  type RecordType,
  type Transaction,
} from '@annals/ledger/transaction';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { agencyOf, keyOf, SingleNode, secretOf, subjectOf } from '../api/testing/single-node.ts';
import { chooseCryptoBackends } from '../crypto-backends.ts';
import { silentLog } from '../log.ts';
import { type ShareAnswer, shareAnswerShape, shareRequestShape } from './share-protocol.ts';
import { type Holder, makeHolders } from './testing/holders.ts';

const content = {
  emergency: { resources: [{ resourceType: 'AllergyIntolerance' }] },
  general: { resources: [{ resourceType: 'Encounter' }] },
};
const LEASE_MS = 600_000;

let node: SingleNode;
let holders: readonly Holder[];
let record: RecordId;
let other: RecordId;
let sidecar: Uint8Array;

beforeAll(async () => {
  chooseCryptoBackends(silentLog);
  node = await SingleNode.start();
  holders = makeHolders(node);
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'), node.enrolment('bob', 'health'));
  const toAda = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, content);
  const toBob = await node.issue('doctor', 'medical-record', { name: 'bob', sector: 'health' }, content);
  await node.commit(toAda.transaction, toBob.transaction);
  ({ record, sidecar } = toAda);
  other = toBob.record;
  // A type whose records pass on, which no sealed one of the sample network does.
  const medical = node.genesis.recordTypes.find(({ name }) => name === 'medical-record') as RecordType;
  const declaration = {
    ...medical,
    name: 'passport',
    transferable: true,
    holds: { agencies: null, roles: ['records-officer'] },
  };
  await carry({ type: 'record-type.define', declaration });
});
beforeEach(() => {
  holders = makeHolders(node);
});
afterAll(() => node.stop());

/** Votes an action through. */
async function carry(action: ProposalAction): Promise<void> {
  const proposed = node.transaction('proposal.create', 'registry', { action });
  const proposal = newObjectId('proposal', proposed.payload.signer, proposed.payload.salt);
  const vote = (name: 'education' | 'welfare') => node.transaction('proposal.vote', name, { proposal, approve: true });
  const { effects } = await node.commit(proposed, vote('education'), vote('welfare'));
  expect(effects.results.map(({ code }) => code)).toEqual(['ok', 'ok', 'ok']);
}

const request = (transaction: TransactionId, changes: object = {}) => ({
  transaction,
  epoch: null,
  from: 0,
  count: 1,
  disclosure: null,
  ...changes,
});

async function ask(
  holder: Holder,
  transaction: TransactionId,
  changes: object = {},
  from = 'reader',
): Promise<ShareAnswer> {
  const body = encodeShape(shareRequestShape, request(transaction, changes));
  return decodeShape(shareAnswerShape, await holder.ask(from, body), 1 << 20);
}

async function sharesFrom(which: readonly Holder[], transaction: TransactionId, changes: object = {}) {
  const answers = await Promise.all(which.map((holder) => ask(holder, transaction, changes)));
  return answers.map((answer) => {
    if (answer.type !== 'given') throw new Error(answer.code);
    return answer.shares.filter((share) => share !== null);
  });
}

async function granted(...transactions: readonly Transaction[]): Promise<Transaction> {
  await node.commit(...transactions);
  return transactions[0] as Transaction;
}

const readGeneral = () => node.reading('doctor', [{ record, sections: ['general'] }]);

/** Opens with what holders gave. */
function open(
  transaction: Transaction,
  shares: readonly OpeningShare[],
  item: number,
  section: 'general' | 'emergency',
) {
  const place = { chain: node.chain.chain, record, version: 1, section };
  const { key } = testNetworkKey(holders.length);
  const opening = { chain: place.chain, epoch: key.epoch, transaction: transaction.id, item, section };
  const decoded = decodeSidecar(sidecar);
  const found = decoded.sections.find(({ name }) => name === section) as (typeof decoded.sections)[0];
  const placed = { seal: found.toNetwork, context: networkContext(place) };
  const asked = { ...opening, readerKey: keyOf('reader') };
  const { contentKey } = openWithShares(key, asked, placed, shares, secretOf('reader'));
  const value = readValue(node.chain.state, stateKey.record(record));
  if (value?.content.type !== 'sealed') throw new Error('the record is sealed');
  return openWithContentKey(decoded, { ...place, commitment: value.content.commitment }, contentKey).content;
}

describe('what was granted', () => {
  test('opens with the shares of any three of four holders', async () => {
    const transaction = await granted(readGeneral());
    for (const left of [0, 3]) {
      const three = holders.filter((_, position) => position !== left);
      const shares = (await sharesFrom(three, transaction.id)).flat();
      expect(open(transaction, shares, 0, 'general')).toEqual(content.general);
    }
  });

  test('several items and sections are opened in their order, in parts', async () => {
    const items = [
      { record: other, sections: ['general'] },
      { record, sections: ['general', 'emergency'] },
    ];
    const transaction = await granted(node.reading('doctor', items, 'treatment'));
    const all = await sharesFrom(holders, transaction.id, { count: 32 });
    expect(all.map(({ length }) => length)).toEqual([3, 3, 3, 3]);
    const rest = await sharesFrom(holders, transaction.id, { from: 2, count: 1 });
    expect(open(transaction, rest.flat(), 1, 'emergency')).toEqual(content.emergency);
    expect(await sharesFrom(holders, transaction.id, { from: 3 })).toEqual([[], [], [], []]);
  });

  test('is opened under the version that was read, also when it has been amended since', async () => {
    const transaction = await granted(readGeneral());
    const amended = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, content);
    if (amended.transaction.payload.kind !== 'record.issue') throw new Error('it is an issue');
    const body = { record, version: 1, content: amended.transaction.payload.body.content };
    await node.commit(node.transaction('record.amend', 'doctor', body));
    const [shares] = await sharesFrom([holders[1] as Holder], transaction.id);
    expect(shares).toHaveLength(1);
  });
});

describe('what was not granted', () => {
  const code = async (transaction: TransactionId, changes: object = {}) => {
    const answers = await Promise.all(holders.map((holder) => ask(holder, transaction, changes)));
    return [...new Set(answers.map((answer) => (answer.type === 'refused' ? answer.code : 'given')))].join();
  };

  test('a refused read gives nothing, nor does what grants no read', async () => {
    const refused = node.reading('doctor', [{ record: other, sections: ['general'] }], 'curiosity');
    const enrolment = node.enrolment('carl', 'health');
    await node.commit(refused, enrolment);
    expect(await code(refused.id)).toBe('release.not-granted');
    expect(await code(enrolment.id)).toBe('release.not-granted');
  });

  test('of two items of which one is refused, the other alone is opened', async () => {
    const items = [
      { record: 'ee'.repeat(20) as RecordId, sections: ['general'] },
      { record: other, sections: ['general'] },
    ];
    const transaction = await granted(node.reading('doctor', items));
    const [shares] = await sharesFrom([holders[0] as Holder], transaction.id, { count: 32 });
    expect(shares).toHaveLength(1);
  });

  test('what is signed but not committed gives nothing, also after it was waited for', async () => {
    expect(await code(readGeneral().id)).toBe('tx.not-found');
  });

  test('what is committed while a holder waits for it is given', async () => {
    const transaction = node.reading('doctor', [{ record: other, sections: ['general'] }]);
    const waiting = ask(holders[0] as Holder, transaction.id);
    await node.commit(transaction);
    expect(await waiting).toMatchObject({ type: 'given', shares: [{ index: 1 }] });
  });

  test('once the lease is over, by the clock or by the time of the chain, nothing is given; a new entry opens again', async () => {
    const first = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    const beganMs = node.nowMs;
    node.nowMs = beganMs + LEASE_MS - 1;
    expect(await code(first.id)).toBe('given');
    node.nowMs = beganMs + LEASE_MS;
    expect(await code(first.id)).toBe('release.lease-ended');
    const second = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    // The clock of this node falls behind; the chain's time counts then.
    node.nowMs = beganMs;
    expect(await code(first.id)).toBe('release.lease-ended');
    expect(await code(second.id)).toBe('given');
    node.nowMs = node.chain.head.timeMs;
    const log = readValue(node.chain.state, stateKey.accessLog(subjectOf('bob', 'health')));
    expect(log?.size).toBeGreaterThanOrEqual(2);
  });

  test('whoever was granted it and is dismissed, or whose agency loses the role, is given nothing more (ATTACK dismissed-officer)', async () => {
    const { id } = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    expect(await code(id)).toBe('given');
    const officer = officerIdOf(agencyOf('health'), keyOf('doctor'));
    await node.commit(node.transaction('officer.dismiss', 'health', { officer }));
    expect(await code(id)).toBe('release.lapsed');
    await node.commit(node.appointment('doctor', node.nowMs + 86_400_000));
    expect(await code(id)).toBe('given');
    const change = (type: 'agency.give-roles' | 'agency.withdraw-roles') =>
      carry({ type, agency: agencyOf('health'), roles: ['doctor'] });
    await change('agency.withdraw-roles');
    expect(await code(id)).toBe('release.lapsed');
    await change('agency.give-roles');
    expect(await code(id)).toBe('given');
  });

  test('what has been erased is given to nobody, also not from what was made before', async () => {
    const transaction = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    expect(await code(transaction.id)).toBe('given');
    const key = stateKey.record(other);
    const value = readValue(node.chain.state, key) as NonNullable<ReturnType<typeof readValue<'record'>>>;
    node.chain.state.decoded?.set(key, { ...value, erased: node.chain.head.height }, 0);
    expect(await code(transaction.id)).toBe('release.erased');
    node.chain.state.decoded?.set(key, value, 0);
  });

  test('a node without a share gives none, and says of which epoch those are that it gives', async () => {
    const transaction = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    const [first] = holders as [Holder];
    first.held = undefined;
    expect(await ask(first, transaction.id)).toEqual({ type: 'refused', code: 'release.not-held' });
    const [later] = makeHolders(node, 4, 7) as [Holder];
    expect(await ask(later, transaction.id)).toMatchObject({ type: 'given', epoch: 7 });
  });
});

describe('peers that ask too much', () => {
  test('a peer whose time is used up is given what was made before, and nothing new; others are not held back', async () => {
    const transaction = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    const next = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    const holder = holders[0] as Holder;
    const first = await ask(holder, transaction.id, { count: 32 }, 'greedy');
    holder.busyWith.add('greedy');
    expect(await ask(holder, transaction.id, { count: 32 }, 'greedy')).toEqual(first);
    expect(await ask(holder, next.id, {}, 'greedy')).toEqual({ type: 'refused', code: 'release.busy' });
    expect(await ask(holder, next.id, {}, 'modest')).toMatchObject({ type: 'given' });
    expect(await ask(holder, next.id, {}, 'greedy')).toMatchObject({ type: 'given' });
    holder.busyWith.clear();
  });

  /** What a holder looks up while something is asked: in all, and of histories, with how many entries were read. */
  async function lookUps(ask: () => Promise<unknown>) {
    const { store, sidecars } = node.services;
    const logs = jest.spyOn(store, 'logEntries');
    const transactions = jest.spyOn(store, 'transaction');
    const contents = jest.spyOn(sidecars, 'get');
    try {
      await ask();
      const histories = logs.mock.calls.filter(([log]) => log.startsWith('history/'));
      return {
        times: logs.mock.calls.length + transactions.mock.calls.length + contents.mock.calls.length,
        histories: histories.length,
        entries: histories.reduce((sum, [, from, to]) => sum + to - from, 0),
      };
    } finally {
      jest.restoreAllMocks();
    }
  }

  /** A record that has passed from Bob to Ada since it was read, after and before hundreds of other changes. */
  async function readThenPassedOn(): Promise<TransactionId> {
    const issued = await node.issue('doctor', 'passport', { name: 'bob', sector: 'health' }, content);
    const changes = () =>
      Array.from({ length: 150 }, () => [
        node.transaction('record.hold', 'health', { record: issued.record, basis: 'court/1' }),
        node.transaction('record.release-hold', 'health', { record: issued.record, agency: null }),
      ]).flat();
    await node.commit(issued.transaction, ...changes());
    const sections = ['general', 'emergency'];
    const transaction = await granted(node.reading('doctor', [{ record: issued.record, sections }]));
    const again = sealRecord({
      chain: node.chain.chain,
      record: issued.record,
      version: 2,
      sections: content,
      subjectKey: keyOf('ada'),
      networkKey: testNetworkKey().key.publicKey,
    });
    const to = subjectOf('ada', 'health');
    const body = { record: issued.record, version: 1, to, content: again.content };
    const transfer = node.transaction('record.transfer', 'doctor', body);
    await node.services.sidecars.put([{ hash: again.content.sidecar, bytes: again.bytes, owner: transfer.id }]);
    const { effects } = await node.commit(transfer, ...changes());
    expect(effects.results.filter(({ code }) => code !== 'ok')).toEqual([]);
    return transaction.id;
  }

  test('ATTACK free-searches: who has no time left makes a holder look up nothing', async () => {
    const { id } = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    const holder = holders[0] as Holder;
    holder.busyWith.add('greedy');
    const refused = { type: 'refused', code: 'release.busy' };
    const unknown = '77'.repeat(32) as TransactionId;
    const looked = await lookUps(async () => {
      expect(await ask(holder, id, {}, 'greedy')).toEqual(refused);
      expect(await ask(holder, unknown, {}, 'greedy')).toEqual(refused);
    });
    expect(looked.times).toBe(0);
    // As soon as somebody else has had it found, only shares are left to be made.
    expect(await ask(holder, id, {}, 'modest')).toMatchObject({ type: 'given' });
    expect(await ask(holder, id, {}, 'greedy')).toMatchObject({ type: 'given' });
  });

  test('ATTACK free-searches: what a request was granted is found in a long history by halving, on the account of who asks, and once', async () => {
    const id = await readThenPassedOn();
    const holder = holders[0] as Holder;
    const before = holder.charged.times;
    const first = await lookUps(async () => {
      expect(await ask(holder, id, { count: 1 })).toMatchObject({ type: 'given', shares: [{ index: 1 }] });
    });
    expect(first.histories).toBeGreaterThan(0);
    // Of 602 changes, for whom it was read of and for what its content was then.
    expect(first.entries).toBeLessThan(300);
    expect(holder.charged.times - before).toBeGreaterThanOrEqual(first.histories);
    const next = await lookUps(async () => {
      expect(await ask(holder, id, { from: 1, count: 1 })).toMatchObject({ type: 'given', shares: [{ index: 1 }] });
    });
    expect(next.times).toBe(0);
  });

  test('ATTACK free-searches: contents and requests are read on the account of who asks', async () => {
    const { id } = await granted(node.reading('doctor', [{ record: other, sections: ['general'] }]));
    const holder = holders[0] as Holder;
    const { store } = node.services;
    const wasCharged: boolean[] = [];
    const read = store.transaction.bind(store);
    const spy = jest.spyOn(store, 'transaction').mockImplementation((asked) => {
      wasCharged.push(holder.charged.isNow);
      return read(asked);
    });
    await ask(holder, id);
    spy.mockRestore();
    expect(wasCharged).toEqual([true]);
  });

  test('bytes that are no request are refused, whatever they are', async () => {
    const holder = holders[0] as Holder;
    for (const body of [new Uint8Array(0), new Uint8Array([0xff]), new Uint8Array(20_000)]) {
      const answer = decodeShape(shareAnswerShape, await holder.ask('stranger', body), 1 << 20);
      expect(answer).toMatchObject({ type: 'refused', code: expect.stringMatching(/^codec\./) });
    }
  });
});
