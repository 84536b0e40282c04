/** The client against answers of every kind, from a fetch that is no network. */
import { describe, expect, test } from '@jest/globals';
import { formatId, type JsonValue, type RecordId } from '../codec/index.ts';
import { publicKeyOf, sha256 } from '../crypto/index.ts';
import type { ProvenLog } from '../light/index.ts';
import {
  errorOfAnswer,
  type Fetch,
  fetchWholeList,
  fetchWholeLog,
  LOG_PART_ENTRIES,
  NodeProblem,
  PROBLEM_CONTENT_TYPE,
  problemOf,
  RestClient,
  routes,
  verifyPossession,
} from './index.ts';

const NOW_MS = 1_800_000_000_000;
const chain = sha256(new Uint8Array(1));

interface Answer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** A client whose every call gets this answer, and what it sent. */
function clientOf(answer: Answer | Error) {
  const sent: { url: string; init: Parameters<Fetch>[1] }[] = [];
  const fetch: Fetch = async (url, init) => {
    sent.push({ url, init });
    if (answer instanceof Error) throw answer;
    const { status = 200, headers = {}, body = '' } = answer;
    const get = (name: string) => headers[name] ?? null;
    return { ok: status < 400, status, headers: { get }, text: async () => body };
  };
  return { client: new RestClient({ baseUrl: 'http://node', fetch, nowMs: () => NOW_MS, isBounded: true }), sent };
}

const json = (value: JsonValue): Answer => ({ body: JSON.stringify(value) });
const page = (items: JsonValue[], next: string | null = null) => json({ items, next });

describe('what is sent', () => {
  test('path and query, without fields that are not given', async () => {
    const { client, sent } = clientOf(page([]));
    await client.call(routes.blocks);
    await client.call(routes.blocks, { query: { limit: 5 } });
    await client.call(routes.blocks, { query: { after: 'a b&c', limit: 5 } });
    expect(sent.map(({ url }) => url)).toEqual([
      'http://node/v1/blocks',
      'http://node/v1/blocks?limit=5',
      'http://node/v1/blocks?after=a%20b%26c&limit=5',
    ]);
    expect(sent[0]?.init).toEqual({ method: 'GET', headers: { accept: 'application/json' } });
  });

  test('identifiers as people see them', async () => {
    const { client, sent } = clientOf(json(null));
    const record = '11'.repeat(20) as RecordId;
    await expect(client.call(routes.record, { params: { record } })).rejects.toThrow();
    expect(sent[0]?.url).toBe(`http://node/v1/records/${formatId('record', record)}`);
  });

  test('a body as JSON', async () => {
    const { client, sent } = clientOf(json({ outcomes: [] }));
    const transactions = [{ transaction: Uint8Array.of(0xab), sidecar: null }];
    await client.call(routes.submit, { body: { transactions, wait: 'accepted', timeoutMs: 0 } });
    expect(sent[0]?.init).toEqual({
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"transactions":[{"transaction":"ab","sidecar":null}],"wait":"accepted","timeoutMs":0}',
    });
  });

  test('a proof of key possession over exactly what is asked', async () => {
    const { client, sent } = clientOf(page([]));
    const secret = sha256(new Uint8Array(2));
    await client.call(routes.subjectRecords, {
      params: { subject: '22'.repeat(20) as never },
      query: { limit: 3 },
      prove: { secret, chain },
    });
    const { url, init } = sent[0] as (typeof sent)[number];
    const path = url.slice('http://node'.length);
    expect(path).toMatch(/records\?limit=3$/);
    const { authorization: header } = init.headers;
    expect(verifyPossession(header, { chain, method: 'GET', url: path }, NOW_MS)).toEqual(publicKeyOf(secret));
    for (const other of [{ method: 'POST' }, { url: `${path}0` }, { chain: secret }]) {
      const request = { chain, method: 'GET', url: path, ...other };
      expect(() => verifyPossession(header, request, NOW_MS)).toThrow(
        expect.objectContaining({ code: 'auth.invalid' }),
      );
    }
  });

  test('the signal of the caller', async () => {
    const { client, sent } = clientOf(page([]));
    const { signal } = new AbortController();
    await client.call(routes.blocks, { signal });
    expect(sent[0]?.init.signal).toBe(signal);
  });
});

