/** The explorer's server against whoever writes request lines by hand: it answers, and goes on for everybody else. */

import type { Socket } from 'node:net';
import { serveExplorer } from '@annals/explorer/serve';
import { guardServer } from '@annals/node/serving';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { askRaw, open, type Place, sendRaw, throwRequests } from '../harness/raw-requests.ts';

let explorer: Awaited<ReturnType<typeof serveExplorer>>;
let port: number;
beforeAll(async () => {
  explorer = await serveExplorer({ guard: guardServer, port: 0, nodes: ['http://127.0.0.1:8101'] });
  port = Number(new URL(explorer.url).port);
}, 300_000);
afterAll(() => explorer?.close());

const ask = (line: string) => sendRaw({ port }, Buffer.from(`${line}\r\nhost: x\r\nconnection: close\r\n\r\n`));

test.each([
  ['GET //', 200],
  ['GET //explorer.json', 200],
  ['GET http://x/explorer.json', 200],
  ['GET http://[/', 400],
  ['GET *', 400],
  ['OPTIONS *', 405],
  ['GET /assets/..%2f..%2fpackage.json', 404],
  ['HEAD /', 200],
])('ATTACK request-line: %s is answered', async (line, status) => {
  expect(await ask(`${line} HTTP/1.1`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('ATTACK request-line: thousands of request lines that no browser sends', async () => {
  expect(await throwRequests({ port }, 2_000, 1)).toEqual([]);
  expect((await fetch(explorer.url)).status).toBe(200);
});

const ALL = 60;
const OF_ONE = 20;

describe('with bounds that are reached sooner than in earnest', () => {
  let small: Awaited<ReturnType<typeof serveExplorer>>;
  let place: Place;
  const held: Socket[] = [];
  const serve = async (options: Parameters<typeof guardServer>[2]) => {
    small = await serveExplorer({
      guard: (server, handle) => guardServer(server, handle, options),
      port: 0,
      nodes: ['http://127.0.0.1:8101'],
    });
    place = { port: Number(new URL(small.url).port) };
  };
  afterEach(async () => {
    for (const socket of held.splice(0)) socket.destroy();
    await small.close();
  });

  const hold = async (count: number, from?: string) => {
    for (let i = 0; i < count; i++) {
      const socket = await open({ ...place, ...(from ? { from } : {}) });
      socket.resume();
      held.push(socket);
    }
  };
  const closed = (sockets: readonly Socket[]) =>
    Promise.all(sockets.map((socket) => socket.closed || new Promise((resolve) => socket.once('close', resolve))));
  /** What gave way is the oldest and no more: silence for too long would have ended all of them. */
  const stillOpen = () => held.filter((socket) => !socket.destroyed && !socket.closed).length;
  const page = (from?: string) =>
    askRaw(
      { ...place, ...(from ? { from } : {}) },
      Buffer.from('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
      10_000,
    );

  test('ATTACK idle-connections: an address holds no more than its places, and the page is served', async () => {
    await serve({ connections: { all: ALL, ofOneAddress: OF_ONE } });
    await hold(2 * OF_ONE);
    await closed(held.slice(0, OF_ONE));
    expect(await page()).toMatch(/^HTTP\/1.1 200 /);
    expect(stillOpen()).toBeGreaterThanOrEqual(OF_ONE - 1);
  });

  // Other systems than Linux have only one loopback address.
  const testFromMany = process.platform === 'linux' ? test : test.skip;
  testFromMany('ATTACK idle-connections: nor do many addresses hold all of them', async () => {
    await serve({ connections: { all: ALL, ofOneAddress: OF_ONE } });
    for (let i = 1; i <= 2 * ALL; i++) await hold(1, `127.0.1.${i}`);
    await closed(held.slice(0, ALL));
    expect(await page('127.0.2.1')).toMatch(/^HTTP\/1.1 200 /);
    expect(stillOpen()).toBeGreaterThanOrEqual(ALL - 1);
  });

  test('ATTACK pipelined-requests: of a packet full of them a few are answered', async () => {
    await serve({});
    const answers = await askRaw(place, Buffer.from('GET /x HTTP/1.1\r\nhost:\r\n\r\n'.repeat(2_000)));
    const count = answers.split('HTTP/1.1 200').length - 1;
    expect(count).toBeLessThanOrEqual(4);
  });

  testFromMany('ATTACK costly-answers: an address that has used up its time is refused, and no other', async () => {
    await serve({ workMs: { ofOneAddress: 1, ofStrangers: 900, ofMembers: 0 } });
    let refused = '';
    for (let i = 0; i < 1_000 && refused === ''; i++) {
      const answer = await page('127.0.3.1');
      if (!answer.startsWith('HTTP/1.1 200 ')) refused = answer === '' ? 'cut off' : answer;
    }
    expect(refused).toMatch(/^cut off|^HTTP\/1.1 429 /);
    expect(await page('127.0.3.2')).toMatch(/^HTTP\/1.1 200 /);
  });

  test('ATTACK forged-forwarding: whom a proxy asks for counts only where it is trusted', async () => {
    const bytes = (from: string) =>
      Buffer.from(`GET / HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${from}\r\nconnection: close\r\n\r\n`);
    const workMs = { ofOneAddress: 1, ofStrangers: 900, ofMembers: 0 };
    const untilRefused = async (from: (i: number) => string): Promise<boolean> => {
      for (let i = 0; i < 300; i++) {
        if (!(await askRaw(place, bytes(from(i)), 10_000)).startsWith('HTTP/1.1 200 ')) return true;
      }
      return false;
    };
    await serve({ workMs });
    expect(await untilRefused((i) => `10.0.${i >> 8}.${i & 255}`)).toBe(true);
    await small.close();
    await serve({ workMs, trustedProxies: ['127.0.0.0/8'] });
    expect(await untilRefused((i) => `10.0.${i >> 8}.${i & 255}`)).toBe(false);
    expect(await untilRefused(() => '10.9.9.9')).toBe(true);
  });
});
