/**
 * A mail server of the local network that delivers to nobody: it takes every mail on a loopback port, keeps it as a file
 * and tells of it. Mails with an id that has come before are the same mail once more, and are told once.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/table.ts';
import { type CaughtMail, readMail } from './read-mail.ts';

/** A mail as the terminal shows it: to whom, and its first lines. */
export function describeMail({ to, subject, text }: CaughtMail): Answer {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, 3);
  return {
    text: [`Mail to ${to}: ${subject}`, ...lines]
      .map((line, index) => (index === 0 ? '' : '  ') + printable(line))
      .join('\n'),
    json: { event: 'mail', to, subject, text },
  };
}

/** A notice has two kilobytes. */
const MAX_MAIL_BYTES = 64 * 1024;
/** Mails kept: a day of playing. Those that come later are told of and not kept. */
const MAX_KEPT = 1_000;

export interface MailCatcher {
  readonly port: number;
  /** The folder in which mails are kept, one file each. */
  readonly folder: string;
  /** Resolves with the next mail that fits, or one that has come already. */
  waitFor(fits: (mail: CaughtMail) => boolean, timeoutMs: number): Promise<CaughtMail | undefined>;
  close(): Promise<void>;
}

/** Starts it. @throws Error when the port is taken. */
export async function startMailCatcher(
  folder: string,
  port: number,
  onMail: (mail: CaughtMail) => void,
): Promise<MailCatcher> {
  mkdirSync(folder, { recursive: true });
  const kept = readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .sort();
  const mails = kept.map((name) => readMail(readFileSync(join(folder, name))));
  const waiting = new Set<(mail: CaughtMail) => void>();
  const take = (bytes: Buffer): void => {
    const mail = readMail(bytes);
    if (mails.some(({ id }) => id === mail.id)) return;
    if (mails.length < MAX_KEPT) {
      writeFileSync(join(folder, `${String(mails.length + 1).padStart(5, '0')}.eml`), bytes);
      mails.push(mail);
    }
    onMail(mail);
    for (const tell of waiting) tell(mail);
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: MAX_MAIL_BYTES,
    logger: false,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        if (!stream.sizeExceeded) chunks.push(chunk);
      });
      stream.on('end', () => {
        if (!stream.sizeExceeded) take(Buffer.concat(chunks));
        done(stream.sizeExceeded ? new Error('the mail is too long') : null);
      });
    },
  });
  // A client that goes away in the middle of a mail is no failure of the server.
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as { readonly port: number }).port,
    folder,
    waitFor: (fits, timeoutMs) => {
      const there = mails.find(fits);
      if (there) return Promise.resolve(there);
      return new Promise((resolve) => {
        const end = (mail: CaughtMail | undefined): void => {
          clearTimeout(timer);
          waiting.delete(tell);
          resolve(mail);
        };
        const tell = (mail: CaughtMail): void => {
          if (fits(mail)) end(mail);
        };
        const timer = setTimeout(() => end(undefined), timeoutMs);
        waiting.add(tell);
      });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
