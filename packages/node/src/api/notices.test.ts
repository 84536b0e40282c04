/** Notices and subscriptions over HTTP: for the person by her key, bound to what she asked, and by the link of a mail. */
import { formatId } from '@annals/ledger/codec';
import {
  possessionBody,
  possessionHeader,
  RestClient,
  routes,
  type SubscriptionChange,
  subscriptionChangeShape,
} from '@annals/ledger/rest';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { later } from '../later.ts';
import { silentLog } from '../log.ts';
import { Notifier } from '../notify/index.ts';
import { FakeMailer } from '../notify/testing/fake-mailer.ts';
import { settled } from '../notify/testing/manual-time.ts';
import { MemoryKept } from '../notify/testing/memory-kept.ts';
import { type Api, startApi } from './server.ts';
import { SingleNode, secretOf, subjectOf } from './testing/single-node.ts';

const ada = subjectOf('ada', 'health');
const mailer = new FakeMailer();
let node: SingleNode;
let notifier: Notifier;
let api: Api;
let client: RestClient;

beforeAll(async () => {
  node = await SingleNode.start();
  await node.commit(node.enrolment('ada', 'health'), node.enrolment('bob', 'health'), node.appointment('doctor'));
  const { chain, store } = node.services;
  notifier = await Notifier.start({
    chain,
    store,
    kept: new MemoryKept(),
    mailer,
    links: { explorerUrl: null, unsubscribeUrl: (token) => `${api.url}/v1/unsubscribe/${token}` },
    later,
    wallMs: () => node.nowMs,
    log: silentLog,
    maxSubscriptions: 10,
    dailyHour: 6,
  });
  api = await startApi({ ...node.services, notices: notifier }, { host: '127.0.0.1', port: 0 });
  client = new RestClient({ baseUrl: api.url, fetch, nowMs: () => node.nowMs });
});
afterAll(async () => {
  await api.stop();
  await notifier.stop();
  await node.stop();
});

const prove = (name: string) => ({ secret: secretOf(name), chain: node.chain.chain });
const change = (body: SubscriptionChange, name = 'ada') =>
  client.call(routes.changeSubscription, { params: { subject: ada }, body, prove: prove(name) });
const subscribe = {
  action: 'subscribe',
  email: 'ada@example.org',
  language: 'et',
  ticket: new Uint8Array(16),
} as const;
const codeOf = () => /\d{8}/.exec(mailer.sent.at(-1)?.text ?? '')?.[0] ?? '';

async function subscribed(): Promise<void> {
  await change(subscribe);
  await settled();
  await change({ action: 'confirm', code: codeOf() });
}

describe('a subscription', () => {
  test('is asked for, confirmed, seen and ended by her key', async () => {
    const asked = { params: { subject: ada }, prove: prove('ada') };
    expect(await client.call(routes.subscription, asked)).toEqual({ subscription: null });
    expect((await change(subscribe)).subscription).toMatchObject({ status: 'unconfirmed', language: 'et' });
    await settled();
    expect(mailer.sent.at(-1)).toMatchObject({ to: 'ada@example.org', subject: 'Annals: Sinu kood' });
    const code = codeOf();
    const wrong = code === '00000000' ? '00000001' : '00000000';
    await expect(change({ action: 'confirm', code: wrong })).rejects.toMatchObject({ code: 'notices.code' });
    expect((await change({ action: 'confirm', code })).subscription?.status).toBe('confirmed');
    expect((await client.call(routes.subscription, asked)).subscription?.email).toBe('ada@example.org');
    expect((await change({ action: 'unsubscribe' })).subscription).toBeNull();
    await expect(change({ action: 'confirm', code })).rejects.toMatchObject({ code: 'notices.code' });
  });

  test.each(['bob', 'doctor', 'health', 'nobody'])('is nothing that %s may see or change', async (name) => {
    const refused = { code: 'auth.not-entitled' };
    const params = { subject: ada };
    await expect(client.call(routes.subscription, { params, prove: prove(name) })).rejects.toMatchObject(refused);
    await expect(client.call(routes.notices, { params, prove: prove(name) })).rejects.toMatchObject(refused);
    await expect(change(subscribe, name)).rejects.toMatchObject(refused);
    await expect(client.call(routes.changeSubscription, { params, body: subscribe })).rejects.toMatchObject({
      code: 'auth.required',
    });
  });

  test('is not changed by a proof that was made for another body', async () => {
    const path = `/v1/subjects/${formatId('subject', ada)}/subscription`;
    const claim = { chain: node.chain.chain, method: 'POST', url: path, timeMs: node.nowMs };
    const send = (authorization: string) =>
      fetch(`${api.url}${path}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(subscriptionChangeShape.toJson({ ...subscribe, email: 'eve@example.org' })),
      });
    const signed = possessionBody(subscriptionChangeShape, subscribe);
    for (const header of [
      possessionHeader({ ...claim, body: signed }, secretOf('ada')),
      possessionHeader(claim, secretOf('ada')),
    ]) {
      const response = await send(header);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([401, 'auth.invalid']);
    }
    expect(notifier.subscription(ada).subscription).toBeNull();
  });

  test.each(['ada@example.org\r\nBcc: eve@example.org', 'ada@example.org,eve@example.org', 'ada'])(
    'with the address %j is refused',
    async (email) => {
      await expect(change({ ...subscribe, email })).rejects.toMatchObject({ code: 'codec.shape' });
    },
  );
});

describe('the link of a mail', () => {
  const linkOf = async (): Promise<string> => {
    await subscribed();
    const sealed = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, { general: {} });
    await node.commit(sealed.transaction);
    await settled();
    return mailer.sent.at(-1)?.unsubscribeUrl ?? '';
  };

  test('opens a page that ends nothing, with a button that does', async () => {
    const url = await linkOf();
    const page = await fetch(url);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; form-action 'self'");
    expect(await page.text()).toContain('<form method="post"><button>');
    expect(notifier.subscription(ada).subscription).not.toBeNull();
    const done = await fetch(url, { method: 'POST' });
    expect([done.status, (await done.text()).includes('<form')]).toEqual([200, false]);
    expect(notifier.subscription(ada).subscription).toBeNull();
  });

  test.each([
    ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--',
    ],
  ])('is ended by the one click of a mail program, as %s', async (type, body) => {
    const url = await linkOf();
    const done = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
    expect([done.status, notifier.subscription(ada).subscription]).toEqual([200, null]);
  });

  test('with another token says the same and ends nothing', async () => {
    const url = await linkOf();
    const other = url.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const answers = [await fetch(other, { method: 'POST' })];
    expect(notifier.subscription(ada).subscription).not.toBeNull();
    answers.push(await fetch(url, { method: 'POST' }));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
  });

  test('no other route takes a form', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${api.url}/v1/transactions`, { method: 'POST', headers, body: 'a=b' });
    expect(answer.status).toBe(415);
  });
});
