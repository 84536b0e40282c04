/** What is about a person over HTTP: who gets it, and that an access log verifies as complete. */

import { type StateKey, stateKey } from '@annals/ledger/block';
import { type EntitlementId, formatId, type PaymentId, type RecordId, type SubjectId } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { joinLogParts, type ProvenLog, trustGenesis, verifyTrail, verifyValue } from '@annals/ledger/light';
import { possessionHeader, type RestClient, routes } from '@annals/ledger/rest';
import { sidecarHash } from '@annals/ledger/sidecar';
import { newObjectId, officerIdOf, type Transaction } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { API_LIMITS } from './limits.ts';
import { agencyOf, keyOf, SingleNode, START_MS, secretOf, subjectOf } from './testing/single-node.ts';

const HOUR_MS = 3_600_000;
const ada = subjectOf('ada', 'health');
const adaWelfare = subjectOf('ada', 'welfare');
const sidecar = new TextEncoder().encode('ciphertext');
const otherSidecar = new TextEncoder().encode('amended ciphertext');
const sealed = (bytes: Uint8Array) => ({
  type: 'sealed' as const,
  sidecar: sidecarHash(bytes),
  commitment: sha256(bytes),
  sealedTo: keyOf('ada'),
});

let node: SingleNode;
let client: RestClient;
let record: RecordId;
let programme: Transaction;

const prove = (name: string) => ({ secret: secretOf(name), chain: node.chain.chain });

beforeAll(async () => {
  node = await SingleNode.start();
  client = node.client;
  await node.commit(
    node.appointment('doctor'),
    node.appointment('rector'),
    node.appointment('case-worker'),
    node.appointment('treasurer', START_MS + HOUR_MS),
    node.enrolment('ada', 'health'),
    node.enrolment('ada', 'welfare'),
    node.enrolment('bob', 'health'),
  );
  const issue = node.transaction('record.issue', 'doctor', {
    type: 'medical-record',
    subject: ada,
    content: sealed(sidecar),
  });
  record = newObjectId('record', issue.payload.signer, issue.payload.salt);
  const roles = { grantRoles: ['case-worker'], payRoles: ['treasurer'] };
  programme = node.transaction('programme.open', 'welfare', {
    name: { en: 'Heating' },
    sector: 'welfare',
    currency: 'EUR',
    budget: 9_000,
    ...roles,
  });
  const programmeId = newObjectId('programme', programme.payload.signer, programme.payload.salt);
  await node.commit(issue, programme);
  const grant = node.transaction('entitlement.grant', 'case-worker', {
    programme: programmeId,
    subject: adaWelfare,
    amount: 100,
    from: '2027-01',
    to: '2027-12',
  });
  const entitlement = newObjectId('entitlement', grant.payload.signer, grant.payload.salt);
  await node.commit(grant);
  await node.commit(
    node.transaction('payment.schedule', 'treasurer', {
      entitlement,
      period: '2027-02',
      amount: 100,
      dueMs: START_MS + HOUR_MS,
    }),
  );
  const read = () => node.reading('doctor', [{ record, sections: ['general'] }]);
  await node.commit(read(), node.reading('doctor', [{ record, sections: ['general'] }], 'curiosity'));
  await node.commit(read());
  await node.services.sidecars.put(
    [sidecar, otherSidecar].map((bytes) => ({ hash: sidecarHash(bytes), bytes, owner: issue.id })),
  );
});
afterAll(() => node.stop());

