/** Delivering: what is tried when, and what is said about it. */
import type { SubjectId } from '@annals/ledger/codec';
import { beforeEach, expect, test } from '@jest/globals';
import type { Log } from '../log.ts';
import { silentLog } from '../log.ts';
import { Deliveries } from './deliveries.ts';
import { NOTIFY_LIMITS } from './limits.ts';
import { FakeMailer } from './testing/fake-mailer.ts';
import { ManualTime, settled } from './testing/manual-time.ts';

const subject = (n: number) => n.toString(16).padStart(40, '0') as SubjectId;

let time: ManualTime;
let mailer: FakeMailer;
let said: string[];
let done: (readonly [SubjectId, string])[];
let deliveries: Deliveries;

beforeEach(() => {
  time = new ManualTime(1_000_000);
  mailer = new FakeMailer();
  said = [];
  done = [];
  const log: Log = { ...silentLog, info: (_, text) => said.push(text), warn: (_, text) => said.push(text) };
  deliveries = new Deliveries({
    mailer,
    next: (who) => ({
      waiting: { id: new Uint8Array(16), content: { type: 'code', code: '12345678' }, sinceMs: 1_000_000 },
      mail: { id: who, to: `${who}@example.org`, subject: '', text: '', language: 'en', unsubscribeUrl: null },
    }),
    done: async (who, _, outcome) => {
      done.push([who, outcome]);
    },
    later: time.later,
    wallMs: time.wallMs,
    log,
    timing: NOTIFY_LIMITS,
  });
});

test('some go at once, the others after them', async () => {
  let under = 0;
  let most = 0;
  mailer.answer = async () => {
    under += 1;
    most = Math.max(most, under);
    await new Promise((resolve) => setTimeout(resolve, 1));
    under -= 1;
    return { status: 'sent' };
  };
  for (let n = 0; n < 20; n++) deliveries.offer(subject(n));
  while (done.length < 20) await settled();
  expect(most).toBe(NOTIFY_LIMITS.mailsAtOnce);
  expect(mailer.sent.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, n) => subject(n)));
});

test('a server that is down is tried with one mail, ever more seldom, and all go when it is back', async () => {
  mailer.answer = () => ({ status: 'unavailable', reason: 'ECONNECTION' });
  for (let n = 0; n < 10; n++) deliveries.offer(subject(n));
  await time.pass(0);
  const atOnce = mailer.attempts;
  expect(atOnce).toBeLessThanOrEqual(NOTIFY_LIMITS.mailsAtOnce);
  await time.pass(3_600_000);
  // Twelve an hour once the wait is at its longest, and some before.
  expect(mailer.attempts - atOnce).toBeLessThan(30);
  expect(mailer.attempts - atOnce).toBeGreaterThan(10);
  expect(said).toEqual(['the mail server takes no mails; they wait until it does']);
  expect(done).toEqual([]);
  mailer.answer = () => ({ status: 'sent' });
  await time.pass(NOTIFY_LIMITS.serverRetryMs);
  expect(done).toHaveLength(10);
  expect(said.at(-1)).toBe('the mail server takes mails again');
});

test('an address that refuses holds up nobody, and is given up after days', async () => {
  mailer.answer = ({ id }) => (id === subject(1) ? { status: 'refused', reason: 'EENVELOPE 550' } : { status: 'sent' });
  for (let n = 0; n < 3; n++) deliveries.offer(subject(n));
  await time.pass(0);
  expect(done).toEqual([0, 2].map((n) => [subject(n), 'sent']));
  await time.pass(2 * 86_400_000);
  expect(done).toHaveLength(2);
  await time.pass(86_400_000 + NOTIFY_LIMITS.addressRetryMs);
  expect(done.at(-1)).toEqual([subject(1), 'given-up']);
  const { attempts } = mailer;
  await time.pass(86_400_000);
  expect(mailer.attempts).toBe(attempts);
  expect(deliveries.counts).toMatchObject({ sent: 2, givenUp: 1, unavailable: 0 });
  expect(said.join()).not.toContain('@');
});

test('a stopping node waits for what is under way, but not for ever, and notes nothing afterwards', async () => {
  let answer: () => void = () => {};
  mailer.answer = () =>
    new Promise((resolve) => {
      answer = () => resolve({ status: 'sent' });
    });
  deliveries.offer(subject(1));
  await settled();
  const stopped = deliveries.stop();
  await time.pass(NOTIFY_LIMITS.stopMs);
  await stopped;
  answer();
  await settled();
  expect(done).toEqual([]);
  deliveries.offer(subject(2));
  await settled();
  expect(mailer.attempts).toBe(1);
});
