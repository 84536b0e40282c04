/** Bounds of the mempool, each with its reason. */

export const MEMPOOL_LIMITS = {
  /** About ten seconds of work at the aim of 3,000 transactions a second: more would expire or time out anyway. */
  maxTransactions: 30_000,
  /** Transactions as they lie decoded in memory and the sealed content waiting with them; keeps a validator under its 400 MB. Configurable. */
  maxBytes: 96 * 1024 * 1024,
  /**
   * What one agency, or the persons whom one agency has enrolled, fill of the pool when nobody else is in it, in number
   * and in bytes. Whoever is greedy leaves room: see room.ts.
   */
  maxPercentOfOne: 60,
  /** Of one person: what eight blocks have room for, and as many bytes as her longest transactions need. */
  maxTransactionsOfPerson: 64,
  maxBytesOfPerson: 256 * 1024,
  /** Beside all this room, and taken by nobody else: twice what a validator has on its way at a time. */
  maxTransactionsOfValidator: 128,
  /** Beside all this room as well, for what protects persons: some seconds' worth, of a few hundred bytes each. */
  maxProtective: 4_096,
  maxProtectiveBytes: 4 * 1024 * 1024,
  maxProtectiveOfPerson: 4,
} as const;

/** Ids that blocks of one height name: of sixteen full ones, and there are more than two only while views change. */
export const MAX_PINNED = 65_536;

export type MempoolLimits = { readonly [K in keyof typeof MEMPOOL_LIMITS]: number };