describe('an access log', () => {
  const read = (subject: SubjectId, name: string, from?: number) =>
    client.call(routes.accessLog, {
      params: { subject },
      prove: prove(name),
      ...(from === undefined ? {} : { query: { from } }),
    });

  test('is for the subject, and verifies as complete', async () => {
    const answer = await read(ada, 'ada');
    const verdict = verifyTrail(trustGenesis(node.genesis), ada, answer.proven);
    expect(verdict).toMatchObject({ ok: true, entries: answer.entries, header: { height: 6 } });
    expect(answer.entries.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['granted', 'ok'],
      ['refused', 'access.purpose'],
      ['granted', 'ok'],
    ]);
  });

  test.each([0, 1, 2])('without entry %i it does not verify', async (place) => {
    const { proven } = await read(ada, 'ada');
    const cut: ProvenLog = { ...proven, entries: proven.entries.toSpliced(place, 1) };
    expect(verifyTrail(trustGenesis(node.genesis), ada, cut)).toMatchObject({ ok: false, code: 'proof.trail' });
  });

  test('of somebody of whom nothing was read is proven empty', async () => {
    const { proven } = await read(adaWelfare, 'ada');
    expect(verifyTrail(trustGenesis(node.genesis), adaWelfare, proven)).toMatchObject({ ok: true, entries: [] });
  });

  test('goes on from an entry', async () => {
    const { entries, next } = await read(ada, 'ada', 2);
    expect([entries.length, next]).toEqual([1, null]);
    await expect(read(ada, 'ada', 4)).rejects.toMatchObject({ code: 'codec.shape' });
  });

  test.each(['bob', 'doctor', 'health', 'registry', 'validator'])('is not for %s', async (name) => {
    await expect(read(ada, name)).rejects.toMatchObject({ code: 'auth.not-entitled' });
  });

  test('of nobody', async () => {
    await expect(read('00'.repeat(20) as SubjectId, 'ada')).rejects.toMatchObject({ code: 'subject.unknown' });
  });
});

describe('proof of key possession', () => {
  const path = `/v1/subjects/${formatId('subject', ada)}/access-log`;
  const claim = () => ({ chain: node.chain.chain, method: 'GET', url: path, timeMs: node.nowMs });
  const ask = (header?: string, url = path) =>
    fetch(`${node.url}${url}`, { headers: header === undefined ? {} : { authorization: header } });

  test('is demanded, with the way to give it', async () => {
    const response = await ask();
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Annals']);
    expect(await response.json()).toMatchObject({ code: 'auth.required' });
  });

  test('holds for a while, and gives the same again', async () => {
    const header = possessionHeader(claim(), secretOf('ada'));
    expect((await ask(header)).status).toBe(200);
    expect((await ask(header)).status).toBe(200);
  });

  test.each([
    ['too old', () => possessionHeader({ ...claim(), timeMs: node.nowMs - 60_001 }, secretOf('ada'))],
    ['of the future', () => possessionHeader({ ...claim(), timeMs: node.nowMs + 60_001 }, secretOf('ada'))],
    ['for another path', () => possessionHeader({ ...claim(), url: `${path}?from=0` }, secretOf('ada'))],
    ['for another method', () => possessionHeader({ ...claim(), method: 'POST' }, secretOf('ada'))],
    ['for another chain', () => possessionHeader({ ...claim(), chain: new Uint8Array(32) }, secretOf('ada'))],
    ['of a password', () => 'Basic YWRhOmFkYQ=='],
    ['empty', () => ''],
  ])('%s is refused', async (_name, header) => {
    const response = await ask(header());
    expect(response.status).toBe(401);
    expect(((await response.json()) as { code: string }).code).toMatch(/^auth\.(invalid|required)$/);
  });
});

describe('a subject', () => {
  const key = (name: string) => client.call(routes.subject, { params: { subject: ada }, prove: prove(name) });

  test('is shown to herself, and to officers and agencies, who seal to her key', async () => {
    for (const name of ['ada', 'doctor', 'rector', 'health']) {
      expect(await key(name)).toMatchObject({ sector: 'health', key: keyOf('ada'), status: 'active' });
    }
  });

  test.each(['bob', 'nobody', 'validator'])('is not shown to %s', async (name) => {
    await expect(key(name)).rejects.toMatchObject({ code: 'auth.not-entitled' });
  });
});

describe('records of a subject', () => {
  const list = async (name: string) =>
    (await client.call(routes.subjectRecords, { params: { subject: ada }, prove: prove(name) })).items.map(
      ({ id }) => id,
    );

  test('are listed for her and for those who may read or have issued them', async () => {
    expect(await list('ada')).toEqual([record]);
    expect(await list('doctor')).toEqual([record]);
    expect(await list('health')).toEqual([record]);
  });

  test('of a type that an officer may not read are left out', async () => {
    expect(await list('case-worker')).toEqual([]);
    expect(await list('welfare')).toEqual([]);
  });

  test('are not listed for strangers', async () => {
    await expect(list('bob')).rejects.toMatchObject({ code: 'auth.not-entitled' });
  });
});

