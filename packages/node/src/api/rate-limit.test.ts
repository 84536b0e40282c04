/** The token bucket by itself, and over HTTP. */
import { expect, test } from '@jest/globals';
import { RateLimit } from './rate-limit.ts';
import { SingleNode } from './testing/single-node.ts';

test('a bucket holds two seconds of requests and fills again', () => {
  const limit = new RateLimit(10, 100);
  for (let i = 0; i < 20; i++) expect(limit.take('a', 1, 0)).toBe(0);
  expect(limit.take('a', 1, 0)).toBe(100);
  expect(limit.take('a', 5, 200)).toBe(300);
  expect(limit.take('a', 2, 200)).toBe(0);
  expect(limit.take('a', 1, 200)).toBe(100);
  expect(limit.take('a', 20, 60_000)).toBe(0);
});

test('what is larger than a bucket passes when it is full, and is paid off afterwards', () => {
  const limit = new RateLimit(10, 100);
  expect(limit.take('a', 50, 0)).toBe(0);
  expect(limit.take('a', 1, 0)).toBe(3_100);
  expect(limit.take('a', 1, 3_100)).toBe(0);
});

test('a clock that goes back gives nothing', () => {
  const limit = new RateLimit(10, 100);
  expect(limit.take('a', 20, 1_000)).toBe(0);
  expect(limit.take('a', 1, 0)).toBeGreaterThan(0);
});

test('addresses have a bucket each, an IPv6 network has one', () => {
  const limit = new RateLimit(1, 100);
  expect(limit.take('10.0.0.1', 2, 0)).toBe(0);
  expect(limit.take('10.0.0.2', 2, 0)).toBe(0);
  expect(limit.take('::ffff:10.0.0.3', 2, 0)).toBe(0);
  expect(limit.take('::ffff:10.0.0.4', 2, 0)).toBe(0);
  expect(limit.take('2001:db8:1:2::1', 2, 0)).toBe(0);
  expect(limit.take('2001:db8:1:2:ffff:ffff:ffff:ffff', 1, 0)).toBeGreaterThan(0);
  expect(limit.take('2001:db8:1:3::1', 1, 0)).toBe(0);
  expect(limit.take('::1', 1, 0)).toBe(0);
});

test('the address that was quiet longest is forgotten', () => {
  const limit = new RateLimit(1, 2);
  for (const address of ['a', 'b']) expect(limit.take(address, 2, 0)).toBe(0);
  expect(limit.take('a', 1, 0)).toBeGreaterThan(0);
  expect(limit.take('c', 2, 0)).toBe(0);
  expect(limit.take('a', 1, 0)).toBeGreaterThan(0);
  expect(limit.take('b', 2, 0)).toBe(0);
});

test('over HTTP, with the time to wait', async () => {
  const node = await SingleNode.start({ requestsPerSecond: 2 });
  try {
    for (let i = 0; i < 4; i++) expect((await fetch(`${node.url}/health`)).status).toBe(200);
    const response = await fetch(`${node.url}/health`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await response.json()).toMatchObject({ code: 'node.rate-limited' });
  } finally {
    await node.stop();
  }
});
