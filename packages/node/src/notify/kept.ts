/** What is kept of subscriptions and mails across restarts, as named values. Addresses stand here and nowhere else. */
import { decodeShape, encodeShape, type Infer, type Shape, type SubjectId, shape } from '@annals/ledger/codec';
import { confirmationCodeShape, emailShape, NOTICE_KINDS, NOTICE_LANGUAGES } from '@annals/ledger/rest';

const languageShape = shape.oneOf(...NOTICE_LANGUAGES);

const subscriptionShape = shape.struct({
  email: emailShape,
  language: languageShape,
  status: shape.oneOf('unconfirmed', 'confirmed', 'refused'),
  sinceMs: shape.time,
  /** Nothing that a block up to this one brought is told. */
  sinceHeight: shape.uint,
  /** While unconfirmed: what the mail said, and how often something else was tried. */
  code: shape.nullable(confirmationCodeShape),
  attempts: shape.uint,
  ticket: shape.bytes(16),
  /** Whoever has it can end the subscription: it stands in the mails. */
  token: shape.bytes(16),
});
export type Subscription = Infer<typeof subscriptionShape>;

/** How often each kind has happened. */
const countsShape = shape.dictionary(shape.slug, shape.uint, NOTICE_KINDS.length);
export type NoticeCounts = Infer<typeof countsShape>;

/** Notices that have gathered and are not being sent yet. */
const letterShape = shape.struct({
  counts: countsShape,
  /** When it is sent at the latest. */
  dueMs: shape.time,
});
export type Letter = Infer<typeof letterShape>;

/** A mail that is being sent: it never changes any more, and has one id however often it is tried. */
const mailShape = shape.struct({
  id: shape.bytes(16),
  content: shape.union('type', {
    notices: shape.struct({ counts: countsShape }),
    code: shape.struct({ code: confirmationCodeShape }),
  }),
  sinceMs: shape.time,
});
export type WaitingMail = Infer<typeof mailShape>;

/** The last block whose notices have become letters. */
const cursorShape = shape.struct({ height: shape.uint });

/** Several times the longest of them. */
const MAX_BYTES = 8_192;

const named = <T>(kind: string, value: Shape<T>) => ({
  put: (subject: SubjectId, kept: T | null): readonly [string, Uint8Array | null] => [
    `${kind}/${subject}`,
    kept === null ? null : encodeShape(value, kept),
  ],
  /** All of the kind, by subject. */
  all: (entries: ReadonlyMap<string, Uint8Array>): Map<SubjectId, T> =>
    new Map(
      [...entries].flatMap(([name, bytes]) =>
        name.startsWith(`${kind}/`)
          ? [[name.slice(kind.length + 1) as SubjectId, decodeShape(value, bytes, MAX_BYTES)] as const]
          : [],
      ),
    ),
});

export const kept = {
  subscription: named('subscription', subscriptionShape),
  letter: named('letter', letterShape),
  mail: named('mail', mailShape),
  putCursor: (height: number): readonly [string, Uint8Array] => ['cursor', encodeShape(cursorShape, { height })],
  cursor: (entries: ReadonlyMap<string, Uint8Array>): number | undefined => {
    const bytes = entries.get('cursor');
    return bytes && decodeShape(cursorShape, bytes, MAX_BYTES).height;
  },
} as const;

/** A change of one named value; null deletes. */
export type Change = readonly [name: string, value: Uint8Array | null];
