/** Bounds of the release of shares, each with its reason. */

export const RELEASE_LIMITS = {
  /** Shares in one answer: each takes this process half a millisecond, and other work runs in between. */
  sharesPerRequest: 32,
  /** What one request to read can be granted: 32 items of at most 16 sections. */
  sealsPerTransaction: 512,
  /** Shares made before other work gets its turn: about two milliseconds. */
  sharesPerTurn: 4,
  /** Shares that are kept for whoever asks again: a quarter of a KiB each. */
  keptShares: 4_096,
  /** What a request may disclose beside its transaction: what a hidden read seals. */
  disclosureBytes: 8_192,
  /** A holder that lags behind the reader waits for the block so long. */
  commitWaitMs: 2_000,
  /** For a holder to answer. It may have waited for the block first. */
  requestTimeoutMs: 4_000,
  /** So much patience is for nobody who did not answer of late; a reader that lacks right shares asks for more. */
  littlePatienceMs: 500,
  /** Sidecars of one answer of the API, in bytes, unless one alone has more. */
  sidecarBytes: 2 * 1024 * 1024,
} as const;
