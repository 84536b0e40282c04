/** Every public read over HTTP by the typed client; proofs are verified from the genesis document. */

import { chainIdOf, stateKey } from '@annals/ledger/block';
import { decodeShape, formatId, type RecordId } from '@annals/ledger/codec';
import { sha256 } from '@annals/ledger/crypto';
import { receiptShape, trustGenesis, verifyReceipt, verifyRecordHistory, verifyValue } from '@annals/ledger/light';
import { MAX_PAGE_SIZE, type RestClient, routes } from '@annals/ledger/rest';
import { newObjectId, officerIdOf, type Transaction } from '@annals/ledger/transaction';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agencyOf, keyOf, SingleNode, START_MS, subjectOf } from './testing/single-node.ts';

let node: SingleNode;
let client: RestClient;
let issued: Transaction;
let record: RecordId;
let programme: Transaction;

const content = (name: string) => ({
  type: 'sealed' as const,
  sidecar: sha256(new TextEncoder().encode(name)),
  commitment: sha256(new Uint8Array(1)),
  sealedTo: keyOf('ada'),
});

beforeAll(async () => {
  node = await SingleNode.start();
  client = node.client;
});
afterAll(() => node.stop());

test('at genesis there is nothing to prove by yet', async () => {
  await expect(client.call(routes.receipt, { params: { id: '00'.repeat(32) as never } })).rejects.toMatchObject({
    code: 'tx.not-found',
  });
  expect((await client.call(routes.agencies)).items).toHaveLength(4);
  expect(await client.call(routes.blocks)).toEqual({ items: [], next: null });
  expect(await client.call(routes.epochs)).toEqual({ epochs: [] });
});

