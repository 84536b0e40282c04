/** From blocks to mails: who is told of what, once, whenever the node is killed. */
import type { RecordId } from '@annals/ledger/codec';
import { routes, type SubscriptionChange } from '@annals/ledger/rest';
import type { Transaction } from '@annals/ledger/transaction';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SingleNode, secretOf, subjectOf } from '../api/testing/single-node.ts';
import { silentLog } from '../log.ts';
import { NOTIFY_LIMITS } from './limits.ts';
import { Notifier } from './notifier.ts';
import { FakeMailer } from './testing/fake-mailer.ts';
import { ManualTime, settled } from './testing/manual-time.ts';
import { MemoryKept } from './testing/memory-kept.ts';

const ada = subjectOf('ada', 'health');
const bob = subjectOf('bob', 'health');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let node: SingleNode;
let kept: MemoryKept;
let mailer: FakeMailer;
let time: ManualTime;
let notifier: Notifier;
let record: RecordId;
let errors: string[];

function start(): Promise<Notifier> {
  const { chain, store } = node.services;
  return Notifier.start({
    chain,
    store,
    kept,
    mailer,
    links: { explorerUrl: null, unsubscribeUrl: (token) => `http://127.0.0.1/${token}` },
    later: time.later,
    wallMs: time.wallMs,
    log: { ...silentLog, error: (_fields, message) => void errors.push(message) },
    maxSubscriptions: 10,
    dailyHour: 6,
    // Days pass in few steps.
    timing: { ...NOTIFY_LIMITS, sweepMs: 3 * HOUR_MS, cursorMs: 3 * HOUR_MS, addressRetryMs: 6 * HOUR_MS },
  });
}

/** Subscribes somebody with the code out of her mail. */
async function subscribed(who = ada, email = 'ada@example.org'): Promise<void> {
  const change: SubscriptionChange = { action: 'subscribe', email, language: 'en', ticket: new Uint8Array(16) };
  await notifier.change(who, change);
  await settled();
  const code = /\d{8}/.exec(mailer.sent.pop()?.text ?? '')?.[0] ?? '';
  await notifier.change(who, { action: 'confirm', code });
}

/** Commits, and waits until the notices have been made. */
async function commit(...transactions: readonly Transaction[]): Promise<void> {
  await node.commit(...transactions);
  await settled();
}

const content = { emergency: { bloodGroup: 'A+' }, general: { summary: 'x' } };
const reading = (section = 'general') => node.reading('doctor', [{ record, sections: [section] }]);
const lines = () => mailer.sent.map(({ text }) => text.split('\n').filter((line) => line.startsWith('- ')));

beforeEach(async () => {
  node = await SingleNode.start();
  kept = new MemoryKept();
  errors = [];
  mailer = new FakeMailer();
  time = new ManualTime(node.nowMs);
  await node.commit(
    node.appointment('doctor'),
    node.appointment('rector'),
    node.enrolment('ada', 'health'),
    node.enrolment('bob', 'health'),
    node.enrolment('ada', 'education'),
  );
  const issued = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, content);
  record = issued.record;
  await node.commit(issued.transaction);
  notifier = await start();
});
afterEach(async () => {
  await notifier.stop();
  await node.stop();
});

test('while nothing can be kept, that is told once and nothing is sent', async () => {
  await subscribed();
  const whole = kept.write;
  kept.write = () => Promise.reject(new Error('ENOSPC: no space left on device, write'));
  for (let blocks = 0; blocks < 4; blocks++) await commit(reading());
  kept.write = whole;
  expect(errors).toEqual(['the notices of a block could not be made']);
  expect(mailer.sent).toEqual([]);
});

