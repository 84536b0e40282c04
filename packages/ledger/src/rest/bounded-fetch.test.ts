/** Nodes that take a request and do not answer it, over real sockets. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { boundedFetch, RestClient, routes } from './index.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const PATIENCE = { questionMs: 200, submissionMs: 200, wholeMs: 400 };

async function clientOf(answer: RequestListener, patience = PATIENCE): Promise<RestClient> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bounded = boundedFetch(fetch, patience);
  return new RestClient({ baseUrl: `http://127.0.0.1:${port}`, fetch: bounded, nowMs: Date.now, isBounded: true });
}

test.each<[string, RequestListener]>([
  ['never answers', () => undefined],
  ['begins to answer and never ends', (_, response) => response.write('{"chain":')],
  [
    'answers by the byte',
    (_, response) => {
      const trickle = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(trickle));
    },
  ],
])('ATTACK silent-node: a node that %s is given up as unreachable', async (_, answer) => {
  const client = await clientOf(answer);
  await expect(client.call(routes.status)).rejects.toMatchObject({ code: 'node.unreachable' });
  expect(client.isSilent).toBe(true);
});

test('ATTACK silent-node: one that does not begin is not waited for as long as a whole answer may take', async () => {
  const client = await clientOf(() => undefined, { ...PATIENCE, wholeMs: 30_000 });
  await expect(client.call(routes.status)).rejects.toMatchObject({ code: 'node.unreachable' });
  expect(client.isSilent).toBe(true);
}, 20_000);

test('a node that begins in time has the rest of the time', async () => {
  const client = await clientOf((_, response) => {
    response.write('{"x":');
    setTimeout(() => response.end('1}'), 280);
  });
  await expect(client.call(routes.status)).rejects.toMatchObject({ code: 'node.bad-answer' });
  expect(client.isSilent).toBe(false);
});

test('who asks can give up before', async () => {
  const client = await clientOf(() => undefined);
  const signal = AbortSignal.abort();
  await expect(client.call(routes.status, { signal })).rejects.toMatchObject({ code: 'node.unreachable' });
  expect(client.isSilent).toBe(false);
});
