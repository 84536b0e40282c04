/** Bounds of sync, each with its reason. */

export const SYNC_LIMITS = {
  /** For a peer to answer; who takes longer than a moment is left before that. */
  requestTimeoutMs: 10_000,
  /** A peer that had no block is not asked again for so long: whoever claims a height costs one request. */
  restMs: 900,
  /** How often a node that holds no seat asks for news. */
  pollMs: 1_000,
  /** A validator that has heard of no block for so long asks as well: those that it knows may hold no seat any more. */
  quietMs: 10_000,
  /** How long the block after the head may be on its way, or being executed, before it is fetched. */
  patienceMs: 150,
  /** A node that misses fewer blocks than this has only been slow for a moment, and goes on taking transactions. */
  catchUpBlocks: 8,
  /** Blocks asked for at once, at first; as many as come in about half a second after that. */
  windowBlocks: 64,
  /** An answer that took less, or more, makes the next window twice as large, or half. */
  quickMs: 250,
  slowMs: 1_000,
  /** Blocks that are read for a peer, or from its answer, in one piece: some milliseconds when they are full. */
  answerSlice: 4,
  /** An answer up to this long is read in one piece: at most 1,800 transactions, some milliseconds. */
  readAtOnceBytes: 256 * 1024,
  /** For a peer to give up to 12 MiB of sealed content before another is asked as well. */
  sidecarPatienceMs: 2_000,
  /** Windows on their way at the same time, from different peers where there are such. */
  windows: 3,
  /** What blocks that have come before those in front of them take in memory: beyond it no more are asked for ahead. */
  keptBytes: 32 * 1024 * 1024,
} as const;
