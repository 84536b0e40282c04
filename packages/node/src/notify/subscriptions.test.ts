/** Subscriptions: one address for each subject, confirmed by a code, bounded in number and in mails with codes. */
import { bytesToHex, type SubjectId } from '@annals/ledger/codec';
import { describe, expect, test } from '@jest/globals';
import type { Subscription } from './kept.ts';
import { NOTIFY_LIMITS } from './limits.ts';
import { Subscriptions, subscriptionChange } from './subscriptions.ts';

const subject = (n: number) => n.toString(16).padStart(40, '0') as SubjectId;
const now = { ms: 1_000_000, height: 7 };
const ticket = new Uint8Array(16).fill(1);
const asked = (email = 'ada@example.org', own = ticket) =>
  ({ action: 'subscribe', email, language: 'en', ticket: own }) as const;

function subscribed(most = 10) {
  const subscriptions = new Subscriptions(new Map(), most);
  const subscribe = (who: SubjectId, change = asked(), at = now) => {
    const { subscription, needsMail } = subscriptions.subscribe(who, change, at);
    subscriptions.hold(who, subscription);
    return { ...subscription, needsMail };
  };
  return { subscriptions, subscribe };
}

const codeOf = ({ code }: Subscription) => code ?? 'none';
const wrong = (code: string) => (code === '00000000' ? '00000001' : '00000000');

describe('confirming', () => {
  test('the code makes it hold, from the block on at which it came', () => {
    const { subscriptions, subscribe } = subscribed();
    const made = subscribe(subject(1));
    expect([made.status, made.needsMail, made.code]).toEqual(['unconfirmed', true, expect.stringMatching(/^\d{8}$/)]);
    const confirmed = subscriptions.confirm(subject(1), codeOf(made), { ms: 2_000_000, height: 9 });
    expect(confirmed).toMatchObject({ status: 'confirmed', sinceHeight: 9, code: null });
  });

  test('another code, or the right one after too many wrong ones, does not', () => {
    const { subscriptions, subscribe } = subscribed();
    const made = subscribe(subject(1));
    for (let attempt = 0; attempt < NOTIFY_LIMITS.codeAttempts; attempt++) {
      const tried = subscriptions.confirm(subject(1), wrong(codeOf(made)), now);
      expect(tried?.status).toBe('unconfirmed');
      subscriptions.hold(subject(1), tried ?? null);
    }
    expect(subscriptions.confirm(subject(1), codeOf(made), now)?.status).toBe('unconfirmed');
    expect(subscriptions.confirm(subject(2), codeOf(made), now)).toBeUndefined();
  });

  test('pseudonyms with one ticket and address have one code and one mail; strangers with the address do not', () => {
    const { subscribe } = subscribed();
    const first = subscribe(subject(1));
    const second = subscribe(subject(2));
    const stranger = subscribe(subject(3), asked('ada@example.org', new Uint8Array(16).fill(2)));
    const elsewhere = subscribe(subject(4), asked('eve@example.org'));
    expect([first, second, stranger, elsewhere].map(({ needsMail }) => needsMail)).toEqual([true, false, true, true]);
    expect(second.code).toBe(first.code);
    expect(new Set([first, stranger, elsewhere].map(codeOf)).size).toBe(3);
  });
});

describe('subscribing again', () => {
  test('to the same address changes the language alone; to another it has to be confirmed anew', () => {
    const { subscriptions, subscribe } = subscribed();
    const made = subscribe(subject(1));
    subscriptions.hold(subject(1), subscriptions.confirm(subject(1), codeOf(made), now) ?? null);
    const same = subscribe(subject(1), { ...asked(), language: 'et' } as never);
    expect(same).toMatchObject({ status: 'confirmed', language: 'et', needsMail: false, token: made.token });
    const other = subscribe(subject(1), asked('new@example.org'));
    expect(other).toMatchObject({ status: 'unconfirmed', email: 'new@example.org', needsMail: true });
    expect(subscriptions.withToken(bytesToHex(made.token))).toBeUndefined();
    expect(subscriptions.withToken(bytesToHex(other.token))).toBe(subject(1));
  });

  test('too often in an hour is refused, by who asks and by the address', () => {
    const { subscribe } = subscribed(100);
    const once = (n: number) => asked(`a${n}@example.org`, new Uint8Array(16).fill(n));
    for (let n = 0; n < NOTIFY_LIMITS.codesPerHour; n++) subscribe(subject(1), once(n));
    const tooOften = expect.objectContaining({ code: 'notices.too-often' });
    expect(() => subscribe(subject(1), once(99))).toThrow(tooOften);
    subscribe(subject(1), once(99), { ms: now.ms + 3_600_000, height: 8 });
    for (let n = 0; n < NOTIFY_LIMITS.codesPerHour; n++)
      subscribe(subject(10 + n), asked('victim@example.org', new Uint8Array(16).fill(n)));
    expect(() => subscribe(subject(30), asked('victim@example.org', new Uint8Array(16).fill(30)))).toThrow(tooOften);
  });

  test('there are at most so many', () => {
    const { subscriptions, subscribe } = subscribed(2);
    subscribe(subject(1));
    subscribe(subject(2));
    expect(() => subscribe(subject(3))).toThrow(expect.objectContaining({ code: 'notices.full' }));
    subscribe(subject(2), asked('other@example.org'));
    subscriptions.hold(subject(1), null);
    expect(subscribe(subject(3)).status).toBe('unconfirmed');
  });
});

test('all is there again after a restart', () => {
  const { subscriptions, subscribe } = subscribed();
  const made = subscribe(subject(1));
  const [name, bytes] = subscriptionChange(subject(1), subscriptions.get(subject(1)) ?? null);
  const again = new Subscriptions(new Map([[name, bytes as Uint8Array]]), 10);
  expect(again.get(subject(1))).toEqual(subscriptions.get(subject(1)));
  expect(again.withToken(bytesToHex(made.token))).toBe(subject(1));
  expect(again.unconfirmedBefore(now.ms + 1)).toEqual([subject(1)]);
  expect(again.unconfirmedBefore(now.ms)).toEqual([]);
});
