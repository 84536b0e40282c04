/** What tests of mails share. */
export { MailServer, refusal, type TakenMail } from './mail-server.ts';
