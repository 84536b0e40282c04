/** Enforced reads over HTTP: what a client opens, whom it names, and what nobody but the reader is given. */

import { type NetworkKeyInForce, stateKey } from '@annals/ledger/block';
import type { RecordId, TransactionId } from '@annals/ledger/codec';
import { generateSecretKey } from '@annals/ledger/crypto';
import { trustGenesis } from '@annals/ledger/light';
import { type Reading, type ReadingRequest, type ReadingSigner, readSections } from '@annals/ledger/reading';
import { type Fetch, RestClient, routes } from '@annals/ledger/rest';
import { sealRecord } from '@annals/ledger/sidecar';
import { readValue } from '@annals/ledger/state';
import { testNetworkKey } from '@annals/ledger/threshold/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chooseCryptoBackends } from '../crypto-backends.ts';
import { silentLog } from '../log.ts';
import type { WorkAccount } from '../network/peer-account.ts';
import type { ShareGathering, ShareRelease } from '../release/index.ts';
import { type Holder, isDown, makeHolders } from '../release/testing/holders.ts';
import { agencyOf, keyOf, SingleNode, secretOf, subjectOf } from './testing/single-node.ts';

const content = {
  emergency: { resources: [{ resourceType: 'AllergyIntolerance', id: 'a1' }] },
  general: { resources: [{ resourceType: 'Encounter', id: 'e1' }] },
};

let node: SingleNode;
let holders: readonly Holder[];
let ofAda: RecordId;
let ofBob: RecordId;

const doctor: ReadingSigner = { secret: secretOf('doctor'), agency: agencyOf('health'), subject: null };

beforeAll(async () => {
  chooseCryptoBackends(silentLog);
  node = await SingleNode.start();
  makeHolders(node);
  await node.commitNetworkKey(readValue(node.chain.state, stateKey.networkKey) as NetworkKeyInForce);
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'), node.enrolment('bob', 'health'));
  const toAda = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, content);
  const toBob = await node.issue('doctor', 'medical-record', { name: 'bob', sector: 'health' }, content);
  await node.commit(toAda.transaction, toBob.transaction);
  [ofAda, ofBob] = [toAda.record, toBob.record];
  // Whatever is submitted comes into a block at once.
  node.onNew = () => setImmediate(() => void node.commitPool());
});
beforeEach(() => {
  holders = makeHolders(node);
  const [first] = holders as [Holder];
  Object.assign(node.services, { release: first.release, shares: first.gathering });
});
afterAll(() => node.stop());

const general = (record: RecordId) => ({ record, sections: ['general'] });

function read(changes: Partial<ReadingRequest> = {}, nodes = [node.client], signer = doctor): Promise<Reading> {
  const request = { items: [general(ofAda)], purpose: 'treatment', basis: 'health-act/41', emergency: null };
  return readSections(nodes, trustGenesis(node.genesis), signer, { ...request, ...changes });
}

/** Gives wrong shares: those of another key. */
function lie(holder: Holder): void {
  const { key, share } = holder.held as NonNullable<Holder['held']>;
  holder.held = { key, share: { ...share, secret: generateSecretKey() } };
}

/** A node that alters what it passes on. */
function alteringClient(alter: (text: string) => string, route = '/v1/openings/', address = node.url): RestClient {
  const altering: Fetch = async (url, options) => {
    const answer = await fetch(url.replace(address, node.url), options);
    const text = await answer.text();
    const { ok, status, headers } = answer;
    return { ok, status, headers, text: async () => (url.includes(route) && ok ? alter(text) : text) };
  };
  return new RestClient({ baseUrl: address, fetch: altering, nowMs: () => node.nowMs });
}

