/** Time of the main thread, charged by what was used: by address, and to strangers and members apart. */
import { possessionBody, possessionHeader, submissionShape } from '@annals/ledger/rest';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WorkTime } from '../serving/work-time.ts';
import { threadTimeMs } from '../thread-time.ts';
import { costlyAnswers } from './testing/costly-answers.ts';
import { SingleNode, secretOf } from './testing/single-node.ts';

const LIMITS = { ofOneAddress: 100, ofStrangers: 200, ofMembers: 200 };
/** One answer to a stranger is too much. */
const LITTLE = { ofOneAddress: 100, ofStrangers: 100, ofMembers: 1_000_000_000 };
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
  const node = await SingleNode.start({ workMs: LITTLE, usedMs: costlyAnswers(), memberAddresses: [] });
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

describe('ATTACK proofs-of-strangers: while strangers have used up their time', () => {
  let node: SingleNode;
  beforeEach(async () => {
    // As many addresses as a test wants, behind a proxy.
    const proofsUnderLoad = { ofAll: { perSecond: 0.001, atOnce: 6 }, ofOneAddress: { perSecond: 0.001, atOnce: 2 } };
    node = await SingleNode.start({
      workMs: LITTLE,
      usedMs: costlyAnswers(),
      memberAddresses: [],
      trustedProxies: ['127.0.0.1'],
      proofsUnderLoad,
    });
    for (let i = 0; i < 3; i++) await fetch(`${node.url}/v1/genesis`, from('10.9.9.9'));
  });
  afterEach(() => node.stop());

  const from = (address: string, headers = {}) => ({ headers: { 'x-forwarded-for': address, ...headers } });
  const path = '/v1/status';
  const claim = (method: string, url: string) => ({ chain: node.chain.chain, method, url, timeMs: node.nowMs });
  const proof = (signer: string) => ({ authorization: possessionHeader(claim('GET', path), secretOf(signer)) });

  test('proofs by keys of nobody, and of one address, leave the verifications to members', async () => {
    const ask = async (address: string, headers: object) =>
      (await fetch(`${node.url}${path}`, from(address, headers))).status;
    for (let i = 0; i < 8; i++) expect(await ask(`10.1.0.${i}`, proof('nobody'))).toBe(429);
    // A member's key, named by whoever likes: its proof is for something else.
    const named = { authorization: possessionHeader(claim('GET', '/v1/genesis'), secretOf('health')) };
    for (let i = 0; i < 8; i++) expect(await ask('10.2.0.1', named)).toBe(429);
    expect((await fetch(`${node.url}${path}`, from('10.3.0.1', proof('health')))).status).toBe(200);
  });

  test('a member that submits from an address nobody knows is recognised, and whoever only names its key is not', async () => {
    const transaction = node.appointment('doctor').bytes;
    const submission = { transactions: [{ transaction, sidecar: null }], wait: 'accepted', timeoutMs: 5 } as const;
    const submit = (address: string, signer: string | null, body: typeof submission) => {
      const url = '/v1/transactions';
      const proven = { ...claim('POST', url), body: possessionBody(submissionShape, submission) };
      const authorization = signer === null ? {} : { authorization: possessionHeader(proven, secretOf(signer)) };
      const { headers } = from(address, { ...authorization, 'content-type': 'application/json' });
      return fetch(`${node.url}${url}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(submissionShape.toJson(body)),
      });
    };
    await fetch(`${node.url}${path}`, from('10.4.0.1'));
    expect((await submit('10.4.0.1', null, submission)).status).toBe(429);
    expect((await submit('10.4.0.1', 'nobody', submission)).status).toBe(429);
    expect((await submit('10.4.0.1', 'health', { ...submission, timeoutMs: 6 } as never)).status).toBe(401);
    expect((await submit('10.4.0.1', null, submission)).status).toBe(429);
    expect((await submit('10.4.0.1', 'health', submission)).status).not.toBe(429);
    expect((await submit('10.4.0.1', null, submission)).status).not.toBe(429);
  });
});
