import type { Fetch } from '@annals/ledger/rest';
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
  const inTurn: Fetch = failoverFetch(NODES, fetchOne as Fetch);
  return { asked, fetch: (url: string) => inTurn(url, { method: 'GET', headers: {} }) };
}

test('the first node is asked, and no other while it answers, whatever it answers', async () => {
  const { asked, fetch } = network({ 'http://a:1': 404, 'http://b:1': 200 });
  expect((await fetch('http://a:1/v1/status')).status).toBe(404);
  expect(asked).toEqual(['http://a:1/v1/status']);
});

test.each([502, 503, 504])(
  'a node that is down or answers %i, itself or its proxy, is passed over, and the one that answered is asked first from then on',
  async (status) => {
    const { asked, fetch } = network({ 'http://a:1': 'down', 'http://b:1': status, 'http://c:1': 200 });
    expect(await (await fetch('http://a:1/v1/blocks?limit=1')).text()).toBe('http://c:1/v1/blocks?limit=1');
    await fetch('http://a:1/v1/status');
    expect(asked.at(-1)).toBe('http://c:1/v1/status');
  },
);

test('when none serves, the refusal is told; when none answers, the failure', async () => {
  expect((await network({ 'http://b:1': 503 }).fetch('http://a:1/x')).status).toBe(503);
  await expect(network({}).fetch('http://a:1/x')).rejects.toThrow('fetch failed');
});