describe('on a chain', () => {
  const trusted = () => trustGenesis(node.genesis);

  beforeAll(async () => {
    await node.commit(node.appointment('rector'), node.appointment('case-worker'), node.enrolment('ada', 'education'));
    issued = node.transaction('record.issue', 'rector', {
      type: 'diploma',
      subject: subjectOf('ada', 'education'),
      content: content('v1'),
    });
    record = newObjectId('record', issued.payload.signer, issued.payload.salt);
    programme = node.transaction('programme.open', 'welfare', {
      name: { en: 'Heating' },
      sector: 'welfare',
      currency: 'EUR',
      budget: 1_000,
      grantRoles: ['case-worker'],
      payRoles: ['treasurer'],
    });
    await node.commit(issued, node.appointment('rector'), programme);
    await node.commit(node.transaction('record.amend', 'rector', { record, version: 1, content: content('v2') }));
  });

  test('a transaction and its receipt', async () => {
    const params = { id: issued.id };
    expect(await client.call(routes.transaction, { params })).toEqual({
      id: issued.id,
      height: 2,
      index: 0,
      timeMs: START_MS + 2_000,
      transaction: issued.bytes,
      result: { code: 'ok', items: [] },
    });
    const receipt = await client.call(routes.receipt, { params });
    expect(verifyReceipt(trusted(), receipt)).toMatchObject({
      ok: true,
      index: 0,
      transaction: { id: issued.id },
      result: { code: 'ok' },
    });
  });

  test('every receipt of a block verifies', async () => {
    const { transactions } = await client.call(routes.block, { params: { height: 2 } });
    expect(transactions).toHaveLength(3);
    const codes = [];
    for (const id of transactions) {
      const verdict = verifyReceipt(trusted(), await client.call(routes.receipt, { params: { id } }));
      codes.push(verdict.ok ? verdict.result.code : verdict.reason);
    }
    expect(codes).toEqual(['ok', 'officer.exists', 'ok']);
  });

  test('a receipt as CBOR', async () => {
    const response = await fetch(`${node.url}/v1/transactions/${formatId('transaction', issued.id)}/receipt`, {
      headers: { accept: 'application/cbor' },
    });
    expect(response.headers.get('content-type')).toBe('application/cbor');
    const receipt = decodeShape(receiptShape, new Uint8Array(await response.arrayBuffer()), 1 << 20);
    expect(verifyReceipt(trusted(), receipt).ok).toBe(true);
  });

  test('a record with its proof', async () => {
    const answer = await client.call(routes.record, { params: { record } });
    expect(answer.record).toMatchObject({ type: 'diploma', version: 2, state: 'valid' });
    const verdict = verifyValue(trusted(), stateKey.record(record), answer.proven);
    expect(verdict).toMatchObject({ ok: true, value: answer.record, header: { height: 3 } });
  });

  test('a history, whole and continued', async () => {
    const whole = await client.call(routes.recordHistory, { params: { record } });
    expect(whole.entries.map(({ change }) => change)).toEqual(['issued', 'amended']);
    expect(whole.next).toBeNull();
    const verdict = verifyRecordHistory(trusted(), record, whole.proven);
    expect(verdict).toMatchObject({ ok: true, entries: whole.entries });
    const rest = await client.call(routes.recordHistory, { params: { record }, query: { from: 1 } });
    expect(rest.entries.map(({ change }) => change)).toEqual(['amended']);
    await expect(client.call(routes.recordHistory, { params: { record }, query: { from: 3 } })).rejects.toMatchObject({
      code: 'codec.shape',
    });
  });

  test('blocks, the latest first, page by page', async () => {
    const first = await client.call(routes.blocks, { query: { limit: 2 } });
    expect(first.items.map(({ header }) => header.height)).toEqual([3, 2]);
    const second = await client.call(routes.blocks, { query: { limit: 2, after: first.next } });
    expect(second.items.map(({ header }) => header.height)).toEqual([1]);
    expect(second.next).toBeNull();
    expect((await client.call(routes.block, { params: { height: 2 } })).hash).toBe(first.items[1]?.hash);
  });

  test('record types: the present versions only, page by page', async () => {
    const names: string[] = [];
    let after: string | null = null;
    do {
      const page: { items: readonly { name: string }[]; next: string | null } = await client.call(routes.recordTypes, {
        query: { limit: 2, after },
      });
      names.push(...page.items.map(({ name }) => name));
      after = page.next;
    } while (after !== null);
    expect(names).toEqual(['birth-certificate', 'diploma', 'medical-record', 'programme-rules', 'welfare-decision']);
    expect(await client.call(routes.recordType, { params: { name: 'diploma' } })).toMatchObject({ version: 1 });
  });

  test('agencies and officers', async () => {
    const agency = agencyOf('education');
    expect(await client.call(routes.agency, { params: { agency } })).toMatchObject({
      id: agency,
      value: { status: 'active' },
    });
    const officers = await client.call(routes.officers, { params: { agency } });
    const officer = officerIdOf(agency, keyOf('rector'));
    expect(officers.items.map(({ id }) => id)).toEqual([officer]);
    expect(await client.call(routes.officer, { params: { officer } })).toEqual(officers.items[0]);
  });

  test('programmes', async () => {
    const id = newObjectId('programme', programme.payload.signer, programme.payload.salt);
    const { items } = await client.call(routes.programmes);
    expect(items).toMatchObject([{ id, value: { budget: 1_000, scheduled: 0 } }]);
    expect(await client.call(routes.programme, { params: { programme: id } })).toEqual(items[0]);
  });

  test('validators, proposals, evidence, genesis, status', async () => {
    expect(await client.call(routes.validators)).toMatchObject({
      current: [{ connected: true, height: 3 }],
      next: [{ agency: agencyOf('registry') }],
    });
    expect((await client.call(routes.proposals)).items).toEqual([]);
    expect((await client.call(routes.evidence)).items).toEqual([]);
    expect(chainIdOf(await client.call(routes.genesis))).toEqual(node.chain.chain);
    expect(await client.chain()).toEqual(node.chain.chain);
    expect(await client.call(routes.status)).toMatchObject({ height: 3, missing: [] });
  });

  test.each([
    [
      'transaction',
      () => client.call(routes.transaction, { params: { id: '00'.repeat(32) as never } }),
      'tx.not-found',
    ],
    ['block', () => client.call(routes.block, { params: { height: 9 } }), 'block.not-found'],
    ['genesis block', () => client.call(routes.block, { params: { height: 0 } }), 'block.not-found'],
    ['record', () => client.call(routes.record, { params: { record: '00'.repeat(20) as never } }), 'record.unknown'],
    [
      'history',
      () => client.call(routes.recordHistory, { params: { record: '00'.repeat(20) as never } }),
      'record.unknown',
    ],
    ['type', () => client.call(routes.recordType, { params: { name: 'unknown' } }), 'type.unknown'],
    ['agency', () => client.call(routes.agency, { params: { agency: '00'.repeat(20) as never } }), 'agency.unknown'],
    [
      'officers',
      () => client.call(routes.officers, { params: { agency: '00'.repeat(20) as never } }),
      'agency.unknown',
    ],
    [
      'officer',
      () => client.call(routes.officer, { params: { officer: '00'.repeat(20) as never } }),
      'officer.unknown',
    ],
    [
      'proposal',
      () => client.call(routes.proposal, { params: { proposal: '00'.repeat(20) as never } }),
      'proposal.unknown',
    ],
    [
      'programme',
      () => client.call(routes.programme, { params: { programme: '00'.repeat(20) as never } }),
      'programme.unknown',
    ],
  ] as const)('no such %s', async (_name, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
  });
});

