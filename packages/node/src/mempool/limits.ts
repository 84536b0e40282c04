/** Bounds of the mempool, each with its reason. */

export const MEMPOOL_LIMITS = {
  /** About ten seconds of work at the aim of 3,000 transactions a second: more would expire or time out anyway. */
  maxTransactions: 30_000,
  /** Transactions and the sealed content waiting with them; keeps a validator under its 400 MB. */
  maxBytes: 96 * 1024 * 1024,
  /** One agency may fill at most this share of the pool, so that a runaway batch job leaves room for the others. */
  maxShareOfOneAgency: 0.6,
} as const;

export type MempoolLimits = { readonly [K in keyof typeof MEMPOOL_LIMITS]: number };
