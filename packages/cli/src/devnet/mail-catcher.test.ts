/** The catcher takes what a node sends, in each language, once for each id, and has it again after a restart. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSmtpMailer } from '@annals/node/mail';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startMailCatcher } from './mail-catcher.ts';
import type { CaughtMail } from './read-mail.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-mails-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const mail = { to: 'liis@annals.example', language: 'en', unsubscribeUrl: null } as const;

test('mails are told once for each id, in any letters, and kept', async () => {
  const told: CaughtMail[] = [];
  const catcher = await startMailCatcher(folder, 0, (caught) => told.push(caught));
  const mailer = createSmtpMailer({
    host: '127.0.0.1',
    port: catcher.port,
    security: 'none',
    user: null,
    passwordFile: null,
    caFile: null,
    from: 'notices@annals.example',
  });
  const long = `${'õäöü 紀錄 '.repeat(60)}\n\n.\n..\nlast`;
  const texts = [
    ['Annals: Sinu kood', 'Kood on 12345678'],
    ['Annals：有關於您的新記載', long],
    ['plain', 'a = b'],
  ] as const;
  for (const [index, [subject, text]] of texts.entries())
    expect(await mailer.send({ ...mail, id: `id${index}`, subject, text })).toEqual({ status: 'sent' });
  expect(await mailer.send({ ...mail, id: 'id1', subject: 'again', text: 'again' })).toEqual({ status: 'sent' });
  expect(told.map(({ to, subject, text }) => [to, subject, text.trim()])).toEqual(
    texts.map(([subject, text]) => ['liis@annals.example', subject, text]),
  );
  await catcher.close();
  expect(readdirSync(folder)).toHaveLength(3);

  const again = await startMailCatcher(folder, 0, () => {});
  expect((await again.waitFor(({ id }) => id === '<id0@annals.example>', 0))?.text).toContain('12345678');
  expect(await again.waitFor(() => false, 1)).toBeUndefined();
  await again.close();
});