describe('what is asked wrongly', () => {
  const zero = formatId('record', '00'.repeat(20) as RecordId);
  test.each([
    ['/v1/records/rec1qqqqqqqqqqqqqqqqqqqq', 400, 'codec.identifier'],
    [`/v1/agencies/${zero}`, 400, 'codec.identifier'],
    ['/v1/blocks/minus', 400, 'codec.shape'],
    ['/v1/blocks/01', 400, 'codec.shape'],
    ['/v1/blocks/99999999999999999999', 400, 'codec.shape'],
    [`/v1/blocks?limit=${MAX_PAGE_SIZE + 1}`, 400, 'codec.shape'],
    ['/v1/blocks?limit=0', 400, 'codec.shape'],
    ['/v1/blocks?limit=', 400, 'codec.shape'],
    ['/v1/blocks?limit=1&limit=2', 400, 'codec.shape'],
    ['/v1/blocks?colour=red', 400, 'codec.shape'],
    ['/v1/blocks?after=x', 400, 'codec.malformed'],
    ['/v1/agencies?after=zz', 400, 'codec.malformed'],
    ['/v1/record-types/%', 400, 'codec.malformed'],
    ['/v1/record-types/UPPER', 400, 'codec.shape'],
    ['/v1/nothing', 404, 'node.route'],
    ['/', 404, 'node.route'],
    ['/v1/transactions', 405, 'node.method'],
  ])('%s', async (path, status, code) => {
    const response = await fetch(`${node.url}${path}`);
    const problem = (await response.json()) as { code: string };
    expect([response.status, problem.code, response.headers.get('content-type')]).toEqual([
      status,
      code,
      'application/problem+json',
    ]);
  });

  test.each(['DELETE', 'QUERY', 'PROPFIND'])('a method that there is not: %s', async (method) => {
    const response = await fetch(`${node.url}/v1/status`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('headers', () => {
  test('pages of other origins may read, without credentials', async () => {
    const response = await fetch(`${node.url}/v1/status`, { headers: { origin: 'https://explorer.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-request-id')).toMatch(/^[a-z0-9]+-[a-z0-9]+$/);
  });

  test('and are told so beforehand', async () => {
    const response = await fetch(`${node.url}/v1/transactions`, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
  });
});

describe('operations', () => {
  test('health and readiness', async () => {
    expect((await fetch(`${node.url}/health`)).status).toBe(200);
    expect((await fetch(`${node.url}/ready`)).status).toBe(200);
    node.isReady = false;
    try {
      expect((await fetch(`${node.url}/health`)).status).toBe(200);
      const response = await fetch(`${node.url}/ready`);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
      expect(await response.json()).toMatchObject({ code: 'node.not-ready', detail: expect.any(String) });
    } finally {
      node.isReady = true;
    }
  });

  test('metrics', async () => {
    const response = await fetch(`${node.url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toMatch(/^annals_height 3$/m);
    expect(text).toMatch(/^annals_apply_seconds_count 3$/m);
    expect(text).toMatch(/^annals_refused_messages_total\{reason="signature"\} 2$/m);
    expect(text).toMatch(
      /^annals_http_request_seconds_count\{route="\/v1\/blocks\/:height",method="GET",status="404"\} 2$/m,
    );
    expect(text).toMatch(/^annals_memory_bytes \d{7,}$/m);
    expect(text).toMatch(/^annals_event_loop_delay_seconds [\d.e-]+$/m);
  });
});
