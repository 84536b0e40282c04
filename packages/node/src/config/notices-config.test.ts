/** The section `notices`: what is left out takes its default, and what is not safe is refused by name. */
import { describe, expect, test } from '@jest/globals';
import { configOf, formatConfig, parseConfig } from './index.ts';

const base = { role: 'validator', listen: ['/ip4/127.0.0.1/tcp/0'], api: { host: '127.0.0.1', port: 0 } };
const smtp = { host: '127.0.0.1', port: 25, security: 'none' };
const notices = { smtp, from: 'notices@annals.example' };
const parse = (section: unknown) => parseConfig(JSON.stringify({ ...base, notices: section })).notices;

test('without it a node sends no mails', () => {
  expect(parseConfig(JSON.stringify(base)).notices).toBeNull();
  expect(configOf({ role: 'observer', listen: [], api: base.api }).notices).toBeNull();
});

test('what is left out takes its default, and all is in sight when it is written', () => {
  const config = parse(notices);
  expect(config).toEqual({
    smtp: { ...smtp, user: null, passwordFile: null, caFile: null },
    from: 'notices@annals.example',
    explorerUrl: null,
    publicUrl: null,
    dailyHour: 6,
    maxSubscriptions: 100_000,
  });
  const written = formatConfig(parseConfig(JSON.stringify({ ...base, notices })));
  expect(parseConfig(written).notices).toEqual(config);
});

describe('refused, and named', () => {
  test.each([
    [
      'mails without encryption to another machine',
      { ...notices, smtp: { ...smtp, host: 'mail.example' } },
      'starttls or tls',
    ],
    [
      'one that only looks like this machine',
      { ...notices, smtp: { ...smtp, host: '127.0.0.1.example' } },
      'starttls or tls',
    ],
    ['a user without a password', { ...notices, smtp: { ...smtp, user: 'annals' } }, 'passwordFile'],
    ['a password without a user', { ...notices, smtp: { ...smtp, passwordFile: '/p' } }, 'passwordFile'],
    ['a file by a relative path', { ...notices, smtp: { ...smtp, caFile: 'ca.pem' } }, 'caFile'],
    ['a sender with a name', { ...notices, from: 'Annals <notices@annals.example>' }, 'from'],
    [
      'an address that ends its header',
      { ...notices, explorerUrl: 'https://x>\r\nBcc: eve@example.org' },
      'explorerUrl',
    ],
    ['an address of another kind', { ...notices, publicUrl: 'javascript:alert(1)' }, 'publicUrl'],
    ['an hour that no day has', { ...notices, dailyHour: 24 }, 'dailyHour'],
    ['a setting that there is not', { ...notices, subject: 'hello' }, 'subject'],
    ['no server', { from: 'notices@annals.example' }, 'smtp'],
    ['a text', 'yes', 'notices'],
  ])('%s', (_, section, named) => {
    expect(() => parse(section)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(named) }),
    );
  });

  test('with encryption any server will do', () => {
    for (const security of ['tls', 'starttls'])
      expect(parse({ ...notices, smtp: { ...smtp, host: 'mail.example', security } })?.smtp.security).toBe(security);
  });
});
