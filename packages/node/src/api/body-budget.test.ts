import { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { BodyBudget } from './body-budget.ts';
import { API_LIMITS } from './limits.ts';
import { SingleNode } from './testing/single-node.ts';

const MIB = 1024 * 1024;
const LARGEST = { 'content-length': String(API_LIMITS.bodyBytes) };
const clientAt = (account: string, isMember = false) => ({ account, isMember });

/** Whether a request finds room at its head. */
function isAdmitted(
  budget: BodyBudget,
  account: string,
  headers: { [name: string]: string } = LARGEST,
  method = 'POST',
) {
  try {
    budget.admit({ method, headers }, clientAt(account));
    return true;
  } catch {
    return false;
  }
}

/** Sends so many MiB of a body. */
function send(budget: BodyBudget, account: string, mib: number, isMember = false) {
  const body = Object.assign(new EventEmitter(), {
    isEnded: false,
    complete: false,
    destroy() {
      body.isEnded = true;
      return body as never;
    },
  });
  const answer = new EventEmitter();
  budget.count(body as never, answer as never, clientAt(account, isMember));
  const more = (): void => void body.emit('data', new Uint8Array(MIB));
  for (let sent = 0; sent < mib; sent++) more();
  return { more, end: () => void answer.emit('close'), isEnded: () => body.isEnded };
}

test('ATTACK announced-bodies: what is only announced takes no room', () => {
  const budget = new BodyBudget();
  for (let i = 0; i < 100; i++) expect(isAdmitted(budget, '10.0.0.1')).toBe(true);
  expect(isAdmitted(budget, '10.0.0.2')).toBe(true);
});

test('one address that sends much leaves room for the others, and gets its own back at the end', () => {
  const budget = new BodyBudget();
  const bodies = [send(budget, '10.0.0.1', 32), send(budget, '10.0.0.1', 32)];
  expect(isAdmitted(budget, '10.0.0.1')).toBe(false);
  const [first] = bodies;
  first?.more();
  expect(first?.isEnded()).toBe(true);
  expect(isAdmitted(budget, '10.0.0.2')).toBe(true);
  for (const { end } of bodies) end();
  expect(isAdmitted(budget, '10.0.0.1')).toBe(true);
});

test('strangers leave room for members, however many addresses they have', () => {
  const budget = new BodyBudget();
  const strangers = [1, 2, 3, 4].map((i) => send(budget, `10.0.0.${i}`, 32));
  expect(strangers.map(({ isEnded }) => isEnded())).toEqual([false, false, false, true]);
  expect(send(budget, '10.1.0.1', 32, true).isEnded()).toBe(false);
});

test.each([LARGEST, { 'transfer-encoding': 'chunked' }, { 'content-length': 'x' }])(
  'whatever a body is announced as, there must be room for it: %j',
  (headers) => {
    const budget = new BodyBudget();
    send(budget, '10.0.0.1', 40);
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST'])
      expect(isAdmitted(budget, '10.0.0.1', headers, method)).toBe(false);
  },
);

test('what has no body needs no room, such as the preflight of a browser', () => {
  const budget = new BodyBudget();
  send(budget, '10.0.0.1', 64);
  expect(isAdmitted(budget, '10.0.0.1', {}, 'OPTIONS')).toBe(true);
  expect(isAdmitted(budget, '10.0.0.1', LARGEST, 'GET')).toBe(true);
});

test('ATTACK bodies-after-answers: what comes after the answer is not counted, and not waited for', () => {
  const budget = new BodyBudget();
  const { end, more, isEnded } = send(budget, '10.0.0.1', 1);
  end();
  expect(isEnded()).toBe(true);
  more();
  expect(budget.used).toBe(0);
});

test('ATTACK bodies-after-answers: of a request that was answered before its body came nothing is ever counted', () => {
  const budget = new BodyBudget();
  const body = Object.assign(new EventEmitter(), { complete: false, destroy: () => undefined });
  budget.count(body as never, Object.assign(new EventEmitter(), { closed: true }) as never, clientAt('10.0.0.1'));
  body.emit('data', new Uint8Array(MIB));
  expect(budget.used).toBe(0);
});

test('ATTACK bodies-after-answers: over HTTP, nothing stays counted after answers that came before a body', async () => {
  const node = await SingleNode.start();
  const { hostname, port } = new URL(node.url);
  const used = async (): Promise<string | undefined> =>
    /^annals_client_body_bytes (\d+)$/m.exec(await (await fetch(`${node.url}/metrics`)).text())?.[1];
  /** Sends a head, waits for the answer, and sends the body all the same. */
  const sendLate = async (request: string, type: string, bytes: number): Promise<string> => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('error', () => {});
    const answered = new Promise<void>((resolve) => {
      socket.on('data', (data) => {
        answer += data.toString('latin1');
        resolve();
      });
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`${request} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: ${bytes}\r\n\r\n`);
    await answered;
    for (let sent = 0; sent < bytes && !socket.destroyed; sent += MIB)
      socket.write(new Uint8Array(Math.min(MIB, bytes - sent)));
    // The node ends it, as it says.
    await closed;
    return answer;
  };
  try {
    const statuses = new Set<string>();
    for (const [request, type, bytes] of [
      ['POST /v1/transactions', 'text/plain', 4 * MIB],
      ['POST /v1/transactions', 'application/json', 40 * MIB],
      ['POST /nothing', 'text/plain', 4 * MIB],
      ['POST /nothing', 'application/json', 4 * MIB],
      ['OPTIONS /v1/transactions', 'text/plain', 4 * MIB],
      ['OPTIONS /v1/transactions', 'application/json', 4 * MIB],
      ['PUT /v1/status', 'text/plain', 4 * MIB],
      ['GET /v1/status', 'text/plain', 4 * MIB],
    ] as const) {
      const answer = await sendLate(request, type, bytes);
      expect([request, answer]).toEqual([request, expect.stringMatching(/\r\nconnection: close\r\n/i)]);
      statuses.add(answer.slice(9, 12));
    }
    expect([...statuses]).toEqual(expect.arrayContaining(['200', '404', '413', '415']));
    let left = await used();
    // Metrics are rendered once a second.
    while (left !== '0') {
      await new Promise((resolve) => setTimeout(resolve, 200));
      left = await used();
    }
    expect(left).toBe('0');
  } finally {
    await node.stop();
  }
});