/** An answer that goes on for ever, and how many bytes of it were taken. */
function endless(status: number, headers: { readonly [name: string]: string } = {}) {
  const taken = { bytes: 0, isCancelled: false };
  const chunk = new TextEncoder().encode(' '.repeat(16_384));
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        taken.bytes += chunk.length;
        controller.enqueue(chunk);
      },
      cancel: () => {
        taken.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const fetch: Fetch = async () => new Response(body, { status, headers });
  return { taken, client: new RestClient({ baseUrl: 'http://node', fetch, nowMs: () => NOW_MS, isBounded: true }) };
}

describe('ATTACK endless-answer', () => {
  test.each([
    ['of an answer', 200, 2 * 1024 * 1024],
    ['of a refusal', 503, 64 * 1024],
  ])('%s no more is read than there can be, and the node is named', async (_, status, mostBytes) => {
    const { taken, client } = endless(status);
    await expect(client.call(routes.status)).rejects.toMatchObject({
      code: 'node.bad-answer',
      message: expect.stringContaining('http://node'),
    });
    expect(taken.bytes).toBeGreaterThan(0);
    expect(taken.bytes).toBeLessThan(mostBytes);
    expect(taken.isCancelled).toBe(true);
  });

  test('of one that is announced as too long nothing is read', async () => {
    const { taken, client } = endless(200, { 'content-length': '1000000000' });
    await expect(client.call(routes.status)).rejects.toMatchObject({ code: 'node.bad-answer' });
    expect(taken).toEqual({ bytes: 0, isCancelled: true });
  });

  test('a short one with more items than there can be is refused', async () => {
    const { client } = clientOf({ body: `[${'{},'.repeat(20_000)}{}]` });
    await expect(client.call(routes.genesis)).rejects.toMatchObject({ code: 'node.bad-answer' });
  });

  test('an event stream that is refused for ever is given up', async () => {
    const chunk = new TextEncoder().encode(' '.repeat(16_384));
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk) });
    expect(await errorOfAnswer(new Response(body, { status: 503 }))).toMatchObject({ code: 'node.internal' });
  });

  test('what comes in pieces is joined, also within a character', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ items: [], next: 'ä€😀' }));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const fetch: Fetch = async () => new Response(body);
    const client = new RestClient({ baseUrl: 'http://node', fetch, nowMs: () => NOW_MS, isBounded: true });
    expect(await client.call(routes.blocks)).toEqual({ items: [], next: 'ä€😀' });
  });
});

describe('what comes back', () => {
  test('nobody', async () => {
    const failure = new TypeError('fetch failed');
    const error = await clientOf(failure)
      .client.call(routes.status)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'node.unreachable', cause: failure });
  });

  test('a problem, with its code, detail, time to wait and request', async () => {
    const { client } = clientOf({
      status: 503,
      headers: { 'content-type': PROBLEM_CONTENT_TYPE, 'retry-after': '7', 'x-request-id': 'r-1' },
      body: JSON.stringify(problemOf('node.busy', 'full')),
    });
    const error = await client.call(routes.status).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NodeProblem);
    expect(error).toMatchObject({ code: 'node.busy', message: 'full', retryAfterMs: 7_000, requestId: 'r-1' });
  });

  test.each([
    ['of a later release', '{"code": "future.code", "detail": "new"}', 'future.code: new'],
    ['without a code', '{}', 'undefined: the node gave no detail'],
    ['that is no map', '[]', 'undefined: the node gave no detail'],
    ['that is no JSON', '<', 'undefined: the node gave no detail'],
  ])('a problem %s', async (_name, body, message) => {
    const { client } = clientOf({
      status: 500,
      headers: { 'content-type': PROBLEM_CONTENT_TYPE, 'retry-after': 'soon' },
      body,
    });
    await expect(client.call(routes.status)).rejects.toMatchObject({
      code: 'node.internal',
      message,
      retryAfterMs: null,
    });
  });

  test.each([
    ['nothing', { body: '' }],
    ['a page of HTML', { body: '<html></html>' }],
    ['an error of a proxy', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
    ['JSON of another shape', { body: '{}' }],
    ['null', { body: 'null' }],
    ['a field too many', { body: '{"items":[],"next":null,"more":1}' }],
    [
      'more than it announced to be reasonable',
      { headers: { 'content-length': '99999999999' }, body: '{"items":[],"next":null}' },
    ],
  ] as readonly (readonly [string, Answer])[])('%s', async (_name, answer) => {
    await expect(clientOf(answer).client.call(routes.blocks)).rejects.toMatchObject({ code: 'node.bad-answer' });
  });

  test('a long page', async () => {
    const id = formatId('agency', '33'.repeat(20) as never);
    const value = {
      key: '02'.repeat(33),
      name: { en: 'A' },
      issuesIdentities: true,
      quota: 1,
      roles: [],
      status: 'active',
      admittedMs: 1,
      validatorKeys: [],
    };
    const items = Array.from({ length: 200 }, () => ({ id, value }));
    expect((await clientOf(page(items, 'abc')).client.call(routes.agencies)).items).toHaveLength(200);
    const tooLong = clientOf(page([...items, { id, value }])).client;
    await expect(tooLong.call(routes.agencies)).rejects.toMatchObject({ code: 'node.bad-answer' });
  });
});

