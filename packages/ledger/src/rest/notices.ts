/**
 * Notices: that something was written about a person, for her alone, as a list, as live events and by e-mail; and her
 * subscription to e-mails, which one node keeps for her and the chain knows nothing of.
 */
import { type Infer, shape } from '../codec/index.ts';
import { MAX_PAGE_SIZE } from './answers.ts';

/** What a person is told of. */
export const NOTICE_KINDS = [
  'read',
  'read-refused',
  'emergency-read',
  /** A read under a court reference, when it is disclosed. */
  'hidden-read',
  'record-issued',
  'record-changed',
  'record-erased',
  'consent-changed',
  'restriction-changed',
  'mandate-changed',
  'recovery',
  'key-changed',
  /** One agency says that she died: she can object. `closed`: a second one has said the same. */
  'death-reported',
  'closed',
  /** She has objected with her key: the report of her death counts no more. */
  'death-objected',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const noticeShape = shape.struct({
  kind: shape.oneOf(...NOTICE_KINDS),
  /** More exactly: the purpose of a read, the change of a record, or what became of a consent, mandate or recovery. */
  what: shape.nullable(shape.slug),
  /** The block that brought it. */
  timeMs: shape.time,
  height: shape.uint,
  /** The transaction; null where the ledger keeps no more than the time. */
  transaction: shape.nullable(shape.id('transaction')),
  record: shape.nullable(shape.id('record')),
  /** Who did it, as far as it was an agency's officer, or somebody who represents her. */
  agency: shape.nullable(shape.id('agency')),
  officer: shape.nullable(shape.id('officer')),
  representative: shape.nullable(shape.id('subject')),
  /** Of a read: where its entry stands in her access log, which says the rest and proves it. */
  logIndex: shape.nullable(shape.uint),
});
export type Notice = Infer<typeof noticeShape>;

/** The latest first. */
export const noticePage = shape.struct({
  items: shape.list(noticeShape, MAX_PAGE_SIZE),
  next: shape.nullable(shape.text(200)),
});

/** The languages in which mails are written. */
export const NOTICE_LANGUAGES = ['en', 'zh-Hant', 'et'] as const;
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

/**
 * An address as RFC 5321 has it without quoting: nothing in it can end a header or begin another recipient. Addresses
 * with other than ASCII letters are not taken.
 */
export const emailShape = shape.text(254, {
  pattern:
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
});

/** The code that a person finds in the mail to an address which she wants to use. */
export const confirmationCodeShape = shape.text(8, { min: 8, pattern: /^\d{8}$/ });

/** Where the link in a mail leads to: whoever has its token can end that subscription, and no more. */
export const UNSUBSCRIBE_PATH = '/v1/unsubscribe';

/** What a person asks of a node. */
export const subscriptionChangeShape = shape.union('action', {
  subscribe: shape.struct({
    email: emailShape,
    language: shape.oneOf(...NOTICE_LANGUAGES),
    /**
     * Random, from the person's own device: subscriptions of one ticket and address, such as for her pseudonyms in
     * several sectors, are confirmed by one mail.
     */
    ticket: shape.bytes(16),
  }),
  /** Nothing but the code is sent to an address until it comes back. */
  confirm: shape.struct({ code: confirmationCodeShape }),
  unsubscribe: shape.struct({}),
});
export type SubscriptionChange = Infer<typeof subscriptionChangeShape>;

export const subscriptionAnswer = shape.struct({
  /** Null: there is none. */
  subscription: shape.nullable(
    shape.struct({
      email: emailShape,
      language: shape.oneOf(...NOTICE_LANGUAGES),
      /** `refused`: the address has refused mail for days; subscribe again to use it or another. */
      status: shape.oneOf('unconfirmed', 'confirmed', 'refused'),
      sinceMs: shape.time,
    }),
  ),
});
export type SubscriptionAnswer = Infer<typeof subscriptionAnswer>;
