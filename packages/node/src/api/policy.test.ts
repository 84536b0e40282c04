/** Over HTTP: what a person has decided, who represents her, emergency reads that wait for review, counts of reads. */
import { stateKey } from '@annals/ledger/block';
import type { RecordId } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { trustGenesis, verifyValue } from '@annals/ledger/light';
import { type RestClient, routes } from '@annals/ledger/rest';
import { newObjectId, type Transaction } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agencyOf, keyOf, SingleNode, START_MS, secretOf, subjectOf } from './testing/single-node.ts';

const HOUR_MS = 3_600_000;
const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');

let node: SingleNode;
let client: RestClient;
let record: RecordId;

const prove = (name: string) => ({ secret: secretOf(name), chain: node.chain.chain });
const refused = (code: string) => expect.objectContaining({ code });
const content = {
  type: 'sealed' as const,
  sidecar: sha256(new Uint8Array(1)),
  commitment: sha256(new Uint8Array(2)),
  sealedTo: keyOf('ada'),
};

beforeAll(async () => {
  node = await SingleNode.start();
  client = node.client;
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'), node.enrolment('bob', 'health'));
  const issue = node.transaction('record.issue', 'doctor', { type: 'medical-record', subject: ada, content });
  record = newObjectId('record', issue.payload.signer, issue.payload.salt);
  await node.commit(issue);
});
afterAll(() => node.stop());

const lists = (name: string, subject = ada) => ({
  consents: () => client.call(routes.consents, { params: { subject }, prove: prove(name) }),
  restrictions: () => client.call(routes.restrictions, { params: { subject }, prove: prove(name) }),
  mandates: () => client.call(routes.mandates, { params: { subject }, prove: prove(name) }),
  mandateOffers: () => client.call(routes.mandateOffers, { params: { subject }, prove: prove(name) }),
  represented: () => client.call(routes.represented, { params: { subject }, prove: prove(name) }),
  accessLog: () => client.call(routes.accessLog, { params: { subject }, prove: prove(name) }),
});

describe('what a person has decided', () => {
  test('is listed for her, and empty before she has decided anything', async () => {
    expect(await lists('ada').consents()).toEqual({ consents: [] });
    expect(await lists('ada').restrictions()).toEqual({ restrictions: [] });
    expect(await lists('ada').mandates()).toEqual({ mandates: [] });
    expect(await lists('ada').mandateOffers()).toEqual({ offers: [] });
    expect(await lists('ada').represented()).toEqual({ represented: [] });
    await node.commit(
      node.transaction('consent.grant', 'ada', {
        subject: ada,
        represented: null,
        scope: { records: [record], types: null, sections: null },
        agency: agencyOf('health'),
        officer: null,
        purposes: ['research'],
        fromMs: 0,
        untilMs: null,
      }),
      node.transaction('access.restrict', 'ada', {
        subject: ada,
        represented: null,
        scope: { of: 'record', record },
        on: true,
      }),
    );
    expect((await lists('ada').consents()).consents).toMatchObject([
      { status: 'granted', by: ada, scope: { records: [record] } },
    ]);
    expect((await lists('ada').restrictions()).restrictions).toMatchObject([{ scope: { of: 'record', record } }]);
  });

  test.each(['bob', 'doctor', 'health', 'nobody'])('is not for %s', async (name) => {
    for (const list of Object.values(lists(name))) {
      await expect(list()).rejects.toEqual(refused('auth.not-entitled'));
    }
  });
});