describe('an officer reads', () => {
  test('a section, and the entry stands in the log of the person before anything is opened', async () => {
    const steps: string[] = [];
    const before = readValue(node.chain.state, stateKey.accessLog(subjectOf('ada', 'health')))?.size ?? 0;
    const request = { items: [general(ofAda)], purpose: 'treatment', basis: 'health-act/41', emergency: null };
    const reading = await readSections([node.client], trustGenesis(node.genesis), doctor, request, {
      onStep: (step) => steps.push(step),
    });
    expect(reading).toMatchObject({
      result: { code: 'ok' },
      items: [{ record: ofAda, code: 'ok', sections: [{ section: 'general', ok: true, content: content.general }] }],
      wrong: [],
      silent: [],
    });
    expect(steps).toEqual(['signed', 'committed', 'opened']);
    expect(readValue(node.chain.state, stateKey.accessLog(subjectOf('ada', 'health')))?.size).toBe(before + 1);
    const [part] = reading.items[0]?.sections ?? [];
    expect(part?.ok && part.fields.map(({ path }) => path)).toContain('/general/resources/0/id');
  });

  test('several records of several persons in one request, of which one is refused', async () => {
    const other = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, content);
    await node.commit(other.transaction);
    const items = [
      { record: ofBob, sections: ['general', 'emergency'] },
      { record: other.record, sections: ['nothing-such'] },
      general(ofAda),
    ];
    const { items: results } = await read({ items });
    expect(results).toMatchObject([
      { code: 'ok', sections: [{ content: content.general }, { content: content.emergency }] },
      { code: 'access.no-section', sections: [] },
      { code: 'ok', sections: [{ content: content.general }] },
    ]);
  });

  test('a section that the type has and the record has not is told as absent, by the content that was committed', async () => {
    const short = { general: content.general };
    const { transaction, record } = await node.issue(
      'doctor',
      'medical-record',
      { name: 'ada', sector: 'health' },
      short,
    );
    await node.commit(transaction);
    const items = [{ record, sections: ['emergency', 'general'] }];
    const { items: results } = await read({ items });
    expect(results).toMatchObject([
      {
        code: 'ok',
        sections: [
          { section: 'emergency', ok: false, code: 'sidecar.no-seal' },
          { section: 'general', ok: true, content: content.general },
        ],
      },
    ]);
  });

  // ATTACK empty-content
  test('content that is not what its type says is opened, with where it does not fit', async () => {
    const ada = { name: 'ada', sector: 'health' };
    const { transaction, record } = await node.issue('doctor', 'medical-record', ada, { general: {} });
    await node.commit(transaction);
    const { items } = await read({ items: [general(record), general(ofAda)] });
    expect(items).toMatchObject([
      { sections: [{ ok: true, content: {}, fit: { fits: false, reasons: [{ path: '/general' }] } }] },
      { sections: [{ ok: true, fit: { fits: true } }] },
    ]);
  });

  test('more sections than one answer has room for, part by part', async () => {
    const ada = { name: 'ada', sector: 'health' };
    const issued = await Promise.all(
      Array.from({ length: 32 }, () => node.issue('doctor', 'medical-record', ada, content)),
    );
    await node.commit(...issued.map(({ transaction }) => transaction));
    const items = issued.map(({ record }) => ({ record, sections: ['general', 'emergency'] }));
    const { items: results } = await read({ items });
    expect(results.every(({ code, sections }) => code === 'ok' && sections.length === 2)).toBe(true);
  }, 300_000);

  test('nothing when the ledger refuses: the attempt is entered, and no shares are asked for', async () => {
    for (const holder of holders) holder.meddle = isDown;
    const { result, items } = await read({ purpose: 'curiosity' });
    expect(result.code).toBe('access.purpose');
    expect(items).toMatchObject([{ code: 'access.purpose', sections: [] }]);
  });
});

