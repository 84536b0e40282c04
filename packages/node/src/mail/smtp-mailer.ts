/**
 * Delivers mails by SMTP (RFC 5321), with nodemailer. Encrypted with a certificate that is checked, except over the
 * loopback interface. Everything that goes into a header has been checked before, and is checked again by the library.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { AnnalsError } from '@annals/ledger/errors';
import { emailShape } from '@annals/ledger/rest';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Delivery, Mail, Mailer } from '../notify/mail.ts';

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte (465). `starttls`: before anything is said (587). `none`: over loopback only. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | null;
  /** A file with the password of the user, so that it stands in no configuration. */
  readonly passwordFile: string | null;
  /** A file with the certificate authority of the server, where it is not one that everybody knows. */
  readonly caFile: string | null;
  /** The address that mails come from. */
  readonly from: string;
}

/** RFC 5321, section 4.5.3.2: less, and a server that is slow to answer gets the mail twice. */
const ANSWER_TIMEOUT_MS = 600_000;
const CONNECT_TIMEOUT_MS = 15_000;

/** What nodemailer says of a failure. Its message can hold the address and is not told on. */
interface SmtpFailure {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/** Failures that are about one mail or one address; all others are about the server. */
const REFUSALS = new Set(['EENVELOPE', 'EMESSAGE']);
/** The server is about to close. */
const CLOSING = 421;

/** @throws AnnalsError `config.invalid` when a file cannot be read. */
export function createSmtpMailer(settings: SmtpSettings): Mailer {
  const { host, port, security, user, passwordFile, caFile, from } = settings;
  const sockets = new Set<Socket>();
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2', ...(caFile === null ? {} : { ca: readSetting('caFile', caFile) }) },
    ...(user === null
      ? {}
      : { auth: { user, pass: passwordFile === null ? '' : readSetting('passwordFile', passwordFile).trim() } }),
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: ANSWER_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    // Sockets of our own: a node that stops must not wait for a server that does not answer.
    getSocket: (_options, done) => dial(host, port, sockets, done),
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    send: async (mail) => {
      // The library reads an address as a list of them, and takes quotes and brackets apart.
      if (!isOneAddress(mail.to)) return { status: 'refused', reason: 'address' };
      try {
        await transport.sendMail(messageOf(mail, from, domain));
        return { status: 'sent' };
      } catch (failure) {
        return deliveryOf(failure as SmtpFailure);
      }
    },
    close: () => {
      transport.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Connects, within a time; the socket is held in `sockets` while it is open. */
function dial(
  host: string,
  port: number,
  sockets: Set<Socket>,
  done: (error: Error | null, options?: { readonly connection: Socket }) => void,
): void {
  const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  const fail = (error: Error): void => {
    socket.destroy();
    done(Object.assign(error, { code: 'ECONNECTION' }));
  };
  socket.once('error', fail);
  socket.once('timeout', () => fail(new Error('the server cannot be reached in time')));
  socket.once('connect', () => {
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    socket.off('error', fail);
    done(null, { connection: socket });
  });
}

function messageOf(
  { id, to, subject, text, language, unsubscribeUrl }: Mail,
  from: string,
  domain: string,
): SendMailOptions {
  return {
    // The bare address, so that nothing in it is read as more than one recipient.
    envelope: { from, to: [to] },
    from: { name: 'Annals', address: from },
    to: { name: '', address: to },
    messageId: `<${id}@${domain}>`,
    subject,
    text,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'Content-Language': language,
      ...(unsubscribeUrl === null
        ? {}
        : { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
  };
}

function isOneAddress(address: string): boolean {
  try {
    emailShape.fromJson(address);
    return true;
  } catch {
    return false;
  }
}

function deliveryOf({ code = 'unknown', command, responseCode }: SmtpFailure): Delivery {
  const reason = responseCode === undefined ? code : `${code} ${responseCode}`;
  const isAboutMail =
    REFUSALS.has(code) && command !== 'MAIL FROM' && responseCode !== undefined && responseCode !== CLOSING;
  return { status: isAboutMail ? 'refused' : 'unavailable', reason };
}

function readSetting(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AnnalsError('config.invalid', `notices.smtp.${name}: ${path} cannot be read`, { cause });
  }
}
