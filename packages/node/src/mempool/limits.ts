/** Bounds of the mempool, each with its reason. */

export const MEMPOOL_LIMITS = {
  /** About ten seconds of work at the aim of 3,000 transactions a second: more would expire or time out anyway. */
  maxTransactions: 30_000,
  /** Transactions and the sealed content waiting with them; keeps a validator under its 400 MB. Configurable. */
  maxBytes: 96 * 1024 * 1024,
  /** Sealed content beside one block: a validator that has none of it fetches it in a second at 100 Mbit/s. */
  maxSidecarBytesOfBlock: 12 * 1024 * 1024,
  /** One agency may fill at most this share of the pool, so that a runaway batch job leaves room for the others. */
  maxShareOfOneAgency: 0.6,
  /** All persons together have such a share too, and each of them what eight blocks have room for. */
  maxTransactionsOfPerson: 64,
  /** Beside all this room, and taken by nobody else: twice what a validator has on its way at a time. */
  maxTransactionsOfValidator: 128,
} as const;

export type MempoolLimits = { readonly [K in keyof typeof MEMPOOL_LIMITS]: number };