describe('when holders fail', () => {
  test('one that is down does no harm, and is named', async () => {
    const [, , third] = holders as readonly Holder[] as [Holder, Holder, Holder];
    third.meddle = isDown;
    expect(await read()).toMatchObject({
      items: [{ sections: [{ ok: true }] }],
      silent: [{ holder: third.agency, code: 'node.unreachable' }],
    });
  });

  test('one that gives wrong shares does no harm, and is named', async () => {
    const [, second] = holders as readonly Holder[] as [Holder, Holder];
    lie(second);
    expect(await read()).toMatchObject({
      items: [{ sections: [{ ok: true, content: content.general }] }],
      wrong: [{ index: 2, holder: second.agency, broughtBy: [node.url] }],
    });
  });

  test('two are one too many: the section stays closed, and both are named', async () => {
    const [, second, third] = holders as readonly Holder[] as [Holder, Holder, Holder];
    lie(second);
    third.meddle = isDown;
    const { items } = await read();
    expect(items).toMatchObject([{ code: 'ok', sections: [{ ok: false, code: 'release.too-few' }] }]);
    const [part] = items[0]?.sections ?? [];
    expect(part && !part.ok && part.reason).toMatch(/2 of the 3 .*wrong ones came from agc1.*none came from agc1/);
  }, 20_000);

  test('of seven, one that is down and one that lies do no harm', async () => {
    holders = makeHolders(node, 7);
    await node.commitNetworkKey(readValue(node.chain.state, stateKey.networkKey) as NetworkKeyInForce);
    const [first, second, third] = holders as readonly Holder[] as [Holder, Holder, Holder];
    Object.assign(node.services, { release: first.release, shares: first.gathering });
    lie(second);
    third.meddle = isDown;
    expect(await read()).toMatchObject({
      items: [{ sections: [{ ok: true }] }],
      wrong: [{ holder: second.agency }],
      silent: [{ holder: third.agency }],
    });
    makeHolders(node);
    await node.commitNetworkKey(readValue(node.chain.state, stateKey.networkKey) as NetworkKeyInForce);
  });
});

