/** The explorer's server against whoever writes request lines by hand: it answers, and goes on for everybody else. */
import { serveExplorer } from '@annals/explorer/serve';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { open, sendRaw, throwRequests } from '../harness/raw-requests.ts';

let explorer: Awaited<ReturnType<typeof serveExplorer>>;
let port: number;
beforeAll(async () => {
  explorer = await serveExplorer({ port: 0, nodes: ['http://127.0.0.1:8101'] });
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

test('ATTACK idle-connections: more than there are places, and the page is served', async () => {
  const held = await Promise.all(Array.from({ length: 1_200 }, () => open({ port })));
  expect((await fetch(explorer.url)).status).toBe(200);
  for (const socket of held) socket.destroy();
});
