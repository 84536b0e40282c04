/** Event streams over HTTP: blocks as they come, resuming, and what is about a person for her alone. */
import { EventEmitter } from 'node:events';
import { formatId, type RecordId } from '@annals/ledger/codec';
import { sha256, sign } from '@annals/ledger/crypto';
import { possessionHeader } from '@annals/ledger/rest';
import { buildTransaction, newObjectId, rotationDigest, type Transaction } from '@annals/ledger/transaction';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { ClientTurns } from '../serving/client-turns.ts';
import { WorkTime } from '../serving/work-time.ts';
import { EventStreams } from './event-stream.ts';
import { API_LIMITS } from './limits.ts';
import { keyOf, SingleNode, START_MS, secretOf, subjectOf } from './testing/single-node.ts';

/** As a server bounds it. */
function bounded() {
  const work = new WorkTime();
  return { work, turns: new ClientTurns(work) };
}

const BLOCKS = { after: null, subject: null };
const CLIENT = { account: '10.0.0.1', isMember: false };
const ada = subjectOf('ada', 'health');
let node: SingleNode;
let record: RecordId;

beforeAll(async () => {
  node = await SingleNode.start();
  await node.commit(node.appointment('doctor'), node.enrolment('ada', 'health'), node.enrolment('bob', 'health'));
});
afterAll(() => node.stop());

interface StreamEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: { readonly [name: string]: unknown };
}

/** An open stream whose events are taken one by one. */
class Stream {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(response: Response) {
    this.#reader = (response.body as ReadableStream<Uint8Array>).getReader();
  }

  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split('\n');
        this.#text = this.#text.slice(end + 2);
        const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const event = field('event');
        if (event) return { event, id: field('id'), data: JSON.parse(field('data') ?? 'null') };
        continue;
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}

