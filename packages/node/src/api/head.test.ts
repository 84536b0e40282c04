/** HEAD on every route that GET is on: answered at once with the same status, and nothing is left open. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApiDocument } from './openapi.ts';
import { SingleNode } from './testing/single-node.ts';

let node: SingleNode;
beforeAll(async () => {
  node = await SingleNode.start();
});
afterAll(() => node.stop());

const { paths } = openApiDocument('0') as unknown as { paths: { [path: string]: { get?: object } } };
const read = Object.keys(paths).filter((path) => paths[path]?.get);

/** The status lines of two requests that are sent one after the other on one connection. */
function statusesOf(path: string, method: string): Promise<readonly string[]> {
  const { hostname, port } = new URL(node.url);
  const socket = connect(Number(port), hostname);
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
  socket.write('GET /none HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.setTimeout(5_000, () => socket.destroy(new Error(`${method} ${path} is not over: ${text}`)));
    socket.once('error', reject);
    socket.once('end', () => resolve(text.match(/^HTTP\/1\.1 \d+/gm) ?? []));
  });
}

test.each(read)('ATTACK head-of-a-stream: HEAD %s is over at once', async (described) => {
  const path = described.replace(/\{\w+\}/g, '1');
  const isStream = described === '/v1/events';
  const [head] = await statusesOf(path, 'HEAD');
  expect(head).toBe(isStream ? 'HTTP/1.1 200' : (await statusesOf(path, 'GET'))[0]);
  expect(await statusesOf(path, 'HEAD')).toEqual([head, 'HTTP/1.1 404']);
});
