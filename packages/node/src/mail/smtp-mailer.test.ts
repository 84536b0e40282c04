/** The mailer against real servers on loopback: down, refusing, slow, without encryption, back again. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Mail, Mailer } from '../notify/mail.ts';
import { temporaryFolder } from '../store/testing/temporary-folder.ts';
import { createSmtpMailer, type SmtpSettings } from './smtp-mailer.ts';
import { MailServer, refusal } from './testing/mail-server.ts';
import { selfSigned } from './testing/self-signed.ts';

const MAIL: Mail = {
  id: 'a1b2',
  to: 'ada@example.org',
  subject: 'Annals: something was written about you',
  text: 'Something.\n',
  language: 'en',
  unsubscribeUrl: 'https://node.example/v1/unsubscribe/cd',
};

const folder = temporaryFolder('mail');
const started: { stop(): Promise<void> }[] = [];
const mailers: Mailer[] = [];
afterEach(async () => {
  for (const mailer of mailers.splice(0)) mailer.close();
  for (const server of started.splice(0)) await server.stop();
});

async function serve(options: ConstructorParameters<typeof MailServer>[0] = {}) {
  const server = new MailServer(options);
  started.push(server);
  return { server, port: await server.start() };
}

function mailerTo(port: number, settings: Partial<SmtpSettings> = {}): Mailer {
  const mailer = createSmtpMailer({
    host: '127.0.0.1',
    port,
    security: 'none',
    user: null,
    passwordFile: null,
    caFile: null,
    from: 'notices@annals.example',
    ...settings,
  });
  mailers.push(mailer);
  return mailer;
}

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const headerOf = (raw: string, name: string) =>
  raw
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `));

describe('a mail', () => {
  test('goes from and to one address, with one id, and with the way to end it', async () => {
    const { server, port } = await serve();
    const mailer = mailerTo(port);
    for (let attempt = 0; attempt < 2; attempt++) expect(await mailer.send(MAIL)).toEqual({ status: 'sent' });
    expect(server.mails).toHaveLength(2);
    for (const { from, to, raw } of server.mails) {
      expect([from, to]).toEqual(['notices@annals.example', ['ada@example.org']]);
      expect(headerOf(raw, 'Message-ID')).toEqual(['Message-ID: <a1b2@annals.example>']);
      expect(headerOf(raw, 'List-Unsubscribe')).toEqual(['List-Unsubscribe: <https://node.example/v1/unsubscribe/cd>']);
      expect(headerOf(raw, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe-Post: List-Unsubscribe=One-Click']);
      expect(headerOf(raw, 'Auto-Submitted')).toEqual(['Auto-Submitted: auto-generated']);
      expect(headerOf(raw, 'To')).toEqual(['To: ada@example.org']);
    }
  });

  test.each([
    ['the subject', { subject: 'x\r\nBcc: eve@example.org\r\n\r\nhello' }],
    ['the id', { id: 'x>\r\nBcc: eve@example.org' }],
    ['the language', { language: 'en\r\nBcc: eve@example.org' }],
    ['the link', { unsubscribeUrl: 'https://x>\r\nBcc: eve@example.org' }],
    ['the address', { to: 'ada@example.org\r\nBcc: eve@example.org' }],
    ['the address, with a second', { to: 'ada@example.org, eve@example.org' }],
    ['the address, with a command', { to: 'ada@example.org>\r\nRCPT TO:<eve@example.org' }],
  ])('with more than its own in %s gives nobody a header or a mail more', async (_, hostile) => {
    const { server, port } = await serve();
    await mailerTo(port).send({ ...MAIL, ...hostile });
    for (const { to, raw } of server.mails) {
      expect(to).not.toContain('eve@example.org');
      expect(headerOf(raw, 'Bcc')).toEqual([]);
    }
  });
});

describe('what goes wrong is about the server or about one mail', () => {
  test('a server that is down, and back again', async () => {
    const { server, port } = await serve();
    const mailer = mailerTo(port);
    await server.stop();
    expect(await mailer.send(MAIL)).toEqual({ status: 'unavailable', reason: 'ECONNECTION' });
    const again = new MailServer();
    started.push(again);
    await again.start(port);
    expect(await mailer.send(MAIL)).toEqual({ status: 'sent' });
  });

  test.each([
    [550, 'refused'],
    [452, 'refused'],
    [421, 'unavailable'],
  ])('a recipient refused with %i: %s', async (code, status) => {
    const { server, port } = await serve();
    server.onRecipient = (address) => (address === MAIL.to ? refusal(code, `no ${address} here`) : undefined);
    const mailer = mailerTo(port);
    const delivery = await mailer.send(MAIL);
    expect(delivery.status).toBe(status);
    // The server's words hold the address; they go into no log.
    expect(JSON.stringify(delivery)).not.toContain('ada');
    expect(await mailer.send({ ...MAIL, to: 'bob@example.org' })).toEqual({ status: 'sent' });
  });

  test.each([554, 451])('a mail refused with %i once it was read', async (code) => {
    const { server, port } = await serve();
    server.onMail = () => refusal(code);
    expect(await mailerTo(port).send(MAIL)).toEqual({ status: 'refused', reason: `EMESSAGE ${code}` });
  });

  test('a sender that the server does not take is about the server', async () => {
    const { port } = await serve({ onMailFrom: (_address, _session, done) => done(refusal(550)) });
    expect((await mailerTo(port).send(MAIL)).status).toBe('unavailable');
  });

  test('a server that takes its time gets the mail once', async () => {
    const { server, port } = await serve();
    server.onMail = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 1_500));
    expect(await mailerTo(port).send(MAIL)).toEqual({ status: 'sent' });
    expect(server.mails).toHaveLength(1);
  });

  test('a server that goes away in the middle, one that says nothing, and one that is no mail server', async () => {
    const { server, port } = await serve();
    server.onMail = async () => {
      await server.stop();
      return refusal(421);
    };
    expect((await mailerTo(port).send(MAIL)).status).toBe('unavailable');
    const talker = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => talker.listen(0, '127.0.0.1', resolve));
    const { port: talkerPort } = talker.address() as { readonly port: number };
    expect((await mailerTo(talkerPort).send(MAIL)).status).toBe('unavailable');
    await new Promise((resolve) => talker.close(resolve));
  });

  test('closing ends what hangs', async () => {
    const { server, port } = await serve();
    server.onMail = () => new Promise(() => {});
    const mailer = mailerTo(port);
    const sending = mailer.send(MAIL);
    while (server.connections === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    mailer.close();
    expect((await sending).status).toBe('unavailable');
  });
});

describe('encryption', () => {
  const own = selfSigned(Date.now());

  test.each(['starttls', 'tls'] as const)(
    '%s with a server whose authority is known, and a password',
    async (security) => {
      const said: string[] = [];
      const { server, port } = await serve({
        ...own,
        secure: security === 'tls',
        authOptional: false,
        onAuth: ({ username, password }, { secure }, done) => {
          said.push(`${username} ${password} ${secure}`);
          done(null, { user: username ?? '' });
        },
      });
      const files = {
        caFile: fileOf('ca.pem', own.cert),
        user: 'annals',
        passwordFile: fileOf('password', 'secret word\n'),
      };
      expect(await mailerTo(port, { security, ...files }).send(MAIL)).toEqual({ status: 'sent' });
      expect(said).toEqual(['annals secret word true']);
      expect(server.mails).toHaveLength(1);
    },
  );

  test.each(['starttls', 'tls'] as const)(
    '%s with a server that nobody vouches for sends nothing',
    async (security) => {
      const { server, port } = await serve({ ...own, secure: security === 'tls' });
      expect((await mailerTo(port, { security }).send(MAIL)).status).toBe('unavailable');
      expect(server.mails).toEqual([]);
    },
  );

  test.each(['starttls', 'tls'] as const)(
    '%s with a server that offers no encryption sends nothing',
    async (security) => {
      const { server, port } = await serve();
      expect((await mailerTo(port, { security, caFile: fileOf('ca.pem', own.cert) }).send(MAIL)).status).toBe(
        'unavailable',
      );
      expect(server.mails).toEqual([]);
    },
  );

  test('a file that is not there is said at the start', () => {
    expect(() => mailerTo(1, { caFile: join(folder, 'none.pem') })).toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });
});
