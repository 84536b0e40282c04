/** Time of the main thread, charged by what was used: by address, and to strangers and members apart. */
import { possessionHeader } from '@annals/ledger/rest';
import { expect, test } from '@jest/globals';
import { threadTimeMs } from '../thread-time.ts';
import { SingleNode, secretOf } from './testing/single-node.ts';
import { WorkTime } from './work-time.ts';

const LIMITS = { ofOneAddress: 100, ofStrangers: 200, ofMembers: 200 };
const stranger = (account: string) => ({ account, isMember: false });
const member = { account: 'm', isMember: true };

test('ATTACK costly-answers: an address that has used up its time waits until the debt is paid', () => {
  const work = new WorkTime(LIMITS);
  work.spend(stranger('a'), 150, 0);
  expect(work.waitMs(stranger('a'), 0)).toBe(0);
  work.spend(stranger('a'), 100, 0);
  expect(work.waitMs(stranger('a'), 0)).toBe(510);
  expect(work.waitMs(stranger('a'), 510)).toBe(0);
  expect(work.waitMs(stranger('b'), 0)).toBe(0);
});

test('strangers together leave time for members, and a modest one goes on for a while', () => {
  const work = new WorkTime(LIMITS);
  for (const account of ['a', 'b', 'c']) work.spend(stranger(account), 150, 0);
  expect(work.waitMs(stranger('a'), 0)).toBeGreaterThan(0);
  expect(work.waitMs(stranger('modest'), 0)).toBe(0);
  for (const account of ['d', 'e']) work.spend(stranger(account), 150, 0);
  expect(work.waitMs(stranger('modest'), 0)).toBeGreaterThan(0);
  expect(work.waitMs(member, 0)).toBe(0);
});

test('a member who has used up what is kept for members has what a stranger has', () => {
  const work = new WorkTime(LIMITS);
  work.spend(member, 401, 0);
  expect(work.waitMs(member, 0)).toBe(0);
  work.spend(member, 201, 0);
  expect(work.waitMs(member, 0)).toBeGreaterThan(0);
});

test('what throws is charged as well', () => {
  const work = new WorkTime(LIMITS);
  const before = work.spentMs;
  expect(() =>
    work.measure(stranger('a'), () => {
      for (const begin = threadTimeMs(); threadTimeMs() - begin < 5; );
      throw new Error('refused');
    }),
  ).toThrow('refused');
  expect(work.spentMs - before).toBeGreaterThanOrEqual(5);
});

test('ATTACK costly-answers: over HTTP, whoever has used up its time is told when to come again', async () => {
  const none = { ofOneAddress: 0.001, ofStrangers: 0.001, ofMembers: 1_000 };
  const node = await SingleNode.start({ workMs: none, memberAddresses: [] });
  try {
    expect((await fetch(`${node.url}/v1/genesis`)).status).toBe(200);
    const refused = await fetch(`${node.url}/v1/genesis`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect((await fetch(`${node.url}/health`)).status).toBe(200);
    // A proof of an agency's key is looked at even then, and makes its address known.
    const path = '/v1/status';
    const claim = { chain: node.chain.chain, method: 'GET', url: path, timeMs: node.nowMs };
    const ask = (signer: string) =>
      fetch(`${node.url}${path}`, { headers: { authorization: possessionHeader(claim, secretOf(signer)) } });
    expect((await ask('nobody')).status).toBe(429);
    expect((await ask('health')).status).toBe(200);
    expect((await fetch(`${node.url}/v1/genesis`)).status).toBe(200);
  } finally {
    await node.stop();
  }
});