describe('entitlements and payments', () => {
  const params = { subject: adaWelfare };
  const counts = async (name: string) => [
    (await client.call(routes.subjectEntitlements, { params, prove: prove(name) })).items.length,
    (await client.call(routes.subjectPayments, { params, prove: prove(name) })).items.length,
  ];

  test('are shown to her and to the agency whose programme it is', async () => {
    for (const name of ['ada', 'case-worker', 'welfare']) expect(await counts(name)).toEqual([1, 1]);
  });

  test('are left out for other agencies, and refused to strangers', async () => {
    for (const name of ['doctor', 'health']) expect(await counts(name)).toEqual([0, 0]);
    await expect(counts('bob')).rejects.toMatchObject({ code: 'auth.not-entitled' });
  });
});

describe('one entitlement and one payment', () => {
  const ids = async () => {
    const asked = { params: { subject: adaWelfare }, prove: prove('ada') };
    const [entitlement] = (await client.call(routes.subjectEntitlements, asked)).items;
    const [payment] = (await client.call(routes.subjectPayments, asked)).items;
    if (!entitlement || !payment) throw new Error('ada has both');
    return { entitlement, payment };
  };
  const both = async (name: string) => {
    const { entitlement, payment } = await ids();
    return Promise.allSettled([
      client.call(routes.entitlement, { params: { entitlement: entitlement.id }, prove: prove(name) }),
      client.call(routes.payment, { params: { payment: payment.id }, prove: prove(name) }),
    ]);
  };

  test.each(['ada', 'case-worker', 'welfare'])('are what the lists show, for %s', async (name) => {
    const { entitlement, payment } = await ids();
    expect(await both(name)).toEqual([
      { status: 'fulfilled', value: entitlement },
      { status: 'fulfilled', value: payment },
    ]);
  });

  test('are proven to whom they are shown, and to nobody else', async () => {
    const { entitlement, payment } = await ids();
    const keys = [stateKey.entitlement(entitlement.id), stateKey.payment(payment.id)];
    const proven = (name: string, key: StateKey) =>
      client.call(routes.provenValueOfSubject, { params: { subject: adaWelfare, key }, prove: prove(name) });
    for (const key of keys) {
      for (const name of ['ada', 'case-worker', 'welfare']) {
        expect(verifyValue(trustGenesis(node.genesis), key, (await proven(name, key)).proven)).toMatchObject({
          ok: true,
          value: { subject: adaWelfare, amount: payment.value.amount },
        });
      }
      for (const name of ['bob', 'doctor', 'health', 'nobody']) {
        await expect(proven(name, key)).rejects.toMatchObject({ code: 'auth.not-entitled' });
      }
    }
  });

  test.each(['bob', 'doctor', 'health', 'nobody'])('are to %s as if there were none', async (name) => {
    const nothing = '00'.repeat(20);
    const none = await Promise.allSettled([
      client.call(routes.entitlement, { params: { entitlement: nothing as EntitlementId }, prove: prove('ada') }),
      client.call(routes.payment, { params: { payment: nothing as PaymentId }, prove: prove('ada') }),
    ]);
    const refused = await both(name);
    const answers = [none, refused].map((all) =>
      all.map((each) => each.status === 'rejected' && { code: each.reason.code, message: each.reason.message }),
    );
    expect(answers[0]).toMatchObject([{ code: 'entitlement.unknown' }, { code: 'payment.unknown' }]);
    expect(answers[1]).toEqual(answers[0]);
  });
});