describe('when the node that is asked lies', () => {
  const spoilt = (text: string): string => {
    const answer = JSON.parse(text) as { openings: { shares: { encrypted: string }[] }[] };
    const [first, second] = answer.openings[0]?.shares ?? [];
    if (first && second) first.encrypted = second.encrypted;
    return JSON.stringify(answer);
  };

  test('a share that it altered among enough others is left out', async () => {
    expect(await read({}, [alteringClient(spoilt)])).toMatchObject({ items: [{ sections: [{ ok: true }] }] });
  });

  test('with another node beside it, the node is blamed and not the holder', async () => {
    const [, , , fourth] = holders as readonly Holder[] as [Holder, Holder, Holder, Holder];
    fourth.meddle = isDown;
    const liar = alteringClient(spoilt, '/v1/openings/', 'http://liar.example');
    expect(await read({}, [liar, node.client])).toMatchObject({
      items: [{ sections: [{ ok: true, content: content.general }] }],
      wrong: [{ holder: null, broughtBy: ['http://liar.example'] }],
    });
  });

  test.each<[string, (text: string) => string, string]>([
    ['other sealed content', (text) => text.replace(/"bytes":"(..)/, '"bytes":"00'), 'node.bad-answer'],
    ['no sealed content', (text) => text.replace(/"sidecars":\[[^\]]*\]/, '"sidecars":[]'), 'node.bad-answer'],
    ['another epoch', (text) => text.replace(/"epoch":\d+/, '"epoch":9'), 'node.bad-answer'],
    ['nothing', () => '{}', 'node.bad-answer'],
    [
      'that nothing was granted',
      (text) => text.replace(/"openings":.*?,"sidecars"/, '"openings":[],"sidecars"'),
      'node.bad-answer',
    ],
    [
      'that there is always more',
      (text) =>
        text.replace(/"openings":.*?,"sidecars"/, '"openings":[],"sidecars"').replace('"next":null', '"next":1'),
      'node.bad-answer',
    ],
  ])('%s is found out, and the next node is asked', async (_, alter, code) => {
    await expect(read({}, [alteringClient(alter)])).rejects.toMatchObject({ code });
    expect(await read({}, [alteringClient(alter), node.client])).toMatchObject({
      items: [{ sections: [{ ok: true }] }],
    });
  });

  test('an earlier version that lacks the section is not taken for the one that was granted', async () => {
    const person = { name: 'ada', sector: 'health' };
    const first = await node.issue('doctor', 'medical-record', person, { emergency: content.emergency });
    await node.commit(first.transaction);
    const { record } = first;
    const later = sealRecord({
      chain: node.chain.chain,
      record,
      version: 2,
      sections: content,
      subjectKey: keyOf('ada'),
      networkKey: testNetworkKey().key.publicKey,
    });
    const amend = node.transaction('record.amend', 'doctor', { record, version: 1, content: later.content });
    await node.services.sidecars.put([{ hash: later.content.sidecar, bytes: later.bytes, owner: amend.id }]);
    await node.commit(amend);
    const old = Buffer.from(first.sidecar).toString('hex');
    const alter = (text: string) =>
      text.replaceAll('"version":2', '"version":1').replace(/"bytes":"[^"]*"/, `"bytes":"${old}"`);
    const items = [general(record)];
    await expect(read({ items }, [alteringClient(alter)])).rejects.toMatchObject({ code: 'node.bad-answer' });
    expect(await read({ items }, [alteringClient(alter), node.client])).toMatchObject({
      items: [{ sections: [{ ok: true, version: 2, content: content.general }] }],
    });
  });

  test('a network key that it made up is found out', async () => {
    const alter = (text: string) => text.replace(/"value":"(\w{20})\w\w/, '"value":"$1ff');
    await expect(read({}, [alteringClient(alter, '/v1/values/')])).rejects.toMatchObject({ code: 'proof.membership' });
  });
});

describe('what was granted is given to whoever signed the request, and to nobody else', () => {
  const body = { from: 0, patienceMs: 0, epoch: null, disclosure: null };

  test('not to a stranger, not to the agency, not without a proof', async () => {
    const { transaction } = await read();
    const ask = (secret?: Uint8Array) =>
      node.client.call(routes.openings, {
        params: { transaction },
        body,
        ...(secret ? { prove: { secret, chain: node.chain.chain } } : {}),
      });
    await expect(ask()).rejects.toMatchObject({ code: 'auth.required' });
    for (const name of ['stranger', 'health', 'ada', 'reader']) {
      await expect(ask(secretOf(name))).rejects.toMatchObject({ code: 'auth.not-entitled' });
    }
    expect(await ask(secretOf('doctor'))).toMatchObject({ epoch: 0, openings: [{ section: 'general' }], next: null });
  });

  test('what it takes to find it is on the account of who asks (ATTACK free-searches)', async () => {
    const { transaction } = await read();
    const { release, shares } = node.services;
    const payers: (WorkAccount | undefined)[] = [];
    let hasTime = true;
    const noted = (work: WorkAccount | undefined): WorkAccount => {
      payers.push(work);
      return { charge: (act) => (work as WorkAccount).charge(act), hasTime: () => hasTime };
    };
    Object.assign(node.services, {
      release: {
        committed: (id, work) => release.committed(id, noted(work)),
        judge: (request, disclosure, work) => release.judge(request, disclosure, noted(work)),
      } satisfies Pick<ShareRelease, 'committed' | 'judge'>,
      shares: {
        gather: (wanted, options) => shares.gather(wanted, { ...options, work: noted(options.work) }),
      } satisfies Pick<ShareGathering, 'gather'>,
    });
    const prove = { secret: secretOf('doctor'), chain: node.chain.chain };
    const ask = (id: TransactionId) => node.client.call(routes.openings, { params: { transaction: id }, body, prove });
    expect(await ask(transaction)).toMatchObject({ openings: [{ section: 'general' }] });
    expect(payers).toHaveLength(3);
    expect(payers.every((payer) => payer !== undefined && payer === payers[0])).toBe(true);
    hasTime = false;
    await expect(ask('77'.repeat(32) as TransactionId)).rejects.toMatchObject({ code: 'release.busy' });
  });

  test('not beyond what was granted, and not for what is unknown', async () => {
    const prove = { secret: secretOf('doctor'), chain: node.chain.chain };
    const { transaction } = await read();
    const call = (changes: object, id = transaction) =>
      node.client.call(routes.openings, { params: { transaction: id }, body: { ...body, ...changes }, prove });
    await expect(call({ from: 1 })).rejects.toMatchObject({ code: 'codec.shape' });
    await expect(call({}, '77'.repeat(32) as typeof transaction)).rejects.toMatchObject({ code: 'tx.not-found' });
  });
});
