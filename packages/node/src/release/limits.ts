/** Bounds of the release of shares, each with its reason. */

export const RELEASE_LIMITS = {
  /** Shares in one answer: each takes this process half a millisecond, and other work runs in between. */
  sharesPerRequest: 32,
  /** Shares made before other work gets its turn: about two milliseconds. */
  sharesPerTurn: 4,
  /** Shares a second that one peer is given, on average; at 400 it can use a fifth of a core, and no more. */
  sharesPerSecond: 400,
  /** What a peer can ask for at once after a quiet time. */
  sharesAtOnce: 1_000,
  /** What every request costs beside its shares, in shares: so that also refused ones are bounded. */
  costOfRequest: 1,
  /** Peers whose allowance is kept; there are fewer members. */
  peers: 512,
  /** Shares that are kept for whoever asks again: a quarter of a KiB each. */
  keptShares: 4_096,
  /** What a request may disclose beside its transaction: what a hidden read seals. */
  disclosureBytes: 8_192,
  /** A holder that lags behind the reader waits for the block so long. */
  commitWaitMs: 2_000,
  /** For a holder to answer. It may have waited for the block first. */
  requestTimeoutMs: 4_000,
  /** Sidecars of one answer of the API, in bytes, unless one alone has more. */
  sidecarBytes: 2 * 1024 * 1024,
} as const;