describe('sealed content', () => {
  const get = async (name: string, version?: number) =>
    (await client.call(routes.sidecar, { params: { record }, query: { version: version ?? null }, prove: prove(name) }))
      .sidecar;

  // ATTACK issuer-reads-silently
  test('is for the subject alone: the officer who issued it and her agency ask the ledger like everybody else', async () => {
    expect(await get('ada')).toEqual(sidecar);
    for (const name of ['doctor', 'health', 'bob', 'rector', 'registry']) {
      await expect(get(name)).rejects.toMatchObject({ code: 'sidecar.not-entitled' });
    }
  });

  test('stays there in its earlier versions', async () => {
    await node.commit(
      node.transaction('record.amend', 'doctor', { record, version: 1, content: sealed(otherSidecar) }),
    );
    expect(await get('ada')).toEqual(otherSidecar);
    expect(await get('ada', 2)).toEqual(otherSidecar);
    expect(await get('ada', 1)).toEqual(sidecar);
    await expect(get('ada', 3)).rejects.toMatchObject({ code: 'sidecar.missing' });
  });

  test('is refused in every version once the record is erased; her list, its history and her log stay', async () => {
    await node.commit(node.transaction('record.erase', 'health', { record, basis: 'gdpr/17' }));
    for (const version of [1, 2]) await expect(get('ada', version)).rejects.toMatchObject({ code: 'record.erased' });
    const { height } = node.chain.head;
    const asked = { params: { subject: ada }, prove: prove('ada') };
    expect((await client.call(routes.subjectRecords, asked)).items).toMatchObject([{ value: { erased: height } }]);
    const { entries } = await client.call(routes.recordHistory, { params: { record } });
    expect(entries.at(-1)).toMatchObject({ change: 'erased', basis: 'gdpr/17' });
    expect((await client.call(routes.accessLog, asked)).entries.length).toBeGreaterThan(0);
  });
});

describe('who was entitled once', () => {
  test('an officer is not any more when the appointment has ended', async () => {
    const ask = () => client.call(routes.subject, { params: { subject: ada }, prove: prove('treasurer') });
    await ask();
    const before = node.nowMs;
    node.nowMs = START_MS + HOUR_MS;
    await expect(ask()).rejects.toMatchObject({ code: 'auth.not-entitled' });
    node.nowMs = before;
  });

  test('a dismissed officer is not', async () => {
    await node.commit(
      node.transaction('officer.dismiss', 'education', {
        officer: officerIdOf(agencyOf('education'), keyOf('rector')),
      }),
    );
    await expect(
      client.call(routes.subject, { params: { subject: ada }, prove: prove('rector') }),
    ).rejects.toMatchObject({
      code: 'auth.not-entitled',
    });
  });
});

test('a suspended agency and its officers are not entitled', async () => {
  const ask = (name: string) => client.call(routes.subject, { params: { subject: ada }, prove: prove(name) });
  await ask('welfare');
  const action = { type: 'agency.suspend', agency: agencyOf('welfare') } as const;
  const proposed = node.transaction('proposal.create', 'registry', { action });
  const proposal = newObjectId('proposal', proposed.payload.signer, proposed.payload.salt);
  const votes = (['education', 'health'] as const).map((name) =>
    node.transaction('proposal.vote', name, { proposal, approve: true }),
  );
  await node.commit(proposed, ...votes);
  for (const name of ['welfare', 'case-worker'])
    await expect(ask(name)).rejects.toMatchObject({ code: 'auth.not-entitled' });
});

test('a log longer than one answer comes in parts that verify together', async () => {
  const before = (await client.call(routes.accessLog, { params: { subject: ada }, prove: prove('ada') })).entries
    .length;
  // What is granted leaves an entry for each item, what is refused one for all.
  const issue = () => node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, { general: {} });
  const fresh = await Promise.all(Array.from({ length: 32 }, issue));
  await node.commit(...fresh.map(({ transaction }) => transaction));
  const items = fresh.map(({ record }) => ({ record, sections: ['general'] }));
  const requests = Math.ceil(API_LIMITS.logEntries / items.length) + 1;
  await node.commit(...Array.from({ length: requests }, () => node.reading('doctor', items)));
  const parts: ProvenLog[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const part: { proven: ProvenLog; next: number | null } = await client.call(routes.accessLog, {
      params: { subject: ada },
      query: { from },
      prove: prove('ada'),
    });
    parts.push(part.proven);
    from = part.next;
  }
  expect(parts.length).toBe(2);
  expect(verifyTrail(trustGenesis(node.genesis), ada, joinLogParts(parts))).toMatchObject({
    ok: true,
    head: { size: before + requests * items.length },
  });
});
