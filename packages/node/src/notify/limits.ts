/** Bounds of notices by e-mail, each with its reason. */

export const NOTIFY_LIMITS = {
  /** Wrong codes until a new one has to be asked for: one in twenty million guesses succeeds. */
  codeAttempts: 5,
  /** Mails with a code that one person, and one address, can ask for in an hour: enough for mistakes, no nuisance. */
  codesPerHour: 5,
  /** Whose asking is remembered; the one that was quiet longest is forgotten. */
  rememberedAskers: 10_000,
  /** An address that was not confirmed is forgotten after this time. */
  unconfirmedMs: 24 * 3_600_000,
  /** Mails on their way at once. Most servers take more; few mind four. */
  mailsAtOnce: 4,
  /** The first wait after a failure; each further one is twice as long. */
  firstRetryMs: 1_000,
  /** The longest wait when the server does not answer. */
  serverRetryMs: 300_000,
  /** The longest wait for an address that refuses: grey lists ask for minutes, full mailboxes for hours. */
  addressRetryMs: 3_600_000,
  /** An address that has refused one mail for so long gets no further ones. */
  giveUpMs: 3 * 86_400_000,
  /** How often daily letters, and addresses that were never confirmed, are looked through. */
  sweepMs: 60_000,
  /** How long a stopping node waits for mails on their way. */
  stopMs: 3_000,
  /** How often the last block that was looked at is noted when nothing was in it. */
  cursorMs: 10_000,
} as const;

/** The waits among them, which tests shorten. */
export type NotifyTiming =
  Pick<
    typeof NOTIFY_LIMITS,
    'firstRetryMs' | 'serverRetryMs' | 'addressRetryMs' | 'giveUpMs' | 'sweepMs' | 'cursorMs' | 'unconfirmedMs'
  > extends infer T
    ? { readonly [K in keyof T]: number }
    : never;
