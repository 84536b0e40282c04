import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RestClient, routes } from '@annals/ledger/rest';
import { afterEach, expect, test } from '@jest/globals';
import { boundedFetch } from './bounded-fetch.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function clientOf(answer: RequestListener): Promise<RestClient> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new RestClient({ baseUrl: `http://127.0.0.1:${port}`, fetch: boundedFetch(fetch, 100), nowMs: Date.now });
}

test.each<[string, RequestListener]>([
  ['never answers', () => undefined],
  ['begins to answer and never ends', (_, response) => response.write('{"chain":')],
])('a node that %s is given up as unreachable', async (_, answer) => {
  const client = await clientOf(answer);
  await expect(client.call(routes.status)).rejects.toMatchObject({ code: 'node.unreachable' });
});

test('who asks can give up before', async () => {
  const client = await clientOf(() => undefined);
  const signal = AbortSignal.abort();
  await expect(client.call(routes.status, { signal })).rejects.toMatchObject({ code: 'node.unreachable' });
});
