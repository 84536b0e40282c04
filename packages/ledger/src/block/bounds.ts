/** The bounds of blocks and what is in them, each with its reason. */

/** A header is about 330 bytes; no field of it can grow. */
export const MAX_HEADER_BYTES = 512;

/** One block must execute within the time in which a primary is waited for: 4,096 take about half a second. */
export const MAX_BLOCK_TRANSACTIONS = 4_096;

/**
 * Of one person in a block, and of all keys together that nobody knows: what somebody does by hand. More would let one
 * person keep the others waiting, or fill the access log of somebody who is a stranger to her.
 */
export const MAX_BLOCK_TRANSACTIONS_OF_PERSON = 8;

/** All transactions of a block, so that it crosses a slow link well within a view. */
export const MAX_BLOCK_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** A certificate of 100 validators. */
export const MAX_CERTIFICATE_BYTES = 16_384;

/** The transactions with the heads of their byte strings, the header and the parent's certificate. */
export const MAX_BLOCK_BYTES =
  MAX_BLOCK_TRANSACTION_BYTES + 8 * MAX_BLOCK_TRANSACTIONS + MAX_HEADER_BYTES + MAX_CERTIFICATE_BYTES;

/** A genesis document with a hundred agencies and a hundred record types. */
export const MAX_GENESIS_BYTES = 4 * 1024 * 1024;