describe('a mandate', () => {
  test('opens the lists and the log to who holds it, while it runs', async () => {
    const untilMs = START_MS + HOUR_MS;
    const terms = { representative: bob, kind: 'guardian', fromMs: 0, untilMs } as const;
    const made = node.mandate('registry', 'bob', { subject: ada, ...terms });
    const [grant, confirm, accept] = made as [Transaction, Transaction, Transaction];
    await node.commit(grant, confirm);
    await expect(lists('bob').mandates()).rejects.toEqual(refused('auth.not-entitled'));
    expect((await lists('bob', bob).represented()).represented).toEqual([]);
    // Each of the two agencies offers it.
    expect((await lists('bob', bob).mandateOffers()).offers).toMatchObject(
      ['registry', 'education'].map((each) => ({
        represented: ada,
        kind: 'guardian',
        untilMs,
        through: agencyOf(each),
      })),
    );
    await node.commit(accept);
    expect((await lists('bob', bob).mandateOffers()).offers).toEqual([]);
    expect((await lists('bob').mandates()).mandates).toMatchObject([{ ...terms, status: 'accepted' }]);
    expect(await lists('bob').accessLog()).toMatchObject({ entries: [] });
    expect((await lists('bob', bob).represented()).represented).toMatchObject([{ subject: ada, mandates: [terms] }]);
    await expect(lists('ada', bob).consents()).rejects.toEqual(refused('auth.not-entitled'));
    // Between two blocks the clock tells that it has ended.
    node.nowMs = untilMs;
    await expect(lists('bob').mandates()).rejects.toEqual(refused('auth.not-entitled'));
    node.nowMs = START_MS;
  });

  test('of the estate opens them after a death, when her own key opens nothing any more', async () => {
    const terms = { representative: bob, kind: 'estate', fromMs: 0, untilMs: START_MS + HOUR_MS } as const;
    await node.commit(node.enrolment('cyd', 'health'));
    const cyd = subjectOf('cyd', 'health');
    await node.commit(...node.mandate('registry', 'bob', { subject: cyd, ...terms }));
    await expect(lists('bob', cyd).accessLog()).rejects.toEqual(refused('auth.not-entitled'));
    expect(await lists('cyd', cyd).accessLog()).toMatchObject({ entries: [] });
    const death = { subject: cyd, event: 'death' } as const;
    await node.commit(...(['registry', 'education'] as const).map((by) => node.transaction('person.close', by, death)));
    expect(await lists('bob', cyd).accessLog()).toMatchObject({ entries: [] });
    await expect(lists('cyd', cyd).accessLog()).rejects.toEqual(refused('auth.not-entitled'));
  });
});

describe('emergency reads', () => {
  const reviews = (name: string, agency = agencyOf('health'), after: string | null = null) =>
    client.call(routes.reviews, { params: { agency }, query: { after, limit: 1 }, prove: prove(name) });

  test('wait for review, in pages, for the agencies and their officers', async () => {
    const items = [{ record, sections: ['sensitive'] }];
    const reads = [0, 1].map(() => node.reading('doctor', items, 'emergency-care', 'unconscious'));
    await node.commit(...reads);
    const first = await reviews('doctor');
    const second = await reviews('welfare', agencyOf('health'), first.next);
    expect(second.next).toBeNull();
    const listed = [...first.items, ...second.items];
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(reads.map(({ id }) => id)));
    expect(listed[0]?.value).toMatchObject({
      agency: agencyOf('health'),
      items,
      status: 'open',
      reason: 'unconscious',
    });
    for (const name of ['ada', 'nobody']) {
      await expect(reviews(name)).rejects.toEqual(refused('auth.not-entitled'));
    }
  });

  test('are counted in public, each agency by itself', async () => {
    await node.commit(node.reading('doctor', [{ record, sections: ['general'] }]));
    const { items } = await client.call(routes.accessCounts, {});
    expect(items).toEqual([
      {
        agency: agencyOf('health'),
        value: expect.objectContaining({ reads: 2, refused: 1, emergency: 2, reviewsOpen: 2, reviewsMissed: 0 }),
      },
    ]);
  });
});

test('who acts for a person is proven to the registrars of an agency that stands for it, and to no other agency', async () => {
  const key = stateKey.mandates(bob);
  const terms = {
    subject: bob,
    representative: ada,
    kind: 'guardian',
    fromMs: 0,
    untilMs: START_MS + HOUR_MS,
  } as const;
  const proven = async (name: string) => {
    const { proven: value } = await client.call(routes.provenValueOfSubject, {
      params: { subject: bob, key },
      prove: prove(name),
    });
    return verifyValue(trustGenesis(node.genesis), key, value);
  };
  const all = ['registry', 'education', 'rector', 'health', 'doctor'];
  for (const name of all) await expect(proven(name)).rejects.toEqual(refused('auth.not-entitled'));
  await node.commit(node.appointment('rector'), node.transaction('mandate.grant', 'registry', terms));
  expect(await proven('registry')).toMatchObject({ ok: true, value: [{ representative: ada }] });
  for (const name of all.slice(1)) await expect(proven(name)).rejects.toEqual(refused('auth.not-entitled'));
  await node.commit(node.transaction('mandate.grant', 'rector', terms));
  for (const name of ['registry', 'education', 'rector', 'bob']) {
    const statements = [{ agency: agencyOf('registry') }, { agency: agencyOf('education') }];
    expect(await proven(name)).toMatchObject({ ok: true, value: [{ statements }] });
  }
  for (const name of ['health', 'doctor']) await expect(proven(name)).rejects.toEqual(refused('auth.not-entitled'));
});
