/** What the mails say, and what they do not. */
import { NOTICE_KINDS, NOTICE_LANGUAGES } from '@annals/ledger/rest';
import { describe, expect, test } from '@jest/globals';
import { composeMail } from './compose.ts';
import type { Subscription, WaitingMail } from './kept.ts';
import { WORDS } from './words.ts';

const subscription = (language: Subscription['language']): Subscription => ({
  email: 'ada@example.org',
  language,
  status: 'confirmed',
  sinceMs: 1,
  sinceHeight: 1,
  code: null,
  attempts: 0,
  ticket: new Uint8Array(16),
  token: new Uint8Array(16).fill(0xab),
});
const links = {
  explorerUrl: 'https://explorer.example',
  unsubscribeUrl: (token: string) => `https://node.example/v1/unsubscribe/${token}`,
};
const waiting = (content: WaitingMail['content']): WaitingMail => ({
  id: new Uint8Array(16).fill(1),
  content,
  sinceMs: 1,
});

describe.each(NOTICE_LANGUAGES)('%s', (language) => {
  test('every kind has a sentence of its own, and how often it was', () => {
    const { kinds } = WORDS[language];
    expect(new Set(NOTICE_KINDS.map((kind) => kinds[kind])).size).toBe(NOTICE_KINDS.length);
    const counts = { read: 3, recovery: 1 };
    const { text } = composeMail(subscription(language), waiting({ type: 'notices', counts }), links);
    expect(text).toContain(`- ${kinds.read}${WORDS[language].times(3)}\n- ${kinds.recovery}\n`);
    expect(text.match(/^- /gm)).toHaveLength(2);
    expect(text).toContain(links.explorerUrl);
    expect(text).toContain(`/v1/unsubscribe/${'ab'.repeat(16)}`);
  });

  test('a mail with a code says nothing of anybody', () => {
    const mail = composeMail(subscription(language), waiting({ type: 'code', code: '12345678' }), links);
    expect(mail.text).toContain('12345678');
    expect([mail.unsubscribeUrl, mail.text.includes('ada')]).toEqual([null, false]);
  });

  test('without addresses of its own a node names commands', () => {
    const none = { explorerUrl: null, unsubscribeUrl: () => null };
    const mail = composeMail(subscription(language), waiting({ type: 'notices', counts: { read: 1 } }), none);
    expect(mail.text).toContain('annals access log');
    expect(mail.text).toContain('annals notices unsubscribe');
    expect(mail.unsubscribeUrl).toBeNull();
  });
});
