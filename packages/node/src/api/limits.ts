/** Bounds of the REST API, each with its reason. */
import { LIST_PAGE_ITEMS, LOG_PART_ENTRIES } from '@annals/ledger/rest';
import { DOORKEEPER_LIMITS } from '../doorkeeper/index.ts';
import { SERVING_LIMITS } from '../serving/index.ts';

export const API_LIMITS = {
  ...SERVING_LIMITS,
  /** The largest body: a submission in JSON. Each route has its own bound, from its shape (`maxBodyBytes`). */
  bodyBytes: DOORKEEPER_LIMITS.jsonBytes,
  /** What is read where no route takes a body, before it is said so. */
  strayBodyBytes: 64 * 1024,
  /** Submissions being read at once, in bytes, so that a few slow clients cannot fill the memory of a validator. */
  bodyBytesInFlight: 128 * 1024 * 1024,
  /** The part of one address: two of the largest at once; a gateway of an agency sends smaller ones or one by one. */
  bodyBytesInFlightOfOneAddress: 64 * 1024 * 1024,
  /** What a millisecond of reading on the doorkeeper's thread costs, in requests: one address has half of it, at most. */
  requestsPerReadMs: 4,
  /** Of the bytes in flight: those that strangers leave for members. */
  bodyBytesKeptForMembers: 32 * 1024 * 1024,
  /**
   * Proofs by members' keys that are verified a second, of 50 microseconds each, to find members among those who would be
   * sent away. A member's address needs one, and is known for a while from then on.
   */
  proofsUnderLoad: { ofAll: { perSecond: 200, atOnce: 400 }, ofOneAddress: { perSecond: 0.2, atOnce: 5 } },
  /** Requests a second from one address, a transaction counting as one; an agency's gateway may be one address. */
  requestsPerSecond: 2_000,
  /** Nodes of the Merkle logs of blocks, for receipts: 150 bytes each, 70 of a block of a thousand transactions. */
  keptTreeNodes: 100_000,
  /** Log entries in one answer: 40 ms of writing JSON, in which no block is voted on. Clients refuse shorter parts. */
  logEntries: LOG_PART_ENTRIES,
  /** Items of a page when the caller does not say. */
  pageItems: LIST_PAGE_ITEMS,
  /** Reads of the store for one page, when a filter leaves out items. */
  readsPerPage: 10,
  /** Items that are read and decoded at once. */
  itemsPerRead: 50,
  /** Bytes of values after which a page ends, however few they are: some milliseconds of decoding and writing JSON. */
  pageBytes: 64 * 1024,
  /** Bytes of entries after which a part of a log ends: those of people are short, and some of histories are not. */
  logBytes: 512 * 1024,
  /** Entries of a log that are read at once. */
  entriesPerRead: 200,
  /** Event streams at once. Each costs a socket and a small buffer. */
  subscribers: { all: 500, ofOneAddress: 100, keptForMembers: 100 },
  /** Bytes that wait for a subscriber who reads too slowly, before it is dropped. */
  subscriberBytes: 256 * 1024,
  /** Blocks that wait until persons have been told of them, each with all that it changed: some seconds' worth. */
  untoldBlocks: 32,
  /** Blocks that a returning subscriber is told of; one that was away for longer starts again from the status. */
  replayedBlocks: 1_000,
  heartbeatMs: 15_000,
  /** Metrics are rendered anew after this time. */
  metricsMs: 1_000,
  /** A request's head and body must have come in this time. */
  requestTimeoutMs: 60_000,
  /** A stopping node waits so long for what is being answered. */
  stopMs: 3_000,
} as const;
