/** The public face of notices. */
export { noticesOfBlock } from './block-notices.ts';
export { listNotices } from './list-notices.ts';
export type { Delivery, Mail, Mailer } from './mail.ts';
export { type NoticeCounters, type NoticeService, Notifier, type NotifierParts } from './notifier.ts';