describe('a log in parts', () => {
  const part = (from: number, count: number, next: number | null) => ({
    proven: { from, entries: Array.from({ length: count }, (_, i) => Uint8Array.of(from + i)) } as unknown as ProvenLog,
    next,
  });

  test('is fetched to its end', async () => {
    const asked: number[] = [];
    const [second, third] = [3 + LOG_PART_ENTRIES, 3 + 2 * LOG_PART_ENTRIES];
    const parts = new Map([
      [3, part(3, LOG_PART_ENTRIES, second)],
      [second, part(second, LOG_PART_ENTRIES, third)],
      [third, part(third, 1, null)],
    ]);
    const log = await fetchWholeLog(async (from) => {
      asked.push(from);
      return parts.get(from) as ReturnType<typeof part>;
    }, 3);
    expect(asked).toEqual([3, second, third]);
    const all = Array.from({ length: 2 * LOG_PART_ENTRIES + 1 }, (_, i) => (3 + i) % 256);
    expect([log.from, log.entries.map(([byte]) => byte)]).toEqual([3, all]);
  });

  test.each([
    ['that begins elsewhere', part(1, 2, null)],
    ['that leads back', part(0, 2, 0)],
    ['that skips', part(0, 2, 3)],
    ['that is empty and goes on', part(0, 0, 0)],
    ['that is drawn out', part(0, LOG_PART_ENTRIES - 1, LOG_PART_ENTRIES - 1)],
  ])('a part %s is refused', async (_name, answer) => {
    await expect(fetchWholeLog(async () => answer)).rejects.toMatchObject({ code: 'node.bad-answer' });
  });

  test('a log without end is refused', async () => {
    const entries = Array.from({ length: 20_000 }, () => new Uint8Array(1));
    const endless = async (from: number) => ({
      proven: { from, entries } as unknown as ProvenLog,
      next: from + entries.length,
    });
    await expect(fetchWholeLog(endless)).rejects.toMatchObject({ code: 'node.bad-answer' });
  });
});

describe('a list in pages', () => {
  test('is fetched to its end, also when a page is empty', async () => {
    const pages = new Map<string | null, { readonly items: readonly number[]; readonly next: string | null }>([
      [null, { items: [1, 2], next: 'b' }],
      ['b', { items: [], next: 'c' }],
      ['c', { items: [3], next: null }],
    ]);
    expect(await fetchWholeList(async (after) => pages.get(after) as { items: number[]; next: null })).toEqual([
      1, 2, 3,
    ]);
  });

  test('ATTACK drawn-out-answer: is not followed for ever', async () => {
    let asked = 0;
    const endless = (items: readonly number[]) => async () => {
      asked += 1;
      return { items, next: 'again' };
    };
    await expect(fetchWholeList(endless([]))).rejects.toMatchObject({ code: 'node.bad-answer' });
    expect(asked).toBeLessThan(30);
    asked = 0;
    await expect(fetchWholeList(endless([1]))).rejects.toMatchObject({ code: 'node.bad-answer' });
    expect(asked).toBeLessThan(30);
    expect(await fetchWholeList(endless(Array.from({ length: 200 }, (_, i) => i)))).toHaveLength(10_000);
  });
});
