/** The public face of delivering mails. */
export { createSmtpMailer, type SmtpSettings } from './smtp-mailer.ts';