async function open(query = '', headers: { [name: string]: string } = {}): Promise<Stream> {
  const response = await fetch(`${node.url}/v1/events${query}`, { headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return new Stream(response);
}

test('a block is told when it is durable, with how its transactions ended', async () => {
  const stream = await open();
  const issue = node.transaction('record.issue', 'doctor', {
    type: 'medical-record',
    subject: ada,
    content: {
      type: 'sealed',
      sidecar: sha256(new Uint8Array(1)),
      commitment: sha256(new Uint8Array(2)),
      sealedTo: keyOf('ada'),
    },
  });
  record = newObjectId('record', issue.payload.signer, issue.payload.salt);
  const { header, hash } = await node.commit(issue, node.appointment('doctor'));
  expect(await stream.next()).toEqual({
    event: 'block',
    id: '2',
    data: {
      height: 2,
      hash: formatId('block', hash),
      timeMs: header.timeMs,
      count: 2,
      codes: { ok: 1, 'officer.exists': 1 },
    },
  });
  await stream.close();
});

test('whoever comes back goes on after the last event, and misses nothing', async () => {
  await node.commit();
  for (const stream of [await open('?after=1'), await open('', { 'last-event-id': '1' })]) {
    await node.commit();
    const head = node.chain.head.height;
    for (let height = 2; height <= head; height++) expect((await stream.next())?.id).toBe(String(height));
    await stream.close();
  }
  const block = await (await open('?after=1')).next();
  expect(block?.data).toMatchObject({ codes: { ok: 1, 'officer.exists': 1 } });
});

test('a person is told of reads and changes, before their block, and of what she missed when she comes back', async () => {
  const path = `/v1/events?subject=${formatId('subject', ada)}`;
  const claim = { chain: node.chain.chain, method: 'GET', url: path, timeMs: node.nowMs };
  const headers = { authorization: possessionHeader(claim, secretOf('ada')) };
  const stream = new Stream(await fetch(`${node.url}${path}`, { headers }));
  const content = {
    type: 'sealed' as const,
    sidecar: sha256(new Uint8Array(3)),
    commitment: sha256(new Uint8Array(4)),
    sealedTo: keyOf('ada'),
  };
  await node.commit(
    node.reading('doctor', [{ record, sections: ['general'] }]),
    node.transaction('record.amend', 'doctor', { record, version: 1, content }),
  );
  expect(await stream.next()).toMatchObject({
    event: 'access',
    id: undefined,
    data: { index: 0, entry: { outcome: 'granted' } },
  });
  expect(await stream.next()).toMatchObject({
    event: 'record',
    data: { record: formatId('record', record), index: 1, entry: { change: 'amended' } },
  });
  const notices = [
    { kind: 'read', what: 'treatment', record: formatId('record', record), logIndex: 0 },
    { kind: 'record-changed', what: 'amended', record: formatId('record', record), logIndex: null },
  ];
  for (const data of notices) expect(await stream.next()).toMatchObject({ event: 'notice', data });
  const block = await stream.next();
  expect(block).toMatchObject({ event: 'block' });
  await stream.close();

  const after = `${path}&after=${Number(block?.id) - 1}`;
  const authorization = possessionHeader({ ...claim, url: after, timeMs: node.nowMs }, secretOf('ada'));
  const resumed = new Stream(await fetch(`${node.url}${after}`, { headers: { authorization } }));
  for (const data of notices) expect(await resumed.next()).toMatchObject({ event: 'notice', data });
  expect(await resumed.next()).toEqual(block);
  await resumed.close();
});

test('what is about a person needs her key', async () => {
  const path = `/v1/events?subject=${formatId('subject', ada)}`;
  expect((await fetch(`${node.url}${path}`)).status).toBe(401);
  const claim = { chain: node.chain.chain, method: 'GET', url: path, timeMs: node.nowMs };
  for (const name of ['bob', 'doctor']) {
    const headers = { authorization: possessionHeader(claim, secretOf(name)) };
    expect((await fetch(`${node.url}${path}`, { headers })).status).toBe(403);
  }
});

test('a key that has been replaced is told nothing more on a stream that it had opened', async () => {
  await node.commit(node.enrolment('eve', 'health'));
  const subject = subjectOf('eve', 'health');
  const path = `/v1/events?subject=${formatId('subject', subject)}`;
  const claim = { chain: node.chain.chain, method: 'GET', url: path, timeMs: node.nowMs };
  const headers = { authorization: possessionHeader(claim, secretOf('eve')) };
  const stream = new Stream(await fetch(`${node.url}${path}`, { headers }));
  await node.commit();
  expect(await stream.next()).toMatchObject({ event: 'block' });
  const proof = sign(rotationDigest(node.chain.chain, subject, keyOf('eve')), secretOf('new key of eve'));
  const rotation = buildTransaction<'person.rotate-key'>({
    chain: node.chain.chain,
    kind: 'person.rotate-key',
    body: { subject, key: keyOf('new key of eve'), proof },
    signerSecret: secretOf('eve'),
    agency: null,
    lastValid: node.chain.head.height + 10,
    salt: node.newSalt(),
  }) as unknown as Transaction;
  const { effects } = await node.commit(rotation);
  expect(effects.results.map(({ code }) => code)).toEqual(['ok']);
  await expect(stream.next()).rejects.toThrow();
});

test('who represents a person is told what she is told, until the mandate ends, also on a stream that is open', async () => {
  const untilMs = node.nowMs + 10_000;
  const mandate = { representative: subjectOf('bob', 'health'), kind: 'representative', fromMs: 0, untilMs } as const;
  await node.commit(...node.mandate('ada', 'bob', { subject: ada, ...mandate }));
  const path = `/v1/events?subject=${formatId('subject', ada)}`;
  const claim = { chain: node.chain.chain, method: 'GET', url: path, timeMs: node.nowMs };
  const headers = { authorization: possessionHeader(claim, secretOf('bob')) };
  const stream = new Stream(await fetch(`${node.url}${path}`, { headers }));
  await node.commit(node.reading('doctor', [{ record, sections: ['general'] }]));
  expect(await stream.next()).toMatchObject({ event: 'access' });
  expect(await stream.next()).toMatchObject({ event: 'notice', data: { kind: 'read' } });
  expect(await stream.next()).toMatchObject({ event: 'block' });
  node.nowMs = untilMs;
  await node.commit();
  await expect(stream.next()).rejects.toThrow();
});

test('what is asked wrongly is a problem, not a stream', async () => {
  expect((await fetch(`${node.url}/v1/events?after=x`)).status).toBe(400);
  expect((await fetch(`${node.url}/v1/events?subject=x`)).status).toBe(400);
});

/** A reply of which only the socket matters; nothing that is written ever leaves. */
function unreadReply() {
  const raw = Object.assign(new EventEmitter(), {
    writableLength: 0,
    isDestroyed: false,
    writeHead() {},
    write(text: string) {
      this.writableLength += text.length;
    },
    end() {},
    destroy() {
      this.isDestroyed = true;
    },
  });
  return { raw, reply: { raw, hijack() {}, getHeaders: () => ({}) } as unknown as FastifyReply };
}

test('a subscriber who does not read is dropped, and the chain goes on', async () => {
  const streams = new EventStreams(node.services, bounded());
  const { raw, reply } = unreadReply();
  streams.open(reply, BLOCKS, CLIENT);
  await node.commit();
  expect([streams.size, raw.isDestroyed]).toEqual([1, false]);
  raw.writableLength = API_LIMITS.subscriberBytes;
  await node.commit();
  expect([streams.size, raw.isDestroyed]).toEqual([0, true]);
  streams.stop();
});

test('a stream that throws does not stop the chain', async () => {
  const streams = new EventStreams(node.services, bounded());
  const { raw, reply } = unreadReply();
  streams.open(reply, BLOCKS, CLIENT);
  raw.write = () => {
    throw new Error('broken');
  };
  const { height } = node.chain.head;
  await node.commit();
  expect(node.chain.head.height).toBe(height + 1);
  streams.stop();
});

test('ATTACK endless-history: blocks of which persons are not told in time do not pile up, and who waits comes back', async () => {
  const { store } = node.services;
  // Nothing that is looked up in a log ever comes.
  const silent = new Proxy(store, {
    get: (target, name) => {
      if (name === 'logEntries') return () => new Promise(() => {});
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const streams = new EventStreams({ ...node.services, store: silent }, bounded());
  const { raw, reply } = unreadReply();
  const watcher = unreadReply();
  streams.open(reply, { after: null, subject: ada }, CLIENT, keyOf('ada'));
  streams.open(watcher.reply, BLOCKS, CLIENT);
  await node.commit(node.reading('doctor', [{ record, sections: ['general'] }]));
  for (let waiting = 1; waiting < API_LIMITS.untoldBlocks; waiting++) await node.commit();
  expect(raw.isDestroyed).toBe(false);
  await node.commit();
  expect([streams.size, raw.isDestroyed, watcher.raw.isDestroyed]).toEqual([1, true, false]);
  streams.stop();
});

describe('ATTACK many-streams', () => {
  const { all, ofOneAddress, keptForMembers } = API_LIMITS.subscribers;
  let streams: EventStreams;
  beforeEach(() => {
    streams = new EventStreams(node.services, bounded());
  });
  afterEach(() => streams.stop());

  /** Opens so many from an address. */
  function openMany(count: number, account: string, isMember = false) {
    const replies = Array.from({ length: count }, unreadReply);
    for (const { reply } of replies) streams.open(reply, BLOCKS, { account, isMember });
    return replies;
  }

  test('one address has its part of them, and gets one back when one ends', () => {
    const [first] = openMany(ofOneAddress, 'a');
    expect(() => openMany(1, 'a')).toThrow(expect.objectContaining({ code: 'node.busy' }));
    first?.raw.emit('close');
    openMany(1, 'a');
  });

  test('who has most gives way to others, and members always find a place', () => {
    const strangers = Array.from({ length: all / ofOneAddress - 1 }, (_, i) => openMany(ofOneAddress, `many ${i}`));
    expect(streams.size).toBe(all - keptForMembers);
    openMany(1, 'b');
    expect(streams.size).toBe(all - keptForMembers);
    expect(strangers.flat().filter(({ raw }) => raw.isDestroyed)).toHaveLength(1);
    openMany(keptForMembers, 'm', true);
    expect(streams.size).toBe(all);
    expect(strangers.flat().filter(({ raw }) => raw.isDestroyed)).toHaveLength(1);
  });
});

test('streams end when the node stops', async () => {
  const other = await SingleNode.start();
  await other.commit(
    other.transaction('officer.appoint', 'health', {
      key: keyOf('x'),
      roles: ['doctor'],
      untilMs: START_MS + 90_000_000,
    }),
  );
  const stream = new Stream(await fetch(`${other.url}/v1/events?after=0`));
  expect((await stream.next())?.id).toBe('1');
  const ended = stream.next();
  await other.stop();
  await expect(ended).resolves.toBeUndefined();
});
