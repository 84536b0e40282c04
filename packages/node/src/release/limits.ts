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
  /** Committed requests that are kept as they were read: whoever goes on with one asks sixteen times. */
  keptRequests: { entries: 1_024, bytes: 4 * 1024 * 1024 },
  /** What requests were granted, as it was found in the logs: an entry of a few hundred bytes for each item. */
  keptGrants: { entries: 1_024, bytes: 8 * 1024 * 1024 },
  /** Contents whose seals to the network are kept: some kilobytes each. The content itself is not. */
  keptSeals: { entries: 4_096, bytes: 8 * 1024 * 1024 },
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