describe('a mail', () => {
  test('goes to whom a read is about, and to nobody else; it names neither record nor reader', async () => {
    await subscribed();
    await subscribed(bob, 'bob@example.org');
    await commit(reading());
    expect(mailer.sent).toHaveLength(1);
    const [mail] = mailer.sent;
    expect(mail).toMatchObject({ to: 'ada@example.org', subject: 'Annals: something was written about you' });
    expect(lines()).toEqual([['- Somebody read your records.']]);
    for (const secret of [record, 'rec1', 'medical', 'treatment', 'health', 'doctor'])
      expect(mail?.text).not.toContain(secret);
  });

  test('counts what one block brought; what happens while it is on its way is in the next', async () => {
    await subscribed();
    let answer: () => void = () => {};
    mailer.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve({ status: 'sent' });
      });
    await commit(reading(), reading(), reading('dental'));
    await commit(reading());
    mailer.answer = () => ({ status: 'sent' });
    answer();
    await settled();
    expect(lines()).toEqual([
      ['- Somebody read your records. (2 times)', '- Somebody asked to read your records and was refused.'],
      ['- Somebody read your records.'],
    ]);
    expect(new Set(mailer.sent.map(({ id }) => id)).size).toBe(2);
  });

  test('of an emergency, of a record issued and of a new key', async () => {
    await subscribed();
    await commit(node.reading('doctor', [{ record, sections: ['general'] }], 'treatment', 'unconscious'));
    const another = await node.issue('doctor', 'medical-record', { name: 'ada', sector: 'health' }, content);
    await commit(another.transaction);
    expect(lines()).toEqual([
      ['- Somebody read your records in an emergency. A second officer has to review it.'],
      ['- A record was issued to you.'],
    ]);
  });

  test('waits for the daily hour where the type says so', async () => {
    const scholar = subjectOf('ada', 'education');
    await subscribed(scholar);
    const diploma = await node.issue('rector', 'diploma', { name: 'ada', sector: 'education' }, { award: {} });
    await commit(diploma.transaction);
    mailer.sent.length = 0;
    await commit(node.reading('rector', [{ record: diploma.record, sections: ['award'] }], 'administration'));
    await time.pass(HOUR_MS);
    const before = mailer.sent.length;
    await time.pass(DAY_MS);
    expect([before, lines().flat().length]).toEqual([0, 1]);
  });

  test('does not come of what was before she confirmed, nor after she unsubscribed by the link or a command', async () => {
    await commit(reading());
    await subscribed();
    await commit();
    expect(mailer.sent).toEqual([]);
    await commit(reading());
    const token = mailer.sent[0]?.unsubscribeUrl?.split('/').at(-1) ?? '';
    expect(await notifier.unsubscribe(`${token}0`)).toBe(false);
    expect(await notifier.unsubscribe(token)).toBe(true);
    expect(await notifier.unsubscribe(token)).toBe(false);
    await commit(reading());
    expect(mailer.sent).toHaveLength(1);
    expect(kept.text()).not.toContain('example.org');
    await subscribed();
    await notifier.change(ada, { action: 'unsubscribe' });
    await commit(reading());
    expect(mailer.sent).toHaveLength(1);
  });
});

test('an address that nobody confirms is forgotten after a day', async () => {
  await notifier.change(ada, {
    action: 'subscribe',
    email: 'ada@example.org',
    language: 'en',
    ticket: new Uint8Array(16),
  });
  await commit(reading());
  expect(mailer.sent).toHaveLength(1);
  await time.pass(DAY_MS + 3 * HOUR_MS);
  expect(notifier.subscription(ada).subscription).toBeNull();
  expect(kept.text()).not.toContain('example.org');
});

test('an address that refuses for days rests, which she sees', async () => {
  await subscribed();
  mailer.answer = () => ({ status: 'refused', reason: 'EENVELOPE 550' });
  await commit(reading());
  await time.pass(5 * DAY_MS);
  expect(notifier.subscription(ada).subscription?.status).toBe('refused');
  const { attempts } = mailer;
  await commit(reading());
  await time.pass(DAY_MS);
  expect(mailer.attempts).toBe(attempts);
  mailer.answer = () => ({ status: 'sent' });
  await subscribed();
  expect(notifier.subscription(ada).subscription?.status).toBe('confirmed');
});

test('blocks that came while it was away are told after the restart', async () => {
  await subscribed();
  await notifier.stop();
  await node.commit(reading());
  await node.commit();
  await node.commit(reading('dental'));
  notifier = await start();
  await settled();
  expect(lines().flat()).toEqual([
    '- Somebody read your records.',
    '- Somebody asked to read your records and was refused.',
  ]);
});

test.each(Array.from({ length: 12 }, (_, cut) => cut))(
  'killed after %i writes: each read is in exactly one mail',
  async (cut) => {
    await subscribed();
    kept.cutAfter(cut);
    mailer.isCut = () => kept.isCut;
    for (let block = 0; block < 4; block++) await commit(reading());
    // The process is gone; what it had written is all that there is.
    await Promise.race([notifier.stop(), time.pass(60_000)]);
    kept.mend();
    notifier = await start();
    await settled();
    await commit(reading());
    const byId = new Map(mailer.sent.map((mail) => [mail.id, mail]));
    const reads = [...byId.values()].map(({ text }) =>
      Number(/read your records\.(?: \((\d+) times\))?/.exec(text)?.[1] ?? 1),
    );
    expect(reads.reduce((sum, count) => sum + count, 0)).toBe(5);
  },
);

test('the API lists the same, and says when a node sends no mails', async () => {
  await node.commit(reading(), reading('dental'));
  const prove = { secret: secretOf('ada'), chain: node.chain.chain };
  const call = { params: { subject: ada }, prove };
  const { items, next } = await node.client.call(routes.notices, { ...call, query: { limit: 2 } });
  expect(items.map(({ kind, logIndex }) => [kind, logIndex])).toEqual([
    ['read-refused', 1],
    ['read', 0],
  ]);
  const rest = await node.client.call(routes.notices, { ...call, query: { after: next } });
  expect(rest.items.map(({ kind, record: of }) => [kind, of])).toEqual([['record-issued', record]]);
  expect(rest.next).toBeNull();
  await expect(node.client.call(routes.subscription, call)).rejects.toMatchObject({ code: 'notices.off' });
});
