/** The bounds of blocks and what is in them, each with its reason. */

/** A header is about 330 bytes; no field of it can grow. */
export const MAX_HEADER_BYTES = 512;

/** One block must execute within the time in which a primary is waited for: 4,096 take about half a second. */
export const MAX_BLOCK_TRANSACTIONS = 4_096;

/**
 * A transaction counts once for each item of its list: each item is executed, and is written, like a transaction by
 * itself. Beside the transaction with the most items, a block has fewer than this.
 */
export const MAX_BLOCK_ITEMS = 4_096;

/**
 * A proposal counts as one item for so many of its bytes begun: to check a declaration of that length takes about as
 * long as to execute a plain transaction. One of the largest size is 256, so that with the default quota an agency has
 * nine in a block, beside all that others do.
 */
export const PROPOSAL_BYTES_PER_ITEM = 64;

/**
 * Items of one person in a block, and of all keys together that nobody knows: what somebody does by hand. More would let
 * one person keep the others waiting, or fill the access log of somebody who is a stranger to her.
 */
export const MAX_BLOCK_ITEMS_OF_PERSON = 8;

/** Of one person in a block, beside those, of what protects her: she may take back all that she gave away, by hand. */
export const MAX_BLOCK_PROTECTIVE_OF_PERSON = 4;

/**
 * Bytes of the state values that a transaction leads to, for each item that it counts: to read so much and to write it
 * anew takes about as long as a transaction, and the usual ones of a person are shorter (ATTACK swollen-values).
 */
export const VALUE_BYTES_PER_ITEM = 4_096;

/** All transactions of a block, so that it crosses a slow link well within a view. */
export const MAX_BLOCK_TRANSACTION_BYTES = 4 * 1024 * 1024;

/**
 * Transactions of one validator, and of the persons that one agency has enrolled: an eighth of the block each. With
 * half of the block for its agency, and what protects persons, one member cannot fill a block that others make.
 */
export const MAX_BLOCK_BYTES_OF_VALIDATOR = 512 * 1024;
export const MAX_BLOCK_BYTES_OF_PERSONS = 512 * 1024;
export const MAX_BLOCK_PROTECTIVE_BYTES = 128 * 1024;

/** Sealed content beside one block: a validator that has none of it fetches it in a second at 100 Mbit/s. */
export const MAX_BLOCK_SIDECAR_BYTES = 12 * 1024 * 1024;

/** A certificate of 100 validators. */
export const MAX_CERTIFICATE_BYTES = 16_384;

/** The transactions with the heads of their byte strings, the header and the parent's certificate. */
export const MAX_BLOCK_BYTES =
  MAX_BLOCK_TRANSACTION_BYTES + 8 * MAX_BLOCK_TRANSACTIONS + MAX_HEADER_BYTES + MAX_CERTIFICATE_BYTES;

/** A genesis document with a hundred agencies and a hundred record types. */
export const MAX_GENESIS_BYTES = 4 * 1024 * 1024;
