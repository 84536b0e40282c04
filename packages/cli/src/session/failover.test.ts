import { expect, test } from '@jest/globals';
import { failoverFetch } from './failover.ts';

const NODES = ['http://a:1', 'http://b:1', 'http://c:1'];

/** A fetch of nodes that are up (a status) or down, and what was asked. */
function network(states: { readonly [node: string]: number | 'down' }) {
  const asked: string[] = [];
  const fetchOne = async (input: unknown) => {
    const url = String(input);
    asked.push(url);
    const state = states[url.slice(0, 'http://a:1'.length)];
    if (state === 'down' || state === undefined) throw new TypeError('fetch failed');
    return new Response(url, { status: state });
  };
  return { asked, fetch: failoverFetch(NODES, fetchOne as typeof fetch) };
}

test('the first node is asked, and no other while it answers, whatever it answers', async () => {
  const { asked, fetch } = network({ 'http://a:1': 404, 'http://b:1': 200 });
  expect((await fetch('http://a:1/v1/status')).status).toBe(404);
  expect(asked).toEqual(['http://a:1/v1/status']);
});

test('a node that is down or can not serve is passed over, and the one that answered is asked first from then on', async () => {
  const { asked, fetch } = network({ 'http://a:1': 'down', 'http://b:1': 503, 'http://c:1': 200 });
  expect(await (await fetch('http://a:1/v1/blocks?limit=1')).text()).toBe('http://c:1/v1/blocks?limit=1');
  await fetch('http://a:1/v1/status');
  expect(asked.at(-1)).toBe('http://c:1/v1/status');
});

test('when none serves, the refusal is told; when none answers, the failure', async () => {
  expect((await network({ 'http://b:1': 503 }).fetch('http://a:1/x')).status).toBe(503);
  await expect(network({}).fetch('http://a:1/x')).rejects.toThrow('fetch failed');
});
